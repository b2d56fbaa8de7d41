"""What a provider has, and whose end its callbacks never told: it is asked, and at last a person is.

Callbacks are lost for good where our web process was away for as long as a provider repeats them (Twilio hardly does),
or where an address was wrong. What the provider answers goes the way of a callback: kept raw, once, handled by the
worker. Runs on a schedule in every worker; each attempt is put off before it is asked about, so sweeps may overlap.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.contacts import access
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling.lines import wake_callers
from tandem.contacts.calling.message_end import message_ended
from tandem.contacts.channels import Bounds, channels
from tandem.contacts.commands.settle_contact import NEVER_TOLD
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.side_by_side import look_at_each, pairs
from tandem.contacts.states import reason, tell
from tandem.contacts.transitions import STATE_OF_DELIVERY
from tandem.contacts.webhooks import receive
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import (
    LEG_ENDS,
    Askable,
    CallEvent,
    CallLeg,
    CallStatus,
    ChannelError,
    ChannelEvent,
    DeliveryEvent,
)

# Asked about in one round, of one agency: the next one takes the rest.
MOST = 20
# After which nothing more is asked. Texts: `sent` counts as a contact from then on (compliance, §4), and mail servers
# give up no later. A call lasts four hours at most.
LAST = {Channel.SMS: timedelta(hours=72), Channel.EMAIL: timedelta(hours=72), Channel.VOICE: timedelta(hours=24)}
# The longest pause between two questions about the same: it doubles with the attempt's age.
_LONGEST = timedelta(hours=12)
log = structlog.get_logger()


async def ask_once(now: datetime | None = None) -> int:
    """One sweep as of `now`; returns how many attempts were looked at. Safe to run at any time, in any number."""
    at, bounds = now or clock.now(), channels().bounds
    due = await database.rows(
        "SELECT attempt_id, agency_id FROM door_attempts_untold($1, $2, $3, $4, $5)",
        at,
        at - bounds.ask_text_after,
        at - bounds.ask_call_after,
        at - LAST[Channel.SMS],
        MOST,
    )
    await look_at_each("untold", pairs(due), lambda agency_id, one: _look_at(System(agency_id), one, at, bounds))
    return len(due)


async def _look_at(scope: System, attempt_id: UUID, at: datetime, bounds: Bounds) -> None:
    attempt = await _put_off(scope, attempt_id, at, bounds)
    if attempt is None or attempt.sending_at is None:
        return
    said = await _said(attempt)
    await receive(said, scope.organization_id)
    if at - attempt.sending_at >= LAST[attempt.channel] and not any(map(_is_an_end, said)):
        await _end(scope, attempt_id)


async def _put_off(scope: System, attempt_id: UUID, at: datetime, bounds: Bounds) -> ContactAttempt | None:
    """Say when it is asked about next; None when somebody else does so, or there is nothing to ask any more."""
    async with transaction(scope):
        try:
            attempt = (await access.attempt_for_update(scope, attempt_id)).attempt
        except ContactAttemptNotFound:
            return None
        waits = attempt.state is AttemptState.ACCEPTED and attempt.settled_at is None
        if (
            not (_talks(attempt) or waits)
            or attempt.sending_at is None
            or (attempt.ask_at is not None and attempt.ask_at > at)
        ):
            return None
        first = bounds.ask_call_after if attempt.channel is Channel.VOICE else bounds.ask_text_after
        pause = min(max(first, at - attempt.sending_at), _LONGEST)
        last = attempt.sending_at + LAST[attempt.channel]
        attempt.ask_at = at + pause if at >= last else min(at + pause, last)
        await attempt.save(update_fields=["ask_at"])
        return attempt


async def _said(attempt: ContactAttempt) -> list[ChannelEvent]:
    """What the provider says today; nothing when it cannot be asked, or does not answer."""
    use = await channels_of(attempt.agency_id)
    channel = {Channel.SMS: use.sms, Channel.VOICE: use.voice}.get(attempt.channel)
    if not isinstance(channel, Askable) or attempt.provider_id is None:
        return []
    leg = None
    if attempt.channel is Channel.VOICE:
        leg = CallLeg.DEBTOR if attempt.line_id is not None or attempt.automated else CallLeg.COLLECTOR
    try:
        return list(await channel.now(attempt.provider_id, str(attempt.id), leg))
    except ChannelError as error:
        log.info("contacts.untold_unanswered", attempt_id=str(attempt.id), error=type(error).__name__)
        return []


def _is_an_end(event: ChannelEvent) -> bool:
    if isinstance(event, CallEvent):
        return event.status in LEG_ENDS
    return isinstance(event, DeliveryEvent) and STATE_OF_DELIVERY.get(event.status) not in (None, AttemptState.ACCEPTED)


def _talks(attempt: ContactAttempt) -> bool:
    """Whether somebody picked up, and nobody told the end."""
    return attempt.state is AttemptState.DELIVERED and attempt.provider_status == CallStatus.IN_PROGRESS


async def _end(scope: System, attempt_id: UUID) -> None:
    """It left, and nobody will tell how it ended: said once, and it waits on a person (`attention`), who settles it or
    tells the call's outcome. Never sent again; a late word still counts.
    """
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if _talks(attempt):
            # No call lasts so long. What it ended with is told as of any other: by whoever made it, or as was heard.
            attempt.provider_status, attempt.reasons = CallStatus.COMPLETED.value, [reason(NEVER_TOLD)]
            await attempt.save(update_fields=["provider_status", "reasons"])
            await tell(scope, reached.case_file, attempt)
            if attempt.automated:
                await message_ended(scope, attempt)
            await wake_callers(attempt)
            return
        if attempt.state is not AttemptState.ACCEPTED or attempt.settled_at is not None:
            return
        attempt.settled_at, attempt.reasons = clock.now(), [reason(NEVER_TOLD)]
        await attempt.save(update_fields=["settled_at", "reasons"])
        await tell(scope, reached.case_file, attempt)
