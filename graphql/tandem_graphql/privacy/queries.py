"""Reading personal data: search, one person, the journal, holds, what falls due, the rules."""

import strawberry

from tandem.privacy import queries
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.privacy.types import DuePerson, Erasure, FoundPerson, LegalHold, PersonalData, RetentionRule
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class PrivacyQueries:
    @query(Resource.PERSONAL_DATA, cost=20)
    async def people(self, info: Info, search: str) -> list[FoundPerson]:
        """Debtors by name or reference, the first twenty."""
        return [FoundPerson.of(row) for row in await queries.people_found(info.context.actor, search)]

    @query(Resource.PERSONAL_DATA, cost=50)
    async def personal_data(self, info: Info, debtor_id: strawberry.ID) -> PersonalData | None:
        """All that is stored about a debtor; null outside one's reach."""
        row = await queries.personal_data_of(info.context.actor, key_of(debtor_id, "Debtor", "debtorId"))
        return PersonalData.of(row) if row else None

    @query(Resource.ERASURE)
    async def erasures(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Erasure]:
        """The journal of erasures, newest first."""
        actor = info.context.actor
        page = await queries.erasures_for(actor, first, after)
        return Connection.of(page, lambda row: Erasure.of(actor, row))

    @query(Resource.LEGAL_HOLD)
    async def legal_holds(self, info: Info, first: int = 20, after: str | None = None) -> Connection[LegalHold]:
        """Holds of one's own side, newest first."""
        actor = info.context.actor
        page = await queries.legal_holds_for(actor, first, after)
        return Connection.of(page, lambda row: LegalHold.of(actor, row))

    @query(Resource.RETENTION, cost=50)
    async def people_due(self, info: Info) -> list[DuePerson]:
        """Whose time is over within 90 days, soonest first."""
        return [DuePerson.of(row) for row in await queries.due_soon(info.context.actor)]

    @query(Resource.RETENTION)
    async def retention_rules(self, info: Info) -> list[RetentionRule]:
        return [RetentionRule.of(row) for row in await queries.retention_of(info.context.actor)]
