"""Outcomes that nobody told: asked of the provider's list, else of a person; never sent again blindly.

Runs on a schedule in every worker; each attempt is locked while it is looked at, so sweeps may overlap.
"""

from datetime import datetime
from uuid import UUID

import structlog

from tandem.contacts import access, planning
from tandem.contacts.channels import channels
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.messages import outbound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outcomes import confirm
from tandem.contacts.side_by_side import look_at_each, pairs
from tandem.contacts.states import move, reason, take
from tandem.contacts.transitions import WAITING
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem_channels.contract import ChannelError, SendReceipt

log = structlog.get_logger()
# A sweep takes at most this many attempts of a kind: the next one takes the rest.
BATCH = 100


async def reconcile_once(now: datetime | None = None) -> int:
    """One sweep as of `now`; returns how many attempts were looked at. Safe to run at any time, in any number."""
    at, bounds = now or clock.now(), channels().bounds
    overdue = await database.rows(
        "SELECT attempt_id, agency_id FROM door_attempts_to_reconcile($1, $2)", at - bounds.unanswered_after, BATCH
    )
    forgotten = await database.rows(
        "SELECT attempt_id, agency_id FROM door_attempts_forgotten($1, $2)", at - bounds.give_up_after, BATCH
    )
    await look_at_each("unanswered", pairs(overdue), lambda agency_id, one: _settle(System(agency_id), one, at))
    await look_at_each("forgotten", pairs(forgotten), lambda agency_id, one: _remember(System(agency_id), one))
    return len(overdue) + len(forgotten)


async def _settle(scope: System, attempt_id: UUID, at: datetime) -> None:
    bounds = channels().bounds
    sent_at = await _unanswered(scope, attempt_id, at)
    if sent_at is None or at - sent_at < bounds.look_up_after:
        return
    receipt = await _look_up(scope, attempt_id, sent_at)
    if receipt is not None and await _confirmed(scope, attempt_id, receipt):
        return
    if at - sent_at >= bounds.give_up_after:
        async with transaction(scope):
            reached = await access.attempt_for_update(scope, attempt_id)
            if reached.attempt.state is AttemptState.UNCONFIRMED:
                unknown = [reason("OUTCOME_UNKNOWN")]
                await move(scope, reached.case_file, reached.attempt, AttemptState.NEEDS_PERSON, reasons=unknown)


async def _unanswered(scope: System, attempt_id: UUID, at: datetime) -> datetime | None:
    """Say that the answer is missing; the instant of sending, or None when there is nothing to ask."""
    async with transaction(scope):
        try:
            reached = await access.attempt_for_update(scope, attempt_id)
        except ContactAttemptNotFound:
            return None
        attempt = reached.attempt
        if attempt.state is AttemptState.SENDING:
            if attempt.channel is Channel.LETTER:
                await _print_again(scope, reached, at)
                return None
            await move(scope, reached.case_file, attempt, AttemptState.UNCONFIRMED, as_left=True)
        return attempt.sending_at if attempt.state is AttemptState.UNCONFIRMED else None


async def _print_again(scope: System, reached: access.ReachedAttempt, at: datetime) -> None:
    """A worker died while it printed: nothing left the house, so the letter goes through the gate once more.

    One that cannot be printed, however often it is tried, waits on a person in the end.
    """
    attempt = reached.attempt
    due = max(attempt.send_at, attempt.until or attempt.send_at)
    if at - due >= channels().bounds.give_up_after:
        failed = [reason("DISPATCH_FAILED")]
        await move(scope, reached.case_file, attempt, AttemptState.NEEDS_PERSON, reasons=failed, sending_at=None)
        return
    await take(attempt, AttemptState.PLANNED, sending_at=None)
    await planning.dispatch_at(scope, attempt, clock.now())


async def _look_up(scope: System, attempt_id: UUID, sent_at: datetime) -> SendReceipt | None:
    """The provider's record, by address, time and words; ids that other attempts have are not taken for it."""
    async with reading(scope):
        attempt = await ContactAttempt.get(id=attempt_id)
        known = await _of_others(attempt)
    try:
        return await outbound(attempt, "").find(since=sent_at, known=known)
    except ChannelError as error:
        log.info("contacts.look_up_failed", attempt_id=str(attempt_id), error=type(error).__name__)
        return None


async def _confirmed(scope: System, attempt_id: UUID, receipt: SendReceipt) -> bool:
    """Take the provider's record for this attempt's; False when another one turned out to have it while it was asked.

    Two equal messages to one number may both have lost their answers: who comes second to a record waits for the first.
    """
    async with transaction(scope):
        its_record = f"record {scope.organization_id} {receipt.provider_id}"
        await database.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", its_record)
        if receipt.provider_id in await _of_others(await ContactAttempt.get(id=attempt_id)):
            return False
        await confirm(scope, attempt_id, receipt)
    return True


async def _of_others(attempt: ContactAttempt) -> set[str]:
    """The provider's ids of what left for the same number: those that are kept, and those that a callback told of,
    handled or not.
    """
    # A bridge call is listed by the collector's number, everything else by the debtor's.
    bridged = attempt.channel is Channel.VOICE and attempt.line_id is None and not attempt.automated
    alike = "collector_phone" if bridged else "to_address"
    others = ContactAttempt.filter(channel=attempt.channel, **{alike: getattr(attempt, alike)}).exclude(id=attempt.id)
    kept = dict(await others.values_list("id", "provider_id"))
    told = await database.rows(_TOLD, [str(one) for one in kept])
    return {str(one) for one in (*kept.values(), *(row["provider_id"] for row in told)) if one}


async def _remember(scope: System, attempt_id: UUID) -> None:
    """Its dispatch was given up after repeated failures: a person must see it."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        if reached.attempt.state in WAITING:
            failed = [reason("DISPATCH_FAILED")]
            await move(scope, reached.case_file, reached.attempt, AttemptState.NEEDS_PERSON, reasons=failed)


_TOLD = """
SELECT DISTINCT payload ->> 'provider_id' AS provider_id FROM provider_events
WHERE payload ->> 'attempt_id' = ANY ($1::text[])
"""
