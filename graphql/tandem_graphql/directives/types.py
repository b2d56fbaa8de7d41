"""Directives, and the holds that they and other facts make."""

from datetime import datetime

import strawberry

from tandem.casefiles import models as casefiles
from tandem.casefiles.models import HoldKind
from tandem.casefiles.queries import CLAIMS, PARTIES, claims_by_case_file, parties_by_case_file
from tandem.contacts.calling.agreed import reason_of
from tandem.directives import models
from tandem.directives.models import DirectiveKind, DirectiveState
from tandem.directives.queries import DIRECTIVES, directives_by_id
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.casefiles.claims import Claim
from tandem_graphql.casefiles.parties import Party
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.lookahead.leaves import NULL
from tandem_graphql.lookahead.pieces import Pieces, chosen
from tandem_graphql.lookahead.planning import At
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.money import Money
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Organization, organization, organization_by
from tandem_graphql.reads import money, named
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@row_type
class Directive(Node):
    row: strawberry.Private[models.Directive]

    kind: DirectiveKind = field(Resource.DIRECTIVE)
    state: DirectiveState = field(Resource.DIRECTIVE)
    reason: str = field(Resource.DIRECTIVE)
    issued_at: datetime = field(Resource.DIRECTIVE)
    issued_by: str = field(Resource.DIRECTIVE)
    released_at: datetime | None = field(Resource.DIRECTIVE)
    released_by: str | None = field(Resource.DIRECTIVE)

    @resolved(Resource.PARTY, ahead=named(PARTIES.table, "party_id"))
    async def party(self, info: Info) -> Party | None:
        """Who alone may be contacted, where the client says so."""
        if self.row.party_id is None:
            return None
        parties = await info.context.loaders.need(parties_by_case_file, self.row.case_file_id)
        return next(Party.of(info.context.actor, one) for one in parties if one.party.id == self.row.party_id)

    @resolved(Public.RIGHTS, needs=("state", "creditor_id"))
    def viewer_can_release(self, info: Info) -> bool:
        actor = info.context.actor
        permitted = may(actor, self.sight.relation, Permission.DIRECTIVE_RELEASE)
        return permitted and self.row.state is DirectiveState.ISSUED and self.row.creditor_id == actor.organization_id

    @classmethod
    def of(cls, actor: Actor, row: models.Directive) -> "Directive":
        """A directive on a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


def _read_amount(at: At, selected: Selected) -> Pieces:
    """In the currency of the claim that it is of."""
    currency = f"(SELECT claim.currency FROM {CLAIMS.table} claim WHERE claim.id = {at.column('claim_id')})"
    shown = money(at, selected, at.column("amount"), currency)
    return [chosen([(f"{at.column('amount')} IS NOT NULL", shown)], NULL)]


@row_type
class Hold(Node):
    row: strawberry.Private[casefiles.Hold]

    kind: HoldKind = field(Resource.HOLD)
    since: datetime = field(Resource.HOLD)
    until: datetime | None = field(Resource.HOLD)
    by_name: str | None = field(Resource.HOLD)

    @resolved(Resource.HOLD, needs=("reason", "kind", "until", "attempt_id"))
    def reason(self, info: Info) -> str:
        """What somebody wrote; of a promise, the day, in the reader's language."""
        return reason_of(self.row, info.context.locale)

    @resolved(Resource.CLAIM, ahead=named(CLAIMS.table, "claim_id"))
    async def claim(self, info: Info) -> Claim | None:
        """The claim that is held; null: the whole case file."""
        row = await self._claim(info)
        return Claim.of(info.context.actor, row) if row else None

    @resolved(Resource.CASE_FILE_AMOUNTS, ahead=_read_amount)
    async def amount(self, info: Info) -> Money | None:
        """The part of the claim that is held; null: all of it."""
        row = await self._claim(info)
        return Money.minor(self.row.amount, row.currency) if row and self.row.amount is not None else None

    async def _claim(self, info: Info) -> casefiles.Claim | None:
        if self.row.claim_id is None:
            return None
        claims = await info.context.loaders.need(claims_by_case_file, self.row.case_file_id)
        return next(one for one in claims if one.id == self.row.claim_id)

    @resolved(Resource.HOLD, ahead=organization_by("owner_id"))
    async def by_organization(self, info: Info) -> Organization:
        return await organization(info.context, self.row.owner_id)

    @resolved(Public.RIGHTS, needs=("directive_id", "owner_id"))
    def viewer_can_release(self, info: Info) -> bool:
        actor = info.context.actor
        permitted = may(actor, self.sight.relation, Permission.DIRECTIVE_RELEASE)
        return permitted and self.row.directive_id is not None and self.row.owner_id == actor.organization_id

    @resolved(Resource.DIRECTIVE, ahead=named(DIRECTIVES.table, "directive_id"))
    async def directive(self, info: Info) -> Directive | None:
        """The directive that made this hold, if one did."""
        if self.row.directive_id is None:
            return None
        return Directive.of(
            info.context.actor, await info.context.loaders.need(directives_by_id, self.row.directive_id)
        )

    @classmethod
    def of(cls, actor: Actor, row: casefiles.Hold) -> "Hold":
        """A hold on a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))
