"""An e-mail that was kept, handled once: whose it is, what it asks for, and where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile
from tandem.contacts import access, callbacks, opt_outs
from tandem.contacts.incoming import filing, keeping, placing
from tandem.contacts.incoming.waiting import set_aside, wait_for_person
from tandem.contacts.models import Channel, ContactAttempt, InboundMessage, InboundState, InboundWhy, SetAsideAs
from tandem.contacts.withheld import withheld_of_anybody
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem.timeline import Chain
from tandem_channels.contract import Cause, DeliveryStatus
from tandem_channels.inbound_email import InboundEmail
from tandem_channels.keywords import Reply, reply_in

# Of RFC 3463: there is no such mailbox, host or name. Anything else may pass another time (compliance, §4).
_DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_EVIDENCE = 2_000  # characters of a wish that the ledger keeps
_READ = 20_000  # characters in which a wish is looked for


class EmailOfNoAgency(Exception):
    """It came to a domain of this installation, and nothing of it names one of its agencies."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The callback that brought it."""

    event_id: UUID
    received_at: datetime
    storage_key: str


async def handle(row: Mapping[str, Any], payload: Mapping[str, Any], job: Job) -> None:
    """Handle one row of `provider_events` of this kind, in one transaction with the mark that it was; never twice.

    Raises EmailOfNoAgency, and leaves it as it was.
    """
    kept = _Kept(row["id"], row["received_at"], payload["storage_key"])
    email = await keeping.read_email(kept.storage_key)
    # The operator who looked into it says whose it is where nothing else does.
    of = payload["agency_id"] or payload.get("handed_to")
    account_of = UUID(of) if of else None
    owner = await placing.owner_of(email, account_of)
    if owner is None:
        raise EmailOfNoAgency(str(kept.event_id))
    scope = System(owner.agency_id, kind="provider", name=row["provider"])
    async with reading(scope):
        attempt = await ContactAttempt.get_or_none(id=owner.attempt_id) if owner.attempt_id else None
        case_file_id, why = await _place(owner.agency_id, email, attempt)
        alive = case_file_id is not None and await CaseFile.exists(id=case_file_id, erased_at=None)
    if case_file_id is not None and not alive:
        await _forget(scope, kept, case_file_id, job)
        return
    files = await filing.keep_files(email.files if email else (), kept.event_id, case_file_id)
    new_key = await keeping.move_to_case_file(kept.storage_key, case_file_id) if case_file_id else kept.storage_key
    async with transaction(scope):
        if await database.execute(_HANDLED, kept.event_id, clock.now(), [case_file_id] if case_file_id else []):
            if email is not None:
                await _heed(scope, email, attempt, kept.received_at)
            if case_file_id is None:
                await _keep_off(scope, kept, email, owner.attempt_id, why, files)
            else:
                await _file(scope, kept, email, case_file_id, owner.attempt_id, files, new_key)
        await job.done()
    if new_key != kept.storage_key:
        await storage.delete(kept.storage_key)


async def _place(
    agency_id: UUID, email: InboundEmail | None, attempt: ContactAttempt | None
) -> tuple[UUID | None, InboundWhy]:
    if email is None:
        return None, InboundWhy.UNKNOWN_SENDER
    if email.is_automatic or (email.is_mass and attempt is None):
        return None, InboundWhy.AUTOMATIC
    if attempt is not None:
        return attempt.case_file_id, InboundWhy.UNKNOWN_SENDER
    found = await placing.case_file_of_sender(agency_id, email)
    return (None, found) if isinstance(found, InboundWhy) else (found, InboundWhy.UNKNOWN_SENDER)


async def _heed(scope: System, email: InboundEmail, attempt: ContactAttempt | None, at: datetime) -> None:
    """What it says of the address or of the person's wish, as a callback or a text message would."""
    if email.is_automatic:
        if email.bounce is not None and attempt is not None:
            await _given_back(scope, email.bounce.recipient, email.bounce.status, attempt.id, at)
        return
    words, reply = _wish_in(email)
    address = attempt.to_address if attempt else email.sender
    agency_id, evidence = scope.organization_id, words[:_EVIDENCE]
    # A word in an address is no proof of who wrote: it may have been forwarded. Only the owner of an address opens it.
    if reply is Reply.START and email.is_proven and address == email.sender:
        await opt_outs.lift(scope, agency_id, Channel.EMAIL, address, source="keyword", evidence=evidence, at=at)
    elif reply in (Reply.STOP, Reply.STOP_IN_TEXT):
        # Whoever cannot be told from another is believed until somebody has read it.
        sure = reply is Reply.STOP and (email.is_proven or attempt is not None)
        await opt_outs.opt_out(
            scope,
            agency_id,
            Channel.EMAIL,
            address,
            source="keyword" if reply is Reply.STOP else "sentence",
            provisional=not sure,
            evidence=evidence,
            at=at,
        )


def _wish_in(email: InboundEmail) -> tuple[str, Reply]:
    """The sender's own words and what they ask for; the subject's where there is no text at all.

    What they quote asks for nothing: our own e-mails say how they are stopped.
    """
    words = (email.own_words if email.text else email.subject)[:_READ]
    return words, reply_in(words)


async def _given_back(scope: System, recipient: str, status: str, attempt_id: UUID, at: datetime) -> None:
    reached = await access.attempt_for_update(scope, attempt_id)
    if reached.attempt.to_address.lower() != recipient:
        return
    await callbacks.delivery(
        scope,
        reached.case_file,
        reached.attempt,
        DeliveryStatus.UNDELIVERED if status.startswith("5") else DeliveryStatus.DEFERRED,
        provider_id=None,
        code=status,
        cause=Cause.ADDRESS_INVALID if status in _DEAD else Cause.TEMPORARY,
        occurred_at=at,
    )


async def _file(
    scope: System,
    kept: _Kept,
    email: InboundEmail | None,
    case_file_id: UUID,
    attempt_id: UUID | None,
    files: list[filing.KeptFile],
    storage_key: str,
) -> None:
    if email is None:
        raise RuntimeError("what cannot be read is on no case file")
    await database.rows("SELECT id FROM case_files WHERE id = $1 FOR UPDATE", case_file_id)
    case_file = await CaseFile.get(id=case_file_id)
    message = await InboundMessage.create(
        agency_id=scope.organization_id,
        event_id=kept.event_id,
        channel=Channel.EMAIL,
        sender=email.sender[:500],
        sent_to=_sent_to(email),
        subject=email.subject,
        body=withheld_of_anybody(email.text),
        attachments=[file.as_recorded() for file in files],
        received_at=kept.received_at,
        state=InboundState.FILED,
        attempt_id=attempt_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        message_id=placing.message_id_of(email),
        storage_key=storage_key,
    )
    await database.execute(_MOVED, kept.event_id, storage_key)
    if _wish_in(email)[1] in (Reply.STOP, Reply.START) and not files:
        return  # the wish is told, to the agency alone
    message.recorded_as = await filing.file_message(
        scope,
        case_file,
        files,
        channel=Channel.EMAIL,
        sender=email.sender,
        subject=email.subject,
        body=email.answer,
        whole=email.text,
        received_at=kept.received_at,
        chain=Chain.PARTIES,
    )
    await message.save(update_fields=["recorded_as"])


async def _keep_off(
    scope: System,
    kept: _Kept,
    email: InboundEmail | None,
    attempt_id: UUID | None,
    why: InboundWhy,
    files: list[filing.KeptFile],
) -> None:
    message = await wait_for_person(
        scope,
        kept.event_id,
        Channel.EMAIL,
        why,
        sender=email.sender if email else "",
        sent_to=_sent_to(email) if email else "",
        subject=email.subject if email else None,
        body=email.text if email else "",
        received_at=kept.received_at,
        attachments=[file.as_recorded() for file in files],
        attempt_id=attempt_id,
        storage_key=kept.storage_key,
        message_id=placing.message_id_of(email) if email else None,
        near_id=await placing.case_file_of_exchange(scope.organization_id, email) if email else None,
    )
    if why is InboundWhy.AUTOMATIC:
        # Nobody wrote it and nobody waits for an answer.
        await set_aside(scope, message, SetAsideAs.AUTOMATIC)


async def _forget(scope: System, kept: _Kept, case_file_id: UUID | None, job: Job) -> None:
    """A late word of somebody who is erased: nothing is kept of it but that it came."""
    async with transaction(scope):
        await database.execute(_HANDLED, kept.event_id, clock.now(), [])
        await database.execute("UPDATE provider_events SET payload = '{}' WHERE id = $1", kept.event_id)
        await job.done()
    await storage.delete(kept.storage_key)
    # What a try before the erasure left below the case file.
    for key in await storage.keys_under(f"documents/{case_file_id}/inbound"):
        if str(kept.event_id) in key:
            await storage.delete(key)


def _sent_to(email: InboundEmail) -> str:
    return withheld_of_anybody(email.recipients[0] if email.recipients else "")[:500]


_MOVED = "UPDATE provider_events SET payload = jsonb_set(payload, '{storage_key}', to_jsonb($2::text)) WHERE id = $1"
_HANDLED = "UPDATE provider_events SET handled_at = $2, case_file_ids = $3::uuid[] WHERE id = $1 AND handled_at IS NULL"
