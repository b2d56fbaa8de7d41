"""Handing printed letters to the agency's postal provider: reserved under the gate and committed, asked once, settled.

What the provider surely did not take is handed over again, later and later; what it refuses, or never answers in a day,
is the agency's own to print and to post. Nothing is ever handed over twice: a crash leaves a row that the sweep asks
the provider about.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from tandem.casefiles import storage
from tandem.casefiles.models import Document
from tandem.contacts import access, printed
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import channels
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.places import legal_day
from tandem.contacts.post import handovers
from tandem.contacts.post.handovers import Handover, HandoverState
from tandem.contacts.post.not_sent import tell_after_all
from tandem.contacts.post.standing import is_taken_back
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import tell_step
from tandem.contacts.side_by_side import look_at_each, pairs
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit
from tandem_channels.contract import ChannelError, RateLimited, Rejected, SendReceipt, Unavailable
from tandem_channels.postal import LetterService, OutboundLetter, PostalChannel

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # between two tries of a provider that is away
GIVE_UP = timedelta(days=1)
NO_ANSWER, GONE = "no_answer", "account_gone"
BATCH = 100  # of one agency
log = structlog.get_logger()


async def hand_over(scope: System, attempt_id: UUID, job: Job) -> None:
    """Hand one letter over, if it still waits for it and all that it says still stands at this instant."""
    postal = (await channels_of(scope.organization_id)).postal
    letter = await _reserve(scope, attempt_id, postal, job)
    if letter is None or postal is None:
        return
    try:
        receipt = await postal.submit(letter)
    except Rejected as refusal:
        await _failed(scope, attempt_id, refusal.code)
    except (RateLimited, Unavailable) as away:
        await _again(scope, attempt_id, away.retry_after if isinstance(away, RateLimited) else None)
    except ChannelError as unknown:
        log.warning("contacts.handover_unconfirmed", attempt_id=str(attempt_id), error=type(unknown).__name__)
        async with transaction(scope):
            await handovers.move(scope, attempt_id, HandoverState.UNCONFIRMED)
    else:
        await _taken(scope, attempt_id, receipt)


async def settle_handovers(now: datetime | None = None) -> int:
    """Ask the providers about hand-overs whose answer never came; returns how many were asked about."""
    at = now or clock.now()
    found = await database.rows(
        "SELECT agency_id, attempt_id FROM door_letter_handovers_unanswered($1, $2, $3)",
        at,
        at - channels().bounds.unanswered_after,
        BATCH,
    )
    await look_at_each("handovers", pairs(found), lambda agency_id, one: _settle(System(agency_id), one))
    return len(found)


async def given_up(scope: System | None, job: Job) -> None:
    """Handing it over failed again and again before the provider was asked: the letter is the agency's own.

    One that may have left is the sweep's.
    """
    if scope is None:
        return
    attempt_id = UUID(job.payload["attempt_id"])
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        handover = await handovers.for_update(attempt_id)
        if handover is not None and handover.state is HandoverState.PLANNED:
            await _own_again(scope, reached, LetterStep.NOT_TAKEN, NO_ANSWER)


async def _reserve(scope: System, attempt_id: UUID, postal: PostalChannel | None, job: Job) -> OutboundLetter | None:
    async with reading(scope):
        stored = await _stored(attempt_id)
    pdf = await storage.get(stored.storage_key) if stored else b""
    async with transaction(scope):
        await job.done()
        try:
            reached = await access.attempt_for_update(scope, attempt_id)
        except ContactAttemptNotFound:
            return None
        attempt, handover = reached.attempt, await handovers.for_update(attempt_id)
        if handover is None or handover.state is not HandoverState.PLANNED:
            return None
        if postal is None:
            await _own_again(scope, reached, LetterStep.NOT_TAKEN, GONE)
            return None
        if attempt.state is not AttemptState.ACCEPTED or attempt.posted_on is not None or stored is None:
            await handovers.end(scope, attempt, HandoverState.CANCELLED)
            return None
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        if why := await printed.fallen(attempt, facts):
            await handovers.end(scope, attempt, HandoverState.CANCELLED)
            await printed.stop(scope, reached.case_file, attempt, why)
            return None
        await handovers.move(scope, attempt_id, HandoverState.SENDING)
        return OutboundLetter(
            attempt_id=str(attempt.id),
            reference=attempt.letter_reference or "",
            address=tuple(attempt.to_address.splitlines()),
            service=LetterService(attempt.postal_service.value),
            pdf=pdf,
        )


async def _stored(attempt_id: UUID) -> Document | None:
    attempt = await ContactAttempt.get_or_none(id=attempt_id)
    return await Document.get_or_none(id=attempt.document_id) if attempt and attempt.document_id else None


async def _taken(scope: System, attempt_id: UUID, receipt: SendReceipt) -> None:
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        handover = await handovers.for_update(attempt_id)
        if handover is None or handover.state not in handovers.UNANSWERED:
            return
        await handovers.move(scope, attempt_id, HandoverState.ACCEPTED)
        reached.attempt.provider_id = receipt.provider_id
        await reached.attempt.save(update_fields=["provider_id"])
        provider = System(scope.organization_id, kind="provider", name=receipt.provider.value)
        today = legal_day(clock.now())
        await tell_step(provider, reached, LetterStep.HANDED_OVER, today)
        await tell_after_all(provider, reached, LetterStep.HANDED_OVER, today)


async def _failed(scope: System, attempt_id: UUID, code: str) -> None:
    async with transaction(scope):
        await _own_again(scope, await access.attempt_for_update(scope, attempt_id), LetterStep.NOT_TAKEN, code)


async def _own_again(scope: System, reached: access.ReachedAttempt, step: LetterStep, code: str) -> None:
    """The provider will not have it: it waits for the agency's own print run, and the case file says so."""
    await handovers.end(scope, reached.attempt, HandoverState.FAILED, code=code)
    await tell_step(System(scope.organization_id), reached, step, legal_day(clock.now()))


async def _again(scope: System, attempt_id: UUID, wait: float | None) -> None:
    """It surely never left: again in a while, and not for ever."""
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        handover = await handovers.for_update(attempt_id)
        if handover is None or handover.state not in handovers.UNANSWERED:
            return
        if clock.now() - handover.planned_at >= GIVE_UP:
            await _own_again(scope, reached, LetterStep.NOT_TAKEN, NO_ANSWER)
            return
        await handovers.move(scope, attempt_id, HandoverState.PLANNED)
        await _ask(scope, attempt_id, clock.now() + _pause(handover, wait))


def _pause(handover: Handover, wait: float | None) -> timedelta:
    later: timedelta = FIRST * int(2 ** min(handover.tries, 10))
    return max(min(later, LONGEST), timedelta(seconds=wait or 0))


async def _settle(scope: System, attempt_id: UUID) -> None:
    """Found: taken. Surely not there: handed over again. No word: `unconfirmed`, which people see in a day."""
    postal = (await channels_of(scope.organization_id)).postal
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        handover = await handovers.for_update(attempt_id)
        if handover is None or handover.state not in handovers.UNANSWERED:
            return
        if is_taken_back(reached.attempt):
            # Asking could end a hand-over that a crash left half done.
            await handovers.end(scope, reached.attempt, HandoverState.CANCELLED)
            return
        await handovers.move(scope, attempt_id, HandoverState.UNCONFIRMED)
        await handovers.put_off(scope, attempt_id, clock.now() + _pause(handover, None))
    if postal is None:
        return  # nobody is left to ask: a person says what became of it
    try:
        receipt = await postal.find(str(attempt_id))
    except ChannelError as error:
        log.info("contacts.handover_unknown", attempt_id=str(attempt_id), error=type(error).__name__)
        return
    if receipt is None:
        await _again(scope, attempt_id, None)
    else:
        await _taken(scope, attempt_id, receipt)


async def _ask(scope: System, attempt_id: UUID, at: datetime) -> None:
    await emit(scope, handovers.TOPIC, {"attempt_id": str(attempt_id)}, available_at=at)
