"""What the provider's routes call: keep what came, once, and answer a call that asks what to do next.

The routes check signatures and parse with the channel's adapter; nothing of HTTP comes in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts import access
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.channels import CALL_STATUS_PATH, channels
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision, sentence
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.states import move
from tandem.contacts.transitions import BRIDGING, was_dialled
from tandem.kit import clock, database, texts
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.outbox import emit
from tandem_channels.contract import CallEvent, ChannelEvent, InboundSmsEvent

# Whose event it is will be found out by the handler: until then nobody's rows are seen.
_NOBODY = System(UUID(int=0))
_DIALLABLE = frozenset(
    {AttemptState.SENDING, AttemptState.ACCEPTED, AttemptState.UNCONFIRMED, AttemptState.NEEDS_PERSON}
)


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring the debtor from the collector's leg."""

    attempt_id: str
    debtor_number: str
    caller_id: str
    status_callback_url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Tell the collector why not, in their language, and hang up. Nothing was dialled."""

    sentence: str
    locale: str


async def receive(events: Sequence[ChannelEvent]) -> int:
    """Keep the events of one verified request and have the new ones handled; returns how many were new."""
    async with transaction(_NOBODY):
        return sum([await _keep(event) for event in events])


async def _keep(event: ChannelEvent) -> bool:
    row_id = new_id()
    kind, payload = _plain(event)
    kept = await database.row(
        "SELECT door_keep_provider_event($1, $2, $3, $4, $5::text::jsonb, $6) AS new",
        row_id,
        event.provider.value,
        event.dedupe_key[:200],
        kind,
        orjson.dumps(payload).decode(),
        clock.now(),
    )
    is_new = bool(kept and kept["new"])
    if is_new:
        await emit(None, "contacts.provider_event", {"event_id": str(row_id)})
    return is_new


def _plain(event: ChannelEvent) -> tuple[str, dict[str, Any]]:
    raw = dict(event.raw)
    if isinstance(event, InboundSmsEvent):
        return "inbound_sms", {"sender": event.sender, "to": event.to, "body": event.body, "raw": raw}
    shared = {
        "attempt_id": event.attempt_id,
        "provider_id": event.provider_id,
        "status": event.status.value,
        "code": event.code,
        "cause": event.cause.value if event.cause else None,
        "occurred_at": event.occurred_at.isoformat() if event.occurred_at else None,
        "raw": raw,
    }
    if isinstance(event, CallEvent):
        return "call", shared | {"leg": event.leg.value, "duration_seconds": event.duration_seconds}
    return "delivery", shared


async def bridge_answer(attempt_id: UUID) -> Dial | Refusal:
    """The collector has picked up: ask the gate at this instant, and dial the debtor at most once.

    Asked again for the same call, or for one that was settled meanwhile, it refuses.
    """
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id)
    if found is None or found["agency_id"] is None:
        return _refusal("call.unknown", "fr")
    scope = System(found["agency_id"])
    async with transaction(scope):
        try:
            reached = await access.attempt_for_update(scope, attempt_id)
        except ContactAttemptNotFound:
            return _refusal("call.unknown", "fr")
        attempt = reached.attempt
        locale = await _locale_of(attempt)
        dialled = was_dialled(attempt.provider_status)
        if attempt.channel is not Channel.VOICE or attempt.state not in _DIALLABLE or dialled:
            return _refusal("call.over", locale)
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        verdict = verdict_for(facts, question_of(attempt, facts, clock.now()))
        if verdict.decision is not Decision.ALLOW:
            reasons = [reason.record() for reason in verdict.reasons]
            await move(scope, reached.case_file, attempt, AttemptState.FAILED, reasons=reasons)
            spoken = [sentence(reason.code.value, dict(reason.arguments), locale) for reason in verdict.reasons]
            return Refusal(" ".join(spoken), locale)
        attempt.provider_status = BRIDGING
        await attempt.save(update_fields=["provider_status"])
        return Dial(str(attempt.id), attempt.to_address, attempt.sender or "", channels().callback(CALL_STATUS_PATH))


async def _locale_of(attempt: ContactAttempt) -> str:
    """The collector's language."""
    found = await database.row(
        "SELECT p.locale FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.id = $1", attempt.created_by_id
    )
    return texts.language_of(found["locale"] if found else None)


def _refusal(key: str, locale: str) -> Refusal:
    return Refusal(texts.render(key, locale), locale)
