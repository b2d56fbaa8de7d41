"""Answering a text or an e-mail in one's own words, inside a frame that was approved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tandem.contacts.answering import ANSWERABLE, Answer
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.templates import tidied
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor


async def answer_message(
    actor: Actor,
    case_file_id: UUID,
    event_id: UUID,
    contact_point_id: UUID,
    *,
    channel: Channel,
    words: str,
    template_id: str,
    send_at: datetime | None,
    idempotency_key: str,
    document_ids: Sequence[UUID] = (),
) -> ContactAttempt:
    """Plan an answer to the message that an event tells of, to an address of the person who wrote it, by SMS or e-mail.

    `template_id` is the frame: a text that names `{words}`. The answer is a contact as any other: planned, judged by
    the gate as a reply, sent at most once. Raises InboundMessageNotFound, AnswersSomebodyElse, WordsRefused, and what
    `plan_contact` raises.
    """
    if channel not in ANSWERABLE:
        raise InvalidInput("channel", channel.value, "answer_channel")
    return await plan_contact(
        actor,
        case_file_id,
        contact_point_id,
        channel=channel,
        template_id=template_id,
        send_at=send_at,
        idempotency_key=idempotency_key,
        document_ids=document_ids,
        answer=Answer(event_id, tidied(words)),
    )
