"""The shared case file."""

from datetime import date, datetime

import strawberry

from tandem.casefiles import models
from tandem.casefiles.badges import CaseBadge
from tandem.casefiles.models import CloseCode, Stage
from tandem.casefiles.queries import (
    badges_by_case_file,
    claims_by_case_file,
    documents_by_case_file,
    holds_by_case_file,
    parties_by_case_file,
)
from tandem.contacts.queries import (
    attempts_by_case_file,
    channels_by_case_file,
    opening_letters_by_case_file,
)
from tandem.directives.queries import directives_by_case_file
from tandem.kit import clock
from tandem.ledger.queries import payments_by_case_file
from tandem.organizations.actor import Actor
from tandem.organizations.queries import mandates_by_id, portfolios_by_id
from tandem_graphql.casefiles.claims import Balance, Claim
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.casefiles.parties import Debtor, Party
from tandem_graphql.casefiles.rights import CaseFileRights
from tandem_graphql.contacts.types import ContactAttempt, OpeningLetter
from tandem_graphql.contacts.verdicts import ChannelAvailability
from tandem_graphql.context import Info
from tandem_graphql.directives.types import Directive, Hold
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.ledger.types import Payment
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Mandate, Organization, Portfolio, organization
from tandem_graphql.sight import Sight
from tandem_graphql.timeline.page import position_of, timeline_page
from tandem_graphql.timeline.types import TimelineConnection
from tandem_policies.vocabulary import Resource


@row_type
class CaseFile(Node):
    row: strawberry.Private[models.CaseFile]

    reference: str = field(Resource.CASE_FILE)
    claim_count: int = field(Resource.CASE_FILE)
    balance: Balance = field(Resource.CASE_FILE_AMOUNTS, of=lambda case_file: Balance.of(case_file.row))
    stage: Stage = field(Resource.CASE_FILE)
    close_code: CloseCode | None = field(Resource.CASE_FILE)
    oldest_due_on: date | None = field(
        Resource.CASE_FILE, description="Due day of the oldest claim that is still open; null when nothing is open."
    )
    days_overdue: int | None = field(Resource.CASE_FILE, of=lambda case_file: _days_overdue(case_file.row))
    placed_at: datetime = field(Resource.CASE_FILE)
    last_contact_at: datetime | None = field(Resource.CASE_FILE)

    @resolved(Resource.CASE_FILE)
    async def agency(self, info: Info) -> Organization:
        return await organization(info.context, self.row.agency_id)

    @resolved(Resource.CASE_FILE)
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @resolved(Resource.MANDATE)
    async def mandate(self, info: Info) -> Mandate:
        row = await info.context.loaders.need(mandates_by_id, self.row.mandate_id)
        return Mandate.of(info.context.actor, row)

    @resolved(Resource.PORTFOLIO)
    async def portfolio(self, info: Info) -> Portfolio | None:
        row = await info.context.loaders.load(portfolios_by_id, self.row.portfolio_id)
        return Portfolio.of(info.context.actor, row) if row else None

    debtor: Debtor = field(
        Resource.CASE_FILE, of=lambda case_file: Debtor(row=case_file.row.debtor, sight=case_file.sight)
    )

    @resolved(Resource.PARTY)
    async def parties(self, info: Info) -> list[Party]:
        found = await info.context.loaders.need(parties_by_case_file, self.row.id)
        return [Party.of(info.context.actor, party) for party in found]

    @resolved(Resource.CLAIM)
    async def claims(self, info: Info) -> list[Claim]:
        found = await info.context.loaders.need(claims_by_case_file, self.row.id)
        return [Claim.of(info.context.actor, claim) for claim in found]

    @resolved(Resource.CASE_FILE)
    async def badges(self, info: Info) -> list[CaseBadge]:
        return await info.context.loaders.need(badges_by_case_file, self.row.id)

    @resolved(Resource.DOCUMENT)
    async def documents(self, info: Info) -> list[Document]:
        found = await info.context.loaders.need(documents_by_case_file, self.row.id)
        return [Document.of(info.context.actor, document) for document in found]

    @resolved(Resource.HOLD)
    async def holds(self, info: Info) -> list[Hold]:
        """What stops this, since when, until when, and who can lift it."""
        found = await info.context.loaders.need(holds_by_case_file, self.row.id)
        return [Hold.of(info.context.actor, hold) for hold in found]

    @resolved(Resource.DIRECTIVE)
    async def directives(self, info: Info) -> list[Directive]:
        found = await info.context.loaders.need(directives_by_case_file, self.row.id)
        return [Directive.of(info.context.actor, directive) for directive in found]

    @resolved(Resource.PAYMENT)
    async def payments(self, info: Info) -> list[Payment]:
        found = await info.context.loaders.need(payments_by_case_file, self.row.id)
        return [Payment.of(info.context.actor, payment) for payment in found]

    @resolved(Resource.CONTACT_ATTEMPT)
    async def opening_letter(self, info: Info) -> OpeningLetter | None:
        row = await info.context.loaders.load(opening_letters_by_case_file, self.row.id)
        return OpeningLetter(row=row, sight=self.sight) if row else None

    @resolved(Resource.CONTACT_ATTEMPT)
    async def channels(self, info: Info) -> list[ChannelAvailability]:
        found = await info.context.loaders.need(channels_by_case_file, self.row.id)
        return [ChannelAvailability.of(self.row.id, availability) for availability in found]

    @resolved(Resource.CONTACT_ATTEMPT)
    async def attempts(self, info: Info) -> list[ContactAttempt]:
        found = await info.context.loaders.need(attempts_by_case_file, self.row.id)
        return [ContactAttempt.of(info.context.actor, attempt) for attempt in found]

    @resolved(Resource.TIMELINE)
    async def timeline(self, info: Info, first: int = 50, after: str | None = None) -> TimelineConnection:
        """Newest first, already filtered for the reader."""
        return await timeline_page(info.context, self.row.id, first, after)

    @resolved(Resource.TIMELINE)
    async def timeline_position(self, info: Info) -> str:
        """Where the reader's live subscription starts: hand it to Subscription.timeline."""
        return await position_of(info.context, self.row.id)

    @resolved(Public.RIGHTS)
    def viewer_can(self, info: Info) -> CaseFileRights:
        return CaseFileRights.of(info.context.actor, self.row)

    @classmethod
    def of(cls, actor: Actor, row: models.CaseFile) -> "CaseFile":
        """A case file that the actor reached, with its debtor."""
        return cls(row=row, sight=Sight.of_case(actor))


def _days_overdue(row: models.CaseFile) -> int | None:
    return max(0, (clock.today() - row.oldest_due_on).days) if row.oldest_due_on else None
