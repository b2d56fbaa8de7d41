"""The worker's part of a line: ring the collector once, end legs, close lines whose time is over."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed, Line, LineState
from tandem.contacts.calling.receiving import end_received_leg
from tandem.contacts.channels import LINE_ANSWER_PATH, LINE_STATUS_PATH
from tandem.contacts.models import Channel
from tandem.contacts.pacing import turns
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, RetryLater, emit
from tandem_channels.contract import OutboundCall, RateLimited, Rejected, Unavailable, Unconfirmed

log = structlog.get_logger()
_BATCH = 100
_AGAIN = timedelta(seconds=2)
# Of a message of the outbox: the instant that is kept for it.
_HAS_TURN = "turn_at"


async def ring_collector(scope: System, line_id: UUID, job: Job) -> None:
    """Ring the collector, at most once: what the provider does not confirm is settled by its callbacks or by time.

    When their caller id is free: calls to debtors leave by it too, and the provider takes so many a second.
    """
    async with transaction(scope):
        await job.done()
        line = None
        if _HAS_TURN in job.payload or await _has_turn(scope, line_id):
            line = await lines.move(line_id, LineState.ASKED, state=LineState.RINGING)
    if line is None:
        return
    try:
        provider_id = await _ring(line)
    except Rejected as refusal:
        log.warning("contacts.line_refused", line_id=str(line_id), code=refusal.code)
        async with transaction(scope):
            await lines.close(scope, line_id, Closed.REFUSED)
    except (RateLimited, Unavailable):
        # Nothing left us. The sweep ends it when this goes on for too long.
        async with transaction(scope):
            if await lines.move(line_id, LineState.RINGING, state=LineState.ASKED):
                await emit(scope, "contacts.line", {"line_id": str(line_id)}, available_at=clock.now() + _AGAIN)
    except Unconfirmed as unknown:
        log.warning("contacts.line_unconfirmed", line_id=str(line_id), error=str(unknown))
    else:
        async with transaction(scope):
            if not await lines.move(line_id, LineState.RINGING, LineState.OPEN, provider_id=provider_id):
                # Closed while the answer was on its way: nobody may be left on the telephone.
                await lines.hang_up(scope, provider_id)


async def _has_turn(scope: System, line_id: UUID) -> bool:
    """Whether the caller id of a line is free now; else the line is rung at the instant that is kept for it."""
    line = await lines.line_for_update(line_id)
    if line is None or line.state is not LineState.ASKED:
        return False
    at = await turns.reserve(scope, Channel.VOICE, line.caller_id)
    if at > clock.now():
        await emit(scope, "contacts.line", {"line_id": str(line_id), _HAS_TURN: at.isoformat()}, available_at=at)
        return False
    return True


async def _ring(line: Line) -> str:
    use = await channels_of(line.agency_id)
    if use.voice is None:
        raise Unavailable("the channel was switched off")
    receipt = await use.voice.send(
        OutboundCall(
            attempt_id=str(line.id),
            collector_number=line.phone or "",
            caller_id=line.caller_id,
            answer_url=use.callback(LINE_ANSWER_PATH),
            status_callback_url=use.callback(LINE_STATUS_PATH),
        )
    )
    return receipt.provider_id


async def end_leg(scope: System, provider_id: str) -> None:
    """Ask the provider to end a leg; asking twice does nothing twice. A leg that it ended, or does not have, is over.

    Raises RetryLater while it is away.
    """
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return
    try:
        await voice.hang_up(provider_id)
    except RateLimited as limited:
        raise RetryLater(limited.retry_after or 1.0) from None
    except Rejected as refusal:
        log.warning("contacts.hang_up_refused", code=refusal.code)
    async with transaction(scope):
        await end_received_leg(provider_id)


async def close_overdue_lines(now: datetime | None = None) -> int:
    """Close lines that nobody answered, that are idle, or whose collector signed out; how many. Sweeps may overlap."""
    at = now or clock.now()
    due = await database.rows(
        "SELECT line_id, agency_id, because FROM door_lines_to_close($1, $2, $3, $4)",
        at,
        at - lines.UNANSWERED_AFTER,
        at - lines.IDLE_AFTER,
        _BATCH,
    )
    closed = 0
    for row in due:
        scope = System(row["agency_id"])
        async with transaction(scope):
            closed += await lines.close(scope, row["line_id"], Closed(row["because"])) is not None
    return closed
