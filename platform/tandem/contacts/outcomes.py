"""What a provider's answer to a send makes of the attempt."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tandem.contacts import access, planning, reports
from tandem.contacts.addresses import invalidate
from tandem.contacts.channels import channels
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.opt_outs import opt_out
from tandem.contacts.states import move, reason, take
from tandem.contacts.transitions import is_news
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import Cause, Rejected, SendReceipt


async def confirm(scope: System, attempt_id: UUID, receipt: SendReceipt) -> None:
    """The provider has it. A callback may have told more before its receipt came: then only its id is new."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        await reports.keep_receipt(attempt, receipt)
        known: dict[str, Any] = {"provider_id": receipt.provider_id or None}
        if is_news(attempt.channel, attempt.provider_status, receipt.status):
            known["provider_status"] = receipt.status
        moved = await move(scope, reached.case_file, attempt, AttemptState.ACCEPTED, as_left=True, **known)
        if not moved:
            attempt.update_from_dict(known)
            await attempt.save(update_fields=list(known))


async def rejected(scope: System, attempt_id: UUID, refusal: Rejected) -> None:
    """Never to be tried again: it failed, and what it says of the address or the person holds from now on."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        await act_on(scope, attempt, refusal.cause, refusal.code)
        refused = reason("PROVIDER_REJECTED", code=refusal.code)
        await move(
            scope, reached.case_file, attempt, AttemptState.FAILED, reasons=[refused], provider_code=refusal.code
        )


async def act_on(scope: System, attempt: ContactAttempt, cause: Cause | None, code: str | None) -> None:
    """What a provider's refusal says of the address or of the person's wish, for every later contact."""
    if cause is Cause.ADDRESS_INVALID:
        await invalidate(scope, attempt, f"provider {code}" if code else "provider")
    elif cause is Cause.OPTED_OUT:
        await opt_out(scope, attempt.agency_id, attempt.channel, attempt.to_address, source="provider")


async def send_again(scope: System, attempt_id: UUID, wait: timedelta) -> None:
    """It surely never left: wait, look again, and ask a person once the provider is away for too long."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.state is not AttemptState.SENDING:
            return
        now = clock.now()
        due = max(attempt.send_at, attempt.until or attempt.send_at)
        if now - due >= channels().bounds.give_up_after:
            away = [reason("PROVIDER_UNREACHABLE")]
            await move(scope, reached.case_file, attempt, AttemptState.NEEDS_PERSON, reasons=away, sending_at=None)
            return
        await take(attempt, AttemptState.PLANNED, sending_at=None)
        await planning.dispatch_at(scope, attempt, now + wait)


async def lost(scope: System, attempt_id: UUID) -> None:
    """The answer was lost: a callback, the provider's list or a person settles it, never a second request."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        if reached.attempt.state is AttemptState.SENDING:
            await move(scope, reached.case_file, reached.attempt, AttemptState.UNCONFIRMED, as_left=True)
