"""Events of directives."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.directives import events as directives
from tandem.directives.models import DirectiveKind
from tandem.directives.queries import DIRECTIVES, directives_by_id
from tandem.kit.money import Money
from tandem_graphql.context import Context, Info
from tandem_graphql.directives.types import Directive
from tandem_graphql.fields import field, resolved
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At, finished
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.reads import named
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.vocabulary import Resource


def _held(told: Sequence[Mapping[str, Any]] | None, locale: str) -> list[str]:
    """As a person reads them. Of an erased person nothing is left."""
    return [
        f"{one['number']}: {Money(**one['part']).formatted(locale)}" if one["part"] else one["number"]
        for one in told or ()
    ]


def _read_held(at: At, selected: Selected) -> Pieces:
    kept = f"coalesce({at.column('data')} -> 'held', 'null'::jsonb)"
    return finished(at, selected, [Sql(kept)], lambda told, run: _held(told, run.info.context.locale))


_OF_DIRECTIVE = named(DIRECTIVES.table, noted_in("directive_id"))


@shows(directives.DirectiveIssued)
class DirectiveIssued(TimelineEvent):
    directive_kind: DirectiveKind = field(Resource.DIRECTIVE, of=recorded("directive_kind", DirectiveKind))
    reason: str | None = field(Resource.DIRECTIVE, of=recorded("reason"))

    @resolved(Resource.DIRECTIVE, ahead=_read_held)
    def held(self, info: Info) -> list[str]:
        """The claims that a hold is on, each with the part that is held; none: the whole case file."""
        return _held(self.row.data.get("held"), info.context.locale)

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
