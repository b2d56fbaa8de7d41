"""How a call went, told by the collector who made it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import access
from tandem.contacts.addresses import WRONG_NUMBER, invalidate
from tandem.contacts.calling import agreed, outcomes
from tandem.contacts.calling.lines import wake_callers
from tandem.contacts.calling.outcomes import Asks, CallOutcome
from tandem.contacts.calling.said import copy_of_said
from tandem.contacts.calling.whose import OF_OTHERS, goes_on, is_own
from tandem.contacts.errors import CallOutcomeKnown, NotACall
from tandem.contacts.events import CallOutcomeRecorded
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.states import move
from tandem.contacts.transitions import NOT_KNOWN_TO_HAVE_LEFT, may_move
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

_LEFT = frozenset(
    {
        AttemptState.SENDING,
        AttemptState.ACCEPTED,
        AttemptState.DELIVERED,
        AttemptState.FAILED,
        AttemptState.UNCONFIRMED,
        AttemptState.NEEDS_PERSON,
    }
)
LONGEST_COMMENT = 1_000  # characters, kept for as long as the case file is
_NOBODY_THERE = frozenset({Disposition.NO_ANSWER, Disposition.NOT_CONNECTED})


@dataclass(frozen=True, slots=True)
class Told:
    """How it went: an outcome of the agency's list by its key, or the first that means this `disposition`."""

    outcome: str | None = None
    disposition: Disposition | None = None
    comment: str | None = None
    callback_at: datetime | None = None
    promised_on: date | None = None


def is_tellable(attempt: ContactAttempt) -> bool:
    """A call that was made, or may have been, and whose outcome is not told yet; a message tells its own, unless it put
    the person through to a collector's line.
    """
    made = attempt.channel is Channel.VOICE and attempt.sending_at is not None and attempt.state in _LEFT
    by_somebody = not attempt.automated or attempt.line_id is not None
    return made and by_somebody and attempt.disposition is None


def comment_of(written: str | None) -> str | None:
    """What was said, without the space around it; nothing where nothing was written. Raises InvalidInput."""
    comment = (written or "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput("comment", comment, "text")
    return comment or None


async def record_call_outcome(
    actor: Actor, attempt_id: UUID, *, disposition: Disposition, comment: str | None
) -> ContactAttempt:
    """Record the outcome of the agency's list that means this. See `tell_call_outcome`."""
    return await tell_call_outcome(actor, attempt_id, Told(disposition=disposition, comment=comment))


async def tell_call_outcome(actor: Actor, attempt_id: UUID, told: Told) -> ContactAttempt:
    """Record the outcome; it also settles a call of which the provider said nothing more.

    A wrong number is made invalid for the whole agency; a promise holds demands until its day is over; a time to be
    called at is written down as a call that somebody asked for. Telling the same outcome again changes nothing. How a
    call goes that goes on is told by who makes it, or by a manager.
    Raises ContactAttemptNotFound, NotPermitted, NotACall, CallOutcomeKnown, CallOutcomeUnknown, NobodyToCall,
    InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_SETTLE)
        attempt, case_file = reached.attempt, reached.case_file
        outcome = await _outcome(attempt, told)
        disposition, comment = outcome.meaning, comment_of(told.comment)
        if attempt.disposition is not None:
            if _is_known(attempt, outcome, comment, told):
                return attempt
            raise CallOutcomeKnown(field="disposition")
        if not is_tellable(attempt):
            raise NotACall(field="attemptId")
        if goes_on(attempt) and not is_own(actor, attempt):
            authorize(actor, reached.relation, OF_OTHERS)
        when = agreed.checked(outcome.asks, told.callback_at, told.promised_on)
        changes = {"disposition": disposition, "comment": comment, "outcome_labels": outcome.labels}
        attempt.update_from_dict(changes)
        await attempt.save(update_fields=list(changes))
        if disposition is Disposition.WRONG_NUMBER:
            await invalidate(actor, attempt, WRONG_NUMBER)
        await agreed.keep(actor, case_file, attempt, when)
        await _say(actor, case_file, attempt, disposition)
        end = AttemptState.FAILED if disposition in _NOBODY_THERE else AttemptState.DELIVERED
        if attempt.state is not AttemptState.DELIVERED and may_move(attempt.state, end):
            # What the provider never told of is sealed now: the script that the call was begun with.
            first = attempt.state in NOT_KNOWN_TO_HAVE_LEFT
            await move(actor, case_file, attempt, end, reasons=[], as_left=first)
        await wake_callers(attempt)
    return attempt


def _is_known(attempt: ContactAttempt, outcome: CallOutcome, comment: str | None, told: Told) -> bool:
    """Whether all of it is kept already: one of the same meaning may have other words, or agree on another day."""
    asked = {
        Asks.NOTHING: agreed.Agreed(),
        Asks.CALLBACK: agreed.Agreed(callback_at=told.callback_at),
        Asks.PROMISE: agreed.Agreed(promised_on=told.promised_on),
    }[outcome.asks]
    kept = (attempt.disposition, attempt.outcome_labels, attempt.comment, agreed.of(attempt))
    return kept == (outcome.meaning, outcome.labels, comment, asked)


async def _outcome(attempt: ContactAttempt, told: Told) -> CallOutcome:
    """Always one of the agency's list: what it asks for is asked of everybody, by whatever word they tell it."""
    if told.outcome:
        return await outcomes.chosen(attempt.agency_id, told.outcome)
    if told.disposition:
        return await outcomes.meaning(attempt.agency_id, told.disposition)
    raise InvalidInput("outcome", "", "call_outcome")


async def _say(actor: Actor, case_file: CaseFile, attempt: ContactAttempt, disposition: Disposition) -> None:
    told = {"outcome": attempt.outcome_labels, **agreed.of(attempt).recorded(), **copy_of_said(attempt)}
    event = CallOutcomeRecorded(attempt.id, disposition, comment=attempt.comment, told=told)
    await record(actor, case_file, event)
