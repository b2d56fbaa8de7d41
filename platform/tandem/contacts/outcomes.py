"""What a provider's answer to a send makes of the attempt."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.contacts import access, planning, reports
from tandem.contacts.addresses import close_by_provider
from tandem.contacts.calling.lines import end_if_closed
from tandem.contacts.channels import channels
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.opt_outs import PROVIDER, opt_out
from tandem.contacts.outside import withheld
from tandem.contacts.pacing import turns
from tandem.contacts.pacing.turns import PROVIDER_AWAY
from tandem.contacts.reports import REFUSALS
from tandem.contacts.states import move, reason, take
from tandem.contacts.transitions import is_news, was_dialled
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import Cause, DeliveryStatus, Rejected, SendReceipt


async def confirm(scope: System, attempt_id: UUID, receipt: SendReceipt, *, after_failures: bool = True) -> None:
    """The provider has it. A callback may have told more before its receipt came: then only its id is new.

    `after_failures`: its sender may be counted as one whose provider is away, and is no more.
    """
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        await reports.keep_receipt(attempt, receipt)
        if after_failures:
            await turns.went_well(scope, attempt)
        known: dict[str, Any] = {"provider_id": receipt.provider_id or None}
        # Of a bridge call it is the collector's leg, perhaps looked up while it rings: nobody dialled the debtor yet.
        is_bridge = attempt.channel is Channel.VOICE and attempt.line_id is None and not attempt.automated
        is_of_debtor = not (is_bridge and was_dialled(receipt.status))
        if is_of_debtor and is_news(attempt.channel, attempt.provider_status, receipt.status):
            known["provider_status"] = receipt.status
        moved = await move(scope, reached.case_file, attempt, AttemptState.ACCEPTED, as_left=True, **known)
        if not moved:
            attempt.update_from_dict(known)
            await attempt.save(update_fields=list(known))
        await end_if_closed(scope, attempt)


async def rejected(scope: System, attempt_id: UUID, refusal: Rejected) -> None:
    """Never to be tried again: it failed, and what it says of the address or the person holds from now on."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        await act_on(scope, attempt, refusal.cause, refusal.code)
        refused = reason("PROVIDER_REJECTED", code=refusal.code)
        if refusal.cause is Cause.OPTED_OUT:
            refused = opted_out_there(attempt, refused)
        await move(
            scope, reached.case_file, attempt, AttemptState.FAILED, reasons=[refused], provider_code=refusal.code
        )


def opted_out_there(attempt: ContactAttempt, refused: Mapping[str, object]) -> dict[str, object]:
    """Why the provider lets nothing pass, for the agency alone: of a text, with the word that only the person can say.

    Who texted STOP to a sender gets nothing from it until they text START (21610; compliance, §4), lifted here or not.
    """
    if attempt.channel is not Channel.SMS or attempt.sender is None:
        return withheld(refused)
    return withheld(reason("STOPPED_AT_PROVIDER", sender=attempt.sender))


async def act_on(
    scope: System,
    attempt: ContactAttempt,
    cause: Cause | None,
    code: str | None,
    *,
    status: DeliveryStatus | None = None,
    at: datetime | None = None,
) -> None:
    """What a provider's refusal says of the address or of the person's wish, for every later contact.

    `status` is the provider's word and `at` its time, where it gives them.
    """
    if cause in (Cause.ADDRESS_INVALID, Cause.TAKES_NO_TEXTS):
        await close_by_provider(scope, attempt, code, texts_only=cause is Cause.TAKES_NO_TEXTS)
    elif cause is Cause.OPTED_OUT:
        evidence = code or (status.value if status else None)
        await opt_out(
            scope,
            attempt.agency_id,
            attempt.channel,
            attempt.to_address,
            source=PROVIDER,
            evidence=evidence,
            at=at if status in REFUSALS else None,
        )


async def send_again(scope: System, attempt_id: UUID, asked: float | None = None) -> None:
    """It surely never left: wait, at least the `asked` seconds, look again, and at last ask a person.

    Its sender rests as long for everybody else: where one is refused the next would be too.
    """
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.state is not AttemptState.SENDING:
            return
        now = clock.now()
        due = max(attempt.send_at, attempt.until or attempt.send_at)
        left = due + channels().bounds.give_up_after - now
        if left <= timedelta(0) or timedelta(seconds=asked or 0) > left:
            away = [reason("PROVIDER_UNREACHABLE")]
            await move(scope, reached.case_file, attempt, AttemptState.NEEDS_PERSON, reasons=away, sending_at=None)
            return
        wait = await turns.hold_back(scope, attempt, channels().backoff, asked, left)
        await take(attempt, AttemptState.PLANNED, sending_at=None, reasons=[reason(PROVIDER_AWAY)])
        await planning.dispatch_at(scope, attempt, now + wait)


async def look_again(scope: System, attempt_id: UUID) -> None:
    """Nothing was asked of the provider, since what it would have been asked for has changed: judge it anew."""
    async with transaction(scope):
        attempt = (await access.attempt_for_update(scope, attempt_id)).attempt
        if attempt.state is AttemptState.SENDING:
            await take(attempt, AttemptState.PLANNED, sending_at=None, line_id=None)
            await planning.dispatch_at(scope, attempt, clock.now())


async def lost(scope: System, attempt_id: UUID) -> None:
    """The answer was lost: a callback, the provider's list or a person settles it, never a second request."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        if reached.attempt.state is AttemptState.SENDING:
            await move(scope, reached.case_file, reached.attempt, AttemptState.UNCONFIRMED, as_left=True)
