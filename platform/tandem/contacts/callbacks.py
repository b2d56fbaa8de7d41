"""What a provider's callback does to the attempt that it speaks of."""

from datetime import datetime
from typing import Any

from tandem.casefiles.models import CaseFile
from tandem.contacts import information
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling.lines import end_if_closed, wake_callers
from tandem.contacts.calling.message_end import message_ended
from tandem.contacts.email_groups import EmailGroup, group_of
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.opt_outs import PROVIDER, lift
from tandem.contacts.outcomes import act_on, opted_out_there
from tandem.contacts.reports import REFUSALS
from tandem.contacts.states import is_taken_for_unsent, move, reason
from tandem.contacts.transitions import NOT_KNOWN_TO_HAVE_LEFT, STATE_OF_DELIVERY, is_news, was_dialled
from tandem.organizations.actor import System
from tandem.outbox import emit
from tandem_channels.contract import AnsweredBy, CallLeg, CallStatus, Cause, DeliveryStatus

_GOES_ON = frozenset({CallStatus.QUEUED, CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS})
_ANSWERED = frozenset({CallStatus.IN_PROGRESS, CallStatus.COMPLETED})
_NOT_ANSWERED = frozenset({CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED})


async def delivery(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    status: DeliveryStatus,
    *,
    provider_id: str | None,
    code: str | None,
    cause: Cause | None,
    occurred_at: datetime | None,
    group_id: int | None = None,
) -> None:
    """A message moved, or its reader answered it with a click. The attempt is locked.

    `group_id`: the provider's number of the group of e-mails that was left, or joined again.
    """
    if group_id is not None and await _is_of_information(attempt, group_id):
        said = information.want_again if status is DeliveryStatus.RESUBSCRIBED else information.refuse
        address, evidence = attempt.to_address, status.value
        await said(scope, attempt.agency_id, address, source=PROVIDER, evidence=evidence, at=occurred_at)
    elif status is DeliveryStatus.RESUBSCRIBED:
        await lift(scope, attempt.agency_id, attempt.channel, attempt.to_address, source=PROVIDER, at=occurred_at)
    else:
        await act_on(scope, attempt, cause, code, status=status, at=occurred_at)
    if status is DeliveryStatus.RESUBSCRIBED:
        return
    # Both parties read an attempt's last word, and a refusal is the agency's alone: it says that the message arrived.
    word = DeliveryStatus.DELIVERED if status in REFUSALS else status
    known = _known(attempt, word.value, provider_id)
    state = STATE_OF_DELIVERY.get(status)
    if state is None:
        return
    if state is AttemptState.FAILED:
        known["provider_code"] = code
        failed = reason("PROVIDER_FAILED", code=code or status.value)
        told = [opted_out_there(attempt, failed) if cause is Cause.OPTED_OUT else failed]
        if await _moved(scope, case_file, attempt, state, known, occurred_at, told):
            return
    elif await _moved(scope, case_file, attempt, state, known, occurred_at, None):
        return
    await _keep(attempt, known)


async def _is_of_information(attempt: ContactAttempt, group_id: int) -> bool:
    """By the numbers of the account that the agency's e-mails leave by now."""
    groups = (await channels_of(attempt.agency_id)).email_groups
    return group_of(group_id, groups) is EmailGroup.INFORMATION


async def call(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    leg: CallLeg,
    status: CallStatus,
    *,
    provider_id: str | None,
    code: str | None,
    cause: Cause | None,
    at: datetime,
    duration_seconds: int | None = None,
    answered_by: AnsweredBy | None = None,
) -> None:
    """A leg of a call moved `at` this instant. The debtor's leg decides; the collector's only while nobody else was
    dialled.
    """
    if leg is CallLeg.COLLECTOR:
        await _collectors_leg(scope, case_file, attempt, status, provider_id, code)
    else:
        await act_on(scope, attempt, cause, code)
        await _debtors_leg(scope, case_file, attempt, status, provider_id, code)
        await _keep(attempt, _talked(attempt, status, at, duration_seconds))
        if status in _GOES_ON:
            await end_if_closed(scope, attempt)
        if attempt.automated:
            await _message(scope, attempt, answered_by)
    await wake_callers(attempt)


def _talked(attempt: ContactAttempt, status: CallStatus, at: datetime, seconds: int | None) -> dict[str, Any]:
    """Since when and how long, the same whatever comes twice or out of order: the earliest answer, the longest time."""
    if status is CallStatus.IN_PROGRESS and (attempt.answered_at is None or at < attempt.answered_at):
        return {"answered_at": at}
    if status is CallStatus.COMPLETED and seconds is not None:
        return {"duration_seconds": max(seconds, attempt.duration_seconds or 0)}
    return {}


async def _message(scope: System, attempt: ContactAttempt, answered_by: AnsweredBy | None) -> None:
    """Who picked up a call that a message opened, and what it ended with where no key said so."""
    if answered_by is not None and attempt.answered_by is None:
        await _keep(attempt, {"answered_by": answered_by.value})
        if answered_by in (AnsweredBy.MACHINE, AnsweredBy.FAX) and attempt.provider_status != CallStatus.COMPLETED:
            await emit(scope, "contacts.voicemail", {"attempt_id": str(attempt.id)})
    if attempt.provider_status == CallStatus.COMPLETED:
        await message_ended(scope, attempt)


async def _debtors_leg(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    status: CallStatus,
    provider_id: str | None,
    code: str | None,
) -> None:
    # Of a bridge call the collector's leg is the one that we asked for, else there is no other.
    alone = attempt.line_id is not None or attempt.automated
    known = _known(attempt, status.value, provider_id if alone else None)
    state = None
    told = None
    if status in _ANSWERED:
        state = AttemptState.DELIVERED
    elif status in _NOT_ANSWERED:
        state, told = AttemptState.FAILED, [reason("CALL_NOT_ANSWERED", status=status.value)]
        known["provider_code"] = code or status.value
        if attempt.state is AttemptState.DELIVERED:
            return  # somebody did pick up: the end of the leg came out of order
    elif alone and status is not CallStatus.UNKNOWN:
        state = AttemptState.ACCEPTED
    if state is None or not await _moved(scope, case_file, attempt, state, known, None, told):
        await _keep(attempt, known)


async def _collectors_leg(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    status: CallStatus,
    provider_id: str | None,
    code: str | None,
) -> None:
    known: dict[str, Any] = {"provider_id": provider_id} if provider_id and not attempt.provider_id else {}
    if status in _NOT_ANSWERED or (status is CallStatus.COMPLETED and not was_dialled(attempt.provider_status)):
        known["provider_code"] = code or f"collector {status.value}"
        told = [reason("COLLECTOR_NOT_REACHED")]
        if not was_dialled(attempt.provider_status) and await _moved(
            scope, case_file, attempt, AttemptState.FAILED, known, None, told
        ):
            return
        known.pop("provider_code")
    elif status is not CallStatus.UNKNOWN and await _moved(
        scope, case_file, attempt, AttemptState.ACCEPTED, known, None, None
    ):
        return
    await _keep(attempt, known)


def _known(attempt: ContactAttempt, word: str, provider_id: str | None) -> dict[str, Any]:
    """What is new in the provider's words; an older word than the one kept is not."""
    known: dict[str, Any] = {}
    if is_news(attempt.channel, attempt.provider_status, word):
        known["provider_status"] = word
    if provider_id and not attempt.provider_id and attempt.channel is not Channel.EMAIL:
        # SendGrid's event ids carry a suffix: the receipt's X-Message-Id is the one kept.
        known["provider_id"] = provider_id
    return known


async def _moved(
    scope: System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    state: AttemptState,
    known: dict[str, Any],
    occurred_at: datetime | None,
    told: list[dict[str, object]] | None,
) -> bool:
    first = attempt.state in NOT_KNOWN_TO_HAVE_LEFT
    if is_taken_for_unsent(attempt):
        if "provider_status" not in known:
            return False  # an older word than the one that is kept: it failed there too
        first, told = True, []
    return await move(scope, case_file, attempt, state, reasons=told, as_left=first, occurred_at=occurred_at, **known)


async def _keep(attempt: ContactAttempt, known: dict[str, Any]) -> None:
    if known:
        attempt.update_from_dict(known)
        await attempt.save(update_fields=list(known))
