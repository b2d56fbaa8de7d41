"""What the provider's routes call: keep what came, once, and answer a call that asks what to do next.

The routes check signatures and parse with the channel's adapter; nothing of HTTP comes in here.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from tandem.casefiles import storage
from tandem.contacts import access, decisions
from tandem.contacts.accounts.choosing import is_among, senders_in_use
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.channels import CALL_STATUS_PATH, RECORDING_ANSWER_PATH, channels
from tandem.contacts.errors import ContactAttemptNotFound, RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision, sentence
from tandem.contacts.incoming.numbers import addressed
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.obstacles import obstruct
from tandem.contacts.post.proofs import key_of
from tandem.contacts.recordings.setting import records_call
from tandem.contacts.states import move
from tandem.contacts.transitions import BRIDGING, was_dialled
from tandem.kit import clock, database, texts
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.kit.written import written_phone
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.outbox import emit
from tandem_channels.contract import (
    CallEvent,
    ChannelEvent,
    InboundCallEvent,
    InboundSmsEvent,
    Provider,
    WebhookRequest,
)
from tandem_channels.postal import PostalEvent

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
    # Who says to the debtor that the call is recorded, before they are put through.
    announce_url: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Tell the collector why not, in their language, and hang up. Nothing was dialled."""

    sentence: str
    locale: str


async def receive(events: Sequence[ChannelEvent | PostalEvent], agency_id: UUID | None = None) -> int:
    """Keep the events of one verified request and have the new ones handled; returns how many were new.

    `agency_id`: an agency's own account signed it, and it is believed about that agency's contacts alone.
    """
    async with transaction(_NOBODY):
        return sum([await _keep(event, agency_id) for event in events])


async def _keep(event: ChannelEvent | PostalEvent, agency_id: UUID | None) -> bool:
    row_id = new_id()
    kind, plain = _plain(event)
    payload: dict[str, Any] = _storable(plain)
    key: str = _storable(event.dedupe_key)
    if agency_id is not None:
        payload["agency_id"] = str(agency_id)
        # Nobody can use up the keys of another's events.
        key = f"{agency_id.hex}:{key}"
    kept = await database.row(
        "SELECT door_keep_provider_event($1, $2, $3, $4, $5::text::jsonb, $6) AS new",
        row_id,
        event.provider.value,
        key[:200],
        kind,
        orjson.dumps(payload).decode(),
        clock.now(),
    )
    is_new = bool(kept and kept["new"])
    if is_new:
        if isinstance(event, PostalEvent) and event.proof:
            await storage.put(key_of(row_id), await asyncio.to_thread(event.proof.load))
        await emit(None, "contacts.provider_event", {"event_id": str(row_id)})
    return is_new


async def keep_spoken(
    request: WebhookRequest, form: Mapping[str, str], call_id: UUID | None, agency_id: UUID | None = None
) -> bool:
    """Keep what a call asked, or what was told of it, once it is answered; False when it was there before.

    The same form at the same address is one request: whoever hears no answer in time asks again. `call_id` is the
    contact attempt, or the call to us, with whose case file it is kept; of a collector's own line there is none.
    """
    payload = {
        "address": urlsplit(request.url)._replace(scheme="", netloc="").geturl(),
        "agency_id": str(agency_id) if agency_id else None,
        "raw": _storable(dict(form)),
    }
    key = hashlib.sha256(request.url.encode() + b"\n" + request.body).hexdigest()
    async with transaction(_NOBODY):
        kept = await database.row(
            "SELECT door_keep_spoken($1, $2, $3, $4::text::jsonb, $5, $6, $7) AS new",
            new_id(),
            Provider.TWILIO.value,
            f"spoken:{agency_id.hex if agency_id else 'installation'}:{key}",
            orjson.dumps(payload).decode(),
            call_id,
            agency_id,
            clock.now(),
        )
    return bool(kept and kept["new"])


def _storable(value: Any) -> Any:
    """Without what no database keeps: NUL, halves of pairs, numbers of more than 64 bits.

    A stranger's mail server may have said them, and one event must not keep a whole batch out for as long as it is
    posted again.
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(name): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return str(value) if isinstance(value, int) and value.bit_length() > 63 else value


def _plain(event: ChannelEvent | PostalEvent) -> tuple[str, dict[str, Any]]:
    raw = dict(event.raw)
    if isinstance(event, PostalEvent):
        return "postal", {
            "attempt_id": event.attempt_id,
            "status": event.status.value,
            "happened_on": event.happened_on.isoformat(),
            "reason": event.reason.value if event.reason else None,
            "tracking_number": event.tracking_number,
            "proof": {"name": event.proof.name, "sha256": event.proof.sha256} if event.proof else None,
            "raw": raw,
        }
    if isinstance(event, InboundSmsEvent):
        return "inbound_sms", {
            "sender": event.sender,
            "to": event.to,
            "body": event.body,
            "provider_id": event.provider_id,
            "taken_as": event.taken_as.value if event.taken_as else None,
            "media": [{"id": one.provider_id, "content_type": one.content_type} for one in event.media],
            "raw": raw,
        }
    if isinstance(event, InboundCallEvent):
        return "inbound_call", {"sender": event.sender, "to": event.to, "leg_id": event.provider_id, "raw": raw}
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
        return "call", shared | {
            "leg": event.leg.value,
            "duration_seconds": event.duration_seconds,
            "answered_by": event.answered_by.value if event.answered_by else None,
        }
    return "delivery", shared | {"group_id": event.group_id}


async def called(number: str, caller: str, signed_for: UUID | None = None) -> Refusal | None:
    """What whoever rings a number of an agency hears: whose it is and how to reach them, and nothing of a debt.

    They are sent to no number of ours: not to the one that they dialled, nor to another at which they hear this again.
    None for a number of nobody.
    """
    agency_id = signed_for or (await addressed(Channel.VOICE, number, caller)).agency_id
    if agency_id is None:
        return None
    async with reading(System(agency_id)):
        agency = await Organization.get(id=agency_id)
        ours = [number, *(one.address for one in await senders_in_use(agency_id))]
    locale = texts.language_of(agency.locale)
    elsewhere = agency.phone and not is_among(agency.phone, ours, agency.country)
    key = "call.missed" if elsewhere else "call.missed_without_phone"
    return _refusal(key, locale, agency=agency.name, phone=written_phone(agency.phone or "", locale))


async def bridge_answer(attempt_id: UUID, signed_for: UUID | None = None) -> Dial | Refusal:
    """The collector has picked up: ask the gate at this instant, and dial the debtor at most once.

    Asked again for the same call, or for one that was settled meanwhile, it refuses; and for another agency's than the
    one whose account asks (`signed_for`).
    """
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id)
    if found is None or found["agency_id"] is None or (signed_for or found["agency_id"]) != found["agency_id"]:
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
        question = question_of(attempt, facts, clock.now())
        try:
            verdict = verdict_for(facts, question)
        except RuleAbsent as absent:
            await obstruct(scope, reached.case_file, attempt, AttemptState.FAILED, absent.reason)
            return Refusal(absent.sentence(locale), locale)
        await decisions.keep(attempt.creditor_id, facts, question, verdict, attempt.id)
        if verdict.decision is not Decision.ALLOW:
            reasons = [reason.record() for reason in verdict.reasons]
            await move(scope, reached.case_file, attempt, AttemptState.FAILED, reasons=reasons)
            spoken = [sentence(reason.code.value, dict(reason.arguments), locale) for reason in verdict.reasons]
            return Refusal(" ".join(spoken), locale)
        attempt.provider_status = BRIDGING
        await attempt.save(update_fields=["provider_status"])
        recorded = await records_call(attempt)
        return Dial(
            str(attempt.id),
            attempt.to_address,
            attempt.sender or "",
            channels().callback(CALL_STATUS_PATH),
            channels().callback(RECORDING_ANSWER_PATH) if recorded else None,
        )


async def _locale_of(attempt: ContactAttempt) -> str:
    """The collector's language."""
    found = await database.row(
        "SELECT p.locale FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.id = $1", attempt.created_by_id
    )
    return texts.language_of(found["locale"] if found else None)


def _refusal(key: str, locale: str, **values: str) -> Refusal:
    return Refusal(texts.render(key, locale, **values), locale)
