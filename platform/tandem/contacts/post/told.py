"""What postal providers tell of letters: read from them on a schedule, kept raw, and each event handled once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from tandem.contacts.access import ReachedAttempt
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.commands.record_letter_posting import post_letter
from tandem.contacts.models import AttemptState, Channel, PostalService
from tandem.contacts.post import handovers
from tandem.contacts.post.handovers import HandoverState
from tandem.contacts.post.not_sent import tell_after_all
from tandem.contacts.post.proofs import proof_of
from tandem.contacts.post.stations import BACK, LABEL_MISSING, LetterStep
from tandem.contacts.post.steps import tell_step
from tandem.contacts.post.tracking import tracking_number
from tandem.contacts.returns.commands import take_return
from tandem.contacts.returns.reasons import ReturnReason
from tandem.contacts.side_by_side import look_at_each
from tandem.contacts.webhooks import receive
from tandem.kit import clock, database
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import System
from tandem.outbox import RetryLater
from tandem_channels.contract import ChannelError
from tandem_channels.postal import PostalStatus

log = structlog.get_logger()
_WAITS = (AttemptState.ACCEPTED, AttemptState.BLOCKED)
# A deposit may be told by another site of the printer, days after the return; how soon it is looked for, and at last.
_DEPOSIT_FOLLOWS, _SOON, _LATER = timedelta(days=10), timedelta(seconds=5), timedelta(minutes=10)
# What a provider's word is here; DEPOSITED is the posting itself.
_STEPS = {
    PostalStatus.DEPOSITED: LetterStep.POSTED,
    PostalStatus.IN_TRANSIT: LetterStep.IN_TRANSIT,
    PostalStatus.DELIVERED: LetterStep.DELIVERED,
    PostalStatus.REFUSED: LetterStep.REFUSED,
    PostalStatus.UNCLAIMED: LetterStep.UNCLAIMED,
    PostalStatus.RETURNED: LetterStep.RETURNED,
}


async def read_reports() -> int:
    """Keep what every agency's postal provider has told; returns how many events were new. Safe to run at any time."""
    found, new = await database.rows("SELECT agency_id FROM door_agencies_with_printer()"), 0

    async def read(agency_id: UUID, _: UUID) -> None:
        nonlocal new
        new += await read_reports_of(agency_id)

    await look_at_each("printers", [(row["agency_id"], row["agency_id"]) for row in found], read)
    return new


async def read_reports_of(agency_id: UUID) -> int:
    """The same of one agency: it is believed about its own letters alone."""
    postal, new = (await channels_of(agency_id)).postal, 0
    if postal is None:
        return new
    try:
        for report in await postal.reports():
            new += await receive(report.events, agency_id)
            if report.faults:
                log.warning("contacts.postal_report_unread", report=report.key, faults=len(report.faults))
            await postal.settle(report)
    except ChannelError as error:
        log.warning("contacts.printer_away", agency_id=str(agency_id), error=type(error).__name__)
    return new


async def take(
    scope: System, reached: ReachedAttempt, payload: Mapping[str, Any], event_id: UUID, received_at: datetime
) -> None:
    """Write one event of an attempt reached for update; `event_id` is its row of `provider_events`.

    A letter that nobody told as posted is posted on the day of the deposit; what is told before its deposit waits for
    that. Raises InvalidInput for a day on which it cannot have been, DepositMissing: the message ends on the list of
    those that were given up, where people see it. Raises RetryLater.
    """
    attempt, status = reached.attempt, PostalStatus(payload["status"])
    day = date.fromisoformat(payload["happened_on"])
    if attempt.channel is not Channel.LETTER:
        return
    if day > clock.today():
        raise InvalidInput("happenedOn", day.isoformat(), "letter_step_day")
    if status is PostalStatus.NOT_TAKEN:
        if attempt.posted_on is None and attempt.state in _WAITS:
            await handovers.end(scope, attempt, HandoverState.FAILED, code=status.value)
            await tell_step(scope, reached, LetterStep.NOT_TAKEN, day)
        return
    if await tell_after_all(scope, reached, _STEPS[status], day):
        await proof_of(scope, reached, event_id, payload)
        return
    if status is PostalStatus.DEPOSITED:
        if attempt.posted_on is None and attempt.state in _WAITS:
            await _deposited(scope, reached, payload["tracking_number"] or "", day)
        proof = await proof_of(scope, reached, event_id, payload)
        if proof is not None and attempt.posted_on is not None:
            await tell_step(scope, reached, LetterStep.POSTED, attempt.posted_on, proof=proof)
        return
    if attempt.posted_on is None:
        waited = clock.now() - received_at
        if waited < _DEPOSIT_FOLLOWS:
            raise RetryLater(min(max(waited, _SOON), _LATER).total_seconds())
        raise DepositMissing
    step = _STEPS[status]
    if step in BACK:
        why = BACK[step] or ReturnReason(payload["reason"])
        await take_return(scope, reached, reason=why, returned_on=day)
        proof = await proof_of(scope, reached, event_id, payload)
        if proof is not None:
            await tell_step(scope, reached, step, day, proof=proof)
        return
    if day < attempt.posted_on:
        raise InvalidInput("happenedOn", day.isoformat(), "letter_step_day")
    await tell_step(scope, reached, step, day, proof=await proof_of(scope, reached, event_id, payload))


class DepositMissing(Exception):
    """Something was told of a letter whose deposit nobody has told for days."""


async def _deposited(scope: System, reached: ReachedAttempt, told: str, day: date) -> None:
    """Posted, with the number that is told or was entered; a registered letter without one waits on a person."""
    attempt = reached.attempt
    if attempt.postal_service is not PostalService.ORDINARY:
        attempt.tracking_number = tracking_number(told) or attempt.tracking_number
        if attempt.tracking_number is None:
            attempt.provider_status = LABEL_MISSING
            await attempt.save(update_fields=["provider_status"])
            return
    await post_letter(scope, reached.case_file, attempt, day)
