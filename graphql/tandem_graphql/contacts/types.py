"""Attempts to reach a person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

import tandem_graphql.casefiles.types as case_file_types
from tandem.casefiles.queries import DOCUMENTS, PARTIES, case_files_by_id, documents_by_case_file, parties_by_case_file
from tandem.contacts import models
from tandem.contacts.attention import REPLIES, replies_to_read, rights_on, what_to_do
from tandem.contacts.calling.whose import is_own
from tandem.contacts.models import AttemptState, Channel, Disposition, PostalService, Purpose
from tandem.contacts.reports import reports_by_attempt
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.kit.texts import language_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.casefiles.parties import Party
from tandem_graphql.contacts.sent import Delivery, SentCopy, read_deliveries
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type, value_type
from tandem_graphql.lookahead.finishing import columns_of
from tandem_graphql.lookahead.leaves import NULL
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At
from tandem_graphql.lookahead.running import Run
from tandem_graphql.lookahead.selecting import Selected
from tandem_graphql.nodes import Node
from tandem_graphql.reads import column, named, same_row
from tandem_graphql.reasons import Reason, reasons_told
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

if TYPE_CHECKING:
    from tandem_graphql.casefiles.types import CaseFile

ATTEMPT, CONTENT = Resource.CONTACT_ATTEMPT, Resource.CONTACT_ATTEMPT_CONTENT


@value_type(Public.RIGHTS)
class ContactAttemptRights:
    cancel: bool
    settle: bool
    record_posting: bool
    record_outcome: bool
    hang_up: bool
    record_return: bool
    record_step: bool
    record_not_sent: bool
    finish_tracing: bool
    release: bool


# What the domain looks at to say what can be done with an attempt.
_JUDGED = (
    "channel",
    "purpose",
    "state",
    "sending_at",
    "document_id",
    "posted_on",
    "returned_on",
    "return_reason",
    "tracing_outcome",
    "disposition",
    "provider_id",
    "provider_status",
    "automated",
    "created_by_id",
    "line_id",
    "reasons",
)


def _read_what_to_do(at: At, _selected: Selected) -> Pieces:
    if not at.may(Permission.CONTACT_ATTEMPT_SETTLE):
        return NULL
    read = columns_of(models.ContactAttempt, _JUDGED)

    def finish(run: Run, told: list[Any]) -> str | None:
        columns, reply_to_read = told
        attempt: Any = read(columns)
        return what_to_do(attempt, run.info.context.locale, reply_to_read=reply_to_read)

    judged = ", ".join(map(at.column, _JUDGED))
    reply = f"EXISTS (SELECT FROM {REPLIES.format(attempt=at.row)})"
    return at.plan.finish([Sql(f"json_build_array(json_build_array({judged}), {reply})")], finish)


@row_type
class ContactAttempt(Node):
    row: strawberry.Private[models.ContactAttempt]

    channel: Channel = field(ATTEMPT)
    purpose: Purpose = field(ATTEMPT)
    state: AttemptState = field(ATTEMPT)
    send_at: datetime = field(ATTEMPT)
    until: datetime | None = field(ATTEMPT, description="The instant at which the attempt is looked at again.")
    template_title: str = field(ATTEMPT)
    to: str | None = field(
        CONTENT,
        of=column("to_address"),
        description="Masked for who may not read message contents.",
    )
    subject: str | None = field(CONTENT)
    body: str | None = field(CONTENT)
    sent_copy: SentCopy | None = field(
        CONTENT,
        of=lambda attempt: SentCopy.of(attempt.row),
        needs=("sent_copy", "sending_at", "channel"),
        description="Of a call, the script that it was begun with. Masked for who may not read message contents; null "
        "for what has not left.",
    )
    created_at: datetime = field(ATTEMPT)
    created_by: str | None = field(ATTEMPT)
    automated: bool = field(ATTEMPT, description="A call that a message opens: nobody of the agency talks.")
    provider_status: str | None = field(ATTEMPT)
    answered_at: datetime | None = field(ATTEMPT, description="Of a call: when the person's telephone was picked up.")
    duration_seconds: int | None = field(
        ATTEMPT, description="Of a call that is over: how long the person's telephone was off the hook."
    )
    posted_on: date | None = field(ATTEMPT)
    postal_service: PostalService = field(ATTEMPT, description="Of a letter: how the post carries it.")
    tracking_number: str | None = field(CONTENT, description="Of a registered letter.")
    returned_on: date | None = field(ATTEMPT)
    return_reason: ReturnReason | None = field(ATTEMPT, description="Of a letter that came back.")
    tracing_outcome: TracingOutcome | None = field(
        ATTEMPT, description="How the search for a better address ended that the letter's return opened."
    )
    disposition: Disposition | None = field(ATTEMPT)
    promised_on: date | None = field(ATTEMPT, description="Of a call: the day on which they will pay.")
    callback_at: datetime | None = field(ATTEMPT, description="When the person asked to be called.")

    @resolved(ATTEMPT, ahead=named("case_files", "case_file_id"))
    async def case_file(self, info: Info) -> Annotated["CaseFile", strawberry.lazy("tandem_graphql.casefiles.types")]:
        row = await info.context.loaders.need(case_files_by_id, self.row.case_file_id)
        return case_file_types.CaseFile.of(info.context.actor, row)

    @resolved(ATTEMPT, needs=("outcome_labels",))
    def outcome(self, info: Info) -> str | None:
        """What the agency calls the outcome of a call, in the reader's language; null where `disposition` says all."""
        labels = self.row.outcome_labels
        return labels[language_of(info.context.locale)] if labels else None

    @resolved(ATTEMPT, needs=("reasons",))
    def reasons(self, info: Info) -> list[Reason]:
        """Why it waits, was stopped or failed; limits and wishes in one neutral sentence but for the agency."""
        return reasons_told(self.row.reasons, self.sight, info.context.locale)

    @resolved(Resource.PARTY, ahead=named(PARTIES.table, "party_id"))
    async def party(self, info: Info) -> Party:
        parties = await info.context.loaders.need(parties_by_case_file, self.row.case_file_id)
        return next(Party.of(info.context.actor, one) for one in parties if one.party.id == self.row.party_id)

    @resolved(Resource.DOCUMENT, ahead=named(DOCUMENTS.table, "document_id", where=DOCUMENTS.condition))
    async def document(self, info: Info) -> Document | None:
        if self.row.document_id is None:
            return None
        documents = await info.context.loaders.need(documents_by_case_file, self.row.case_file_id)
        return next(Document.of(info.context.actor, one) for one in documents if one.id == self.row.document_id)

    @resolved(ATTEMPT, ahead=read_deliveries)
    async def deliveries(self, info: Info) -> list[Delivery]:
        """What the provider told, in the order in which it happened: proof of delivery."""
        reports = await info.context.loaders.need(reports_by_attempt, self.row.id)
        return [Delivery.of(report, info.context.locale) for report in reports]

    @resolved(ATTEMPT, ahead=_read_what_to_do)
    async def what_to_do(self, info: Info) -> str | None:
        """For an attempt that waits on a person: what to do, in the reader's language."""
        actor = info.context.actor
        if not may(actor, self.sight.relation, Permission.CONTACT_ATTEMPT_SETTLE):
            return None
        reply_to_read = await info.context.loaders.need(_reply_to_read, self.row.id)
        return what_to_do(self.row, info.context.locale, reply_to_read=reply_to_read)

    @resolved(Public.RIGHTS, needs=("created_by_id",))
    def is_own(self, info: Info) -> bool:
        """Of a call: the reader makes it, or had the message sent that opened it; nobody's is everybody's."""
        return is_own(info.context.actor, self.row)

    @resolved(Public.RIGHTS, needs=_JUDGED)
    def viewer_can(self, info: Info) -> ContactAttemptRights:
        rights = rights_on(info.context.actor, self.row)
        return ContactAttemptRights(
            cancel=rights.cancel,
            settle=rights.settle,
            record_posting=rights.record_posting,
            record_outcome=rights.record_outcome,
            hang_up=rights.hang_up,
            record_return=rights.record_return,
            record_step=rights.record_step,
            record_not_sent=rights.record_not_sent,
            finish_tracing=rights.finish_tracing,
            release=rights.release,
        )

    @classmethod
    def of(cls, actor: Actor, row: models.ContactAttempt) -> "ContactAttempt":
        """An attempt on a case file that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


async def _reply_to_read(actor: Actor, attempt_ids: Iterable[UUID]) -> dict[UUID, bool]:
    ids = list(attempt_ids)
    waiting = await replies_to_read(actor, ids)
    return {attempt_id: attempt_id in waiting for attempt_id in ids}


@row_type
class OpeningLetter:
    row: strawberry.Private[models.ContactAttempt]
    sight: strawberry.Private[Sight]

    reference: str = field(ATTEMPT, of=column("letter_reference"))
    produced_at: datetime = field(ATTEMPT, of=column("sending_at"))
    posted_on: date | None = field(ATTEMPT)
    attempt: ContactAttempt = field(
        ATTEMPT, of=lambda letter: ContactAttempt(row=letter.row, sight=letter.sight), ahead=same_row
    )
