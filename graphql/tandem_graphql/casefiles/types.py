"""The shared case file."""

from datetime import date, datetime
from types import EllipsisType

import strawberry

from tandem.casefiles import models
from tandem.casefiles.badges import CaseBadge, condition
from tandem.casefiles.models import CloseCode, Stage
from tandem.casefiles.queries import (
    CLAIMS,
    DOCUMENTS,
    HOLDS,
    PARTIES,
    badges_by_case_file,
    claims_by_case_file,
    documents_by_case_file,
    holds_by_case_file,
    parties_by_case_file,
)
from tandem.contacts.queries import (
    ATTEMPTS,
    OPENING_LETTERS,
    attempts_by_case_file,
    channels_by_case_file,
    opening_letters_by_case_file,
)
from tandem.directives.queries import DIRECTIVES, directives_by_case_file
from tandem.evidence.queries import BUNDLES, bundles_by_case_file
from tandem.kit import clock
from tandem.ledger.queries import INTERRUPTIONS, PAYMENTS, interruptions_by_case_file, payments_by_case_file
from tandem.organizations.actor import Actor
from tandem.organizations.queries import mandates_by_id, portfolios_by_id
from tandem.organizations.teams.queries import colleagues_by_membership, teams_by_id
from tandem.timeline.anchors.coverage import coverage_by_case_file
from tandem.timeline.queries import positions_of
from tandem.timeline.readings import readings_by_case_file, unread_by_case_file, unread_sql
from tandem_graphql.casefiles.claims import Balance, Claim, read_balance
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.casefiles.parties import Debtor, Party
from tandem_graphql.casefiles.rights import CaseFileRights
from tandem_graphql.contacts.types import ContactAttempt, OpeningLetter
from tandem_graphql.contacts.verdicts import ChannelAvailability, read_channels
from tandem_graphql.context import Info
from tandem_graphql.directives.types import Directive, Hold
from tandem_graphql.evidence.types import EvidenceBundle
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.ledger.types import ClaimInterruption, Payment
from tandem_graphql.lookahead.leaves import NULL, global_id, leaf
from tandem_graphql.lookahead.pieces import Const, Pieces, Sql, chosen, concat, or_refused, quoted
from tandem_graphql.lookahead.planning import At, leaf_of, listed, type_of, value_object
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Mandate, Organization, Portfolio, organization, organization_by
from tandem_graphql.reads import first, many, named, only_for
from tandem_graphql.sight import Sight
from tandem_graphql.teams.types import Colleague, Team
from tandem_graphql.timeline.ahead import read_position, read_timeline
from tandem_graphql.timeline.anchors import TimelineAnchor, read_anchor
from tandem_graphql.timeline.page import TimelineFilterInput, position_of, timeline_page, window_of
from tandem_graphql.timeline.readings import TimelineHeight, TimelineReading, heights_of, read_heights, read_reading
from tandem_graphql.timeline.types import TimelineConnection
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


def _read_badges(at: At, selected: Selected) -> Pieces:
    named, _ = type_of(selected)
    now, today = at.plan.now, at.plan.today
    marks = []
    for badge in CaseBadge:
        shown = concat([Const(","), *leaf(named, quoted(badge.value), nullable=False)])
        marks.append(f"CASE WHEN {condition(badge, now, today, at.row)} THEN {shown} END")
    return [Const("["), Sql(f"ltrim(concat({', '.join(marks)}), ',')"), Const("]")]


def _read_bundles(at: At, selected: Selected) -> Pieces:
    row = at.plan.new_row()
    source = f"{BUNDLES.source(row, at.column('id'), '')} AND {row}.organization_id = {at.plan.organization}"
    return listed(at.to(row, selected).object(selected), source, BUNDLES.ordered(row))


def _read_assignee(at: At, selected: Selected) -> Pieces:
    key = at.column("assignee_id")
    name = f"(SELECT p.name FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.id = {key})"
    shown = value_object(
        at,
        selected,
        {
            "membership_id": lambda _at, _one: [or_refused(global_id("Membership", key))],
            "name": lambda _at, one: leaf_of(one, name, sure=False),
        },
    )
    return [chosen([(f"{key} IS NULL", NULL)], shown)]


_READ_TEAM = only_for(Permission.TEAM_READ, named("teams", "team_id", may_be_gone=True))


def _read_unread(at: At, selected: Selected) -> Pieces:
    return leaf_of(selected, unread_sql(at.column("id")))


@row_type
class CaseFile(Node):
    row: strawberry.Private[models.CaseFile]

    reference: str = field(Resource.CASE_FILE)
    claim_count: int = field(Resource.CASE_FILE)
    balance: Balance = field(
        Resource.CASE_FILE_AMOUNTS, of=lambda case_file: Balance.of(case_file.row), ahead=read_balance
    )
    stage: Stage = field(Resource.CASE_FILE)
    close_code: CloseCode | None = field(Resource.CASE_FILE)
    oldest_due_on: date | None = field(
        Resource.CASE_FILE, description="Due day of the oldest claim that is still open; null when nothing is open."
    )
    days_overdue: int | None = field(
        Resource.CASE_FILE, of=lambda case_file: _days_overdue(case_file.row), needs=("oldest_due_on",)
    )
    placed_at: datetime = field(Resource.CASE_FILE)
    last_contact_at: datetime | None = field(Resource.CASE_FILE)
    erased_at: datetime | None = field(
        Resource.CASE_FILE, description="Since when the person is erased: what is left names nobody."
    )

    @resolved(Resource.CASE_FILE, ahead=organization_by("agency_id"))
    async def agency(self, info: Info) -> Organization:
        return await organization(info.context, self.row.agency_id)

    @resolved(Resource.CASE_FILE, ahead=organization_by("creditor_id"))
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @resolved(Resource.CASE_FILE_ASSIGNMENT, ahead=_read_assignee)
    async def assignee(self, info: Info) -> Colleague | None:
        """Who of the agency works it; the agency's own to know."""
        if self.row.assignee_id is None:
            return None
        return Colleague.of(await info.context.loaders.need(colleagues_by_membership, self.row.assignee_id))

    @resolved(Resource.CASE_FILE_ASSIGNMENT, ahead=_READ_TEAM)
    async def team(self, info: Info) -> Team | None:
        """Which team of the agency works it."""
        if self.row.team_id is None:
            return None
        row = await info.context.loaders.load(teams_by_id, self.row.team_id)
        return Team.of(info.context.actor, row) if row else None

    @resolved(Resource.MANDATE, ahead=named("mandates", "mandate_id"))
    async def mandate(self, info: Info) -> Mandate:
        row = await info.context.loaders.need(mandates_by_id, self.row.mandate_id)
        return Mandate.of(info.context.actor, row)

    @resolved(Resource.PORTFOLIO, ahead=named("portfolios", "portfolio_id", may_be_gone=True))
    async def portfolio(self, info: Info) -> Portfolio | None:
        row = await info.context.loaders.load(portfolios_by_id, self.row.portfolio_id)
        return Portfolio.of(info.context.actor, row) if row else None

    debtor: Debtor = field(
        Resource.CASE_FILE,
        of=lambda case_file: Debtor(row=case_file.row.debtor, sight=case_file.sight),
        ahead=named("debtors", "debtor_id"),
    )

    @resolved(Resource.PARTY, ahead=many(PARTIES), items=2)
    async def parties(self, info: Info) -> list[Party]:
        found = await info.context.loaders.need(parties_by_case_file, self.row.id)
        return [Party.of(info.context.actor, party) for party in found]

    @resolved(Resource.CLAIM, ahead=many(CLAIMS))
    async def claims(self, info: Info) -> list[Claim]:
        found = await info.context.loaders.need(claims_by_case_file, self.row.id)
        return [Claim.of(info.context.actor, claim) for claim in found]

    @resolved(Resource.CASE_FILE, ahead=_read_badges)
    async def badges(self, info: Info) -> list[CaseBadge]:
        return await info.context.loaders.need(badges_by_case_file, self.row.id)

    @resolved(Resource.DOCUMENT, ahead=many(DOCUMENTS), items=10)
    async def documents(self, info: Info) -> list[Document]:
        found = await info.context.loaders.need(documents_by_case_file, self.row.id)
        return [Document.of(info.context.actor, document) for document in found]

    @resolved(Resource.HOLD, ahead=many(HOLDS))
    async def holds(self, info: Info) -> list[Hold]:
        """What stops this, since when, until when, and who can lift it."""
        found = await info.context.loaders.need(holds_by_case_file, self.row.id)
        return [Hold.of(info.context.actor, hold) for hold in found]

    @resolved(Resource.DIRECTIVE, ahead=many(DIRECTIVES))
    async def directives(self, info: Info) -> list[Directive]:
        found = await info.context.loaders.need(directives_by_case_file, self.row.id)
        return [Directive.of(info.context.actor, directive) for directive in found]

    @resolved(Resource.PAYMENT, ahead=many(PAYMENTS))
    async def payments(self, info: Info) -> list[Payment]:
        found = await info.context.loaders.need(payments_by_case_file, self.row.id)
        return [Payment.of(info.context.actor, payment) for payment in found]

    @resolved(Resource.CLAIM, ahead=many(INTERRUPTIONS))
    async def interruptions(self, info: Info) -> list[ClaimInterruption]:
        """What was recorded beside payments to interrupt the limitation of its claims, the last that happened first."""
        found = await info.context.loaders.need(interruptions_by_case_file, self.row.id)
        return [ClaimInterruption.of(info.context.actor, interruption) for interruption in found]

    @resolved(Resource.EVIDENCE, ahead=only_for(Permission.EVIDENCE_READ, _read_bundles, [Const("[]")]))
    async def evidence_bundles(self, info: Info) -> list[EvidenceBundle] | None:
        """Those that the reader's own organization asked for, newest first; null for whoever may not read them."""
        found = await info.context.loaders.need(bundles_by_case_file, self.row.id)
        return [EvidenceBundle.of(info.context.actor, bundle) for bundle in found]

    @resolved(Resource.CONTACT_ATTEMPT, ahead=first(OPENING_LETTERS))
    async def opening_letter(self, info: Info) -> OpeningLetter | None:
        row = await info.context.loaders.load(opening_letters_by_case_file, self.row.id)
        return OpeningLetter(row=row, sight=self.sight) if row else None

    @resolved(Resource.CONTACT_ATTEMPT, ahead=read_channels)
    async def channels(self, info: Info) -> list[ChannelAvailability]:
        found = await info.context.loaders.need(channels_by_case_file, self.row.id)
        return [ChannelAvailability.of(self.row.id, availability) for availability in found]

    @resolved(Resource.CONTACT_ATTEMPT, ahead=many(ATTEMPTS), items=20)
    async def attempts(self, info: Info) -> list[ContactAttempt]:
        found = await info.context.loaders.need(attempts_by_case_file, self.row.id)
        return [ContactAttempt.of(info.context.actor, attempt) for attempt in found]

    @resolved(Resource.TIMELINE, ahead=read_timeline)
    async def timeline(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        start_on: date | None = None,
        time_zone: str | None = None,
        filter: TimelineFilterInput | None = None,  # noqa: A002
    ) -> TimelineConnection:
        """Newest first, whichever way it is paged, and already filtered for the reader: 50 events unless asked
        otherwise. `startOn` opens it at the newest event of that day, else at the nearest older one; `last` alone gives
        its oldest events. Days are those of `timeZone`, Europe/Paris unless named.
        """
        window = window_of(info.context.actor, first, after, last, before, start_on, time_zone, filter)
        return await timeline_page(info.context, self.row.id, window)

    @resolved(Resource.TIMELINE, ahead=read_heights)
    async def timeline_heights(self, info: Info) -> list[TimelineHeight]:
        """The newest sequence of each chain that the reader sees."""
        return heights_of((await info.context.loaders.need(positions_of, self.row.id)).heights)

    @resolved(Resource.TIMELINE, ahead=read_anchor)
    async def timeline_anchor(self, info: Info) -> TimelineAnchor | None:
        """Until when all that the reader sees is proved outside of Tandem's database; null before the first anchor."""
        found = await info.context.loaders.load(coverage_by_case_file, self.row.id)
        return TimelineAnchor.of(found) if found else None

    @resolved(Resource.TIMELINE, ahead=read_reading)
    async def timeline_reading(self, info: Info) -> TimelineReading | None:
        """How far the reader has read; null before the first time."""
        found = await info.context.loaders.load(readings_by_case_file, self.row.id)
        return TimelineReading.of(found) if found else None

    @resolved(Resource.TIMELINE, ahead=_read_unread)
    async def timeline_unread(self, info: Info) -> int | None:
        """How many events the reader has not read; null before the first time they read this timeline."""
        known = self.row.timeline_unread
        if not isinstance(known, EllipsisType):
            return known
        return await info.context.loaders.load(unread_by_case_file, self.row.id)

    @resolved(Resource.TIMELINE, ahead=read_position)
    async def timeline_position(self, info: Info) -> str:
        """Where the reader's live subscription starts: hand it to Subscription.timeline."""
        return await position_of(info.context, self.row.id)

    @resolved(Public.RIGHTS, needs=("erased_at", "stage", "outstanding", "paid", "assignee_id"))
    def viewer_can(self, info: Info) -> CaseFileRights:
        return CaseFileRights.of(info.context.actor, self.row)

    @classmethod
    def of(cls, actor: Actor, row: models.CaseFile) -> "CaseFile":
        """A case file that the actor reached, with its debtor."""
        return cls(row=row, sight=Sight.of_case(actor))


def _days_overdue(row: models.CaseFile) -> int | None:
    return max(0, (clock.today() - row.oldest_due_on).days) if row.oldest_due_on else None
