"""Events of directives."""

from uuid import UUID

from tandem.directives import events as directives
from tandem.directives.models import DirectiveKind
from tandem.directives.queries import DIRECTIVES, directives_by_id
from tandem_graphql.context import Context, Info
from tandem_graphql.directives.types import Directive
from tandem_graphql.fields import field, resolved
from tandem_graphql.reads import named
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.vocabulary import Resource

_OF_DIRECTIVE = named(DIRECTIVES.table, noted_in("directive_id"))


@shows(directives.DirectiveIssued)
class DirectiveIssued(TimelineEvent):
    directive_kind: DirectiveKind = field(Resource.DIRECTIVE, of=recorded("directive_kind", DirectiveKind))
    reason: str | None = field(Resource.DIRECTIVE, of=recorded("reason"))

    @resolved(Resource.DIRECTIVE, ahead=_OF_DIRECTIVE)
    async def directive(self, info: Info) -> Directive:
        return await _directive(info.context, self)


@shows(directives.DirectiveReleased)
class DirectiveReleased(TimelineEvent):
    directive_kind: DirectiveKind = field(Resource.DIRECTIVE, of=recorded("directive_kind", DirectiveKind))

    @resolved(Resource.DIRECTIVE, ahead=_OF_DIRECTIVE)
    async def directive(self, info: Info) -> Directive:
        return await _directive(info.context, self)


async def _directive(context: Context, event: TimelineEvent) -> Directive:
    key = UUID(event.row.data["directive_id"])
    return Directive.of(context.actor, await context.loaders.need(directives_by_id, key))
