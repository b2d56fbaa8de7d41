"""Answering what somebody wrote: which message it is, who wrote it, and the exchange of e-mails that goes on."""

import re
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint
from tandem.contacts.errors import AnswersSomebodyElse, InboundMessageNotFound
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.facts import CaseFacts
from tandem.contacts.incoming import reply_address
from tandem.contacts.models import Channel, ContactAttempt, InboundMessage
from tandem.contacts.withheld import withheld_of_anybody
from tandem.timeline import Chain
from tandem.timeline.queries import event_of

ANSWERABLE = (Channel.SMS, Channel.EMAIL)
_LONGEST_SUBJECT = 250
# What mail programs put before the subject of an answer, in the languages of our debtors.
_ALREADY = re.compile(r"(?:re|ré|rép|réf|aw|antw|sv|r)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a collector answers in their own words; `event_id` tells of the message on the timeline."""

    event_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What joins an e-mail to those before it: its subject (None: that of its frame), and the message ids that it
    answers, in their brackets.
    """

    subject: str | None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


async def require_writer(case_file: CaseFile, facts: CaseFacts, point: ContactPoint, event_id: UUID) -> None:
    """Raise AnswersSomebodyElse for an address of anybody but who wrote the message, and InboundMessageNotFound for an
    event of another case file, or one that is no text or e-mail. In the open transaction.
    """
    entry = await event_of(case_file.id, event_id, InboundMessageReceived.kind)
    if entry is None or entry.data["channel"] not in ANSWERABLE:
        raise InboundMessageNotFound(field="messageId")
    wrote = {one.party_id for one in facts.addresses if one.value == entry.data.get("sender")}
    if (message := await _message_of(case_file.id, event_id)) and message.attempt_id:
        answered = await ContactAttempt.get_or_none(id=message.attempt_id, case_file_id=case_file.id)
        wrote |= {answered.party_id} if answered else set()
    if point.party_id not in wrote:
        raise AnswersSomebodyElse(field="contactPointId")


async def exchange_of(case_file_id: UUID, event_id: UUID | None, channel: Channel, domain: str) -> Exchange | None:
    """How an answer by e-mail goes on with the e-mail that this event of the case file tells of; None for any other
    answer.

    Of what that e-mail answered, only ours is named again: what a stranger lists is not repeated to others. The client
    reads every answer: of an e-mail that the agency keeps to itself it names nothing.
    """
    message = await _message_of(case_file_id, event_id) if event_id and channel is Channel.EMAIL else None
    if message is None or message.channel is not Channel.EMAIL:
        return None
    answering = None if message.chain == Chain.AGENCY.value else _subject_of(message)
    if message.message_id is None:
        return Exchange(answering)
    theirs = f"<{message.message_id}>"
    ours = [f"<{reply_address.address_of(message.attempt_id, domain)}>"] if message.attempt_id and domain else []
    return Exchange(answering, theirs, (*ours, theirs))


def _subject_of(message: InboundMessage) -> str:
    subject = " ".join(withheld_of_anybody(message.subject or "").split())[:_LONGEST_SUBJECT]
    return subject if _ALREADY.match(subject) else f"Re: {subject}".strip()


async def _message_of(case_file_id: UUID, event_id: UUID) -> InboundMessage | None:
    return await InboundMessage.get_or_none(recorded_as=event_id, case_file_id=case_file_id)
