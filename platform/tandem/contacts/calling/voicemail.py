"""What a machine is told, at most once: the agency's voicemail text, which reveals nothing of a debt, or nothing."""

from uuid import UUID

import structlog

from tandem.contacts import access
from tandem.contacts.access import ReachedAttempt
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.answers import Reason
from tandem.contacts.calling.machine_words import asked_in, said, voicemail_of
from tandem.contacts.calling.message import tell_outcome
from tandem.contacts.calling.said import UNCONFIRMED, keep_said, take_back
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.contacts.spoken import BETWEEN
from tandem.contacts.states import reason, tell
from tandem.contacts.templates import ValuesMismatch, may_leave
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem_channels.contract import ChannelError, Unconfirmed

log = structlog.get_logger()


def voicemail_for(facts: CaseFacts, attempt: ContactAttempt) -> str | Reason | None:
    """The words to leave on a machine; else leave nothing, and hang up: the agency has none, or why they may not be.

    Where a text names who asked for the call, as 12 CFR 1006.2(j)(1)(iii) wants it, it is not left where nobody did.
    """
    template = voicemail_of(facts, attempt.party_id, attempt.language)
    country = facts.parties[attempt.party_id].country
    if template is None or not may_leave(template.wording, clock.today(), country):
        return None
    try:
        asked = asked_in(attempt, facts)
        return " ".join(said(template, facts, attempt.party_id, asked, attempt.id, attempt.created_by))
    except ValuesMismatch as mismatch:
        return reason("VOICEMAIL_NOT_LEFT", variables=BETWEEN.join(mismatch.variables))


async def leave_voicemail(scope: System, attempt_id: UUID, job: Job) -> None:
    """Say the text, at most once, and hang up; the call counts as one that a machine took.

    The words are kept before the provider is asked, and told as left once it has them, or may have them. Of a worker
    that dies meanwhile the call's end tells (`message_end`).
    """
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.disposition is not None or attempt.provider_id is None:
            return
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        words = voicemail_for(facts, attempt)
        kept: list[str] = []
        if isinstance(words, str):
            kept = await keep_said(attempt, [words])
            await _give_reason(attempt, reason(UNCONFIRMED))
        else:
            await _tell(scope, reached, words)
    if not isinstance(words, str):
        await _hang_up(scope, attempt)
        return
    was_said = await _say(scope, attempt, words)
    async with transaction(scope):
        reached = await access.attempt_for_update(scope, attempt_id)
        if reached.attempt.disposition is not None:
            return  # a key that was pressed meanwhile, or the end of the call, told it
        if was_said is False:
            await take_back(reached.attempt, kept)
        await _tell(scope, reached, _WHY[was_said])


async def _say(scope: System, attempt: ContactAttempt, text: str) -> bool | None:
    """Whether the provider took it to be said; None when nobody knows."""
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return False
    try:
        return await voice.say_and_hang_up(str(attempt.provider_id), text, attempt.language)
    except Unconfirmed as unknown:
        _warn(attempt, unknown)
        return None
    except ChannelError as error:
        # The machine records silence, which reveals nothing; the call ends by itself.
        _warn(attempt, error)
        return False


async def _hang_up(scope: System, attempt: ContactAttempt) -> None:
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return
    try:
        await voice.hang_up(str(attempt.provider_id))
    except ChannelError as error:
        _warn(attempt, error)


async def _tell(scope: System, reached: ReachedAttempt, why: Reason | None) -> None:
    """The call's outcome, after why the machine was told nothing, or may not have been."""
    await _give_reason(reached.attempt, why)
    if why is not None:
        await tell(scope, reached.case_file, reached.attempt)
    await tell_outcome(scope, reached.case_file, reached.attempt, Disposition.VOICEMAIL)


async def _give_reason(attempt: ContactAttempt, why: Reason | None) -> None:
    others = [one for one in attempt.reasons if one["code"] != UNCONFIRMED]
    attempt.reasons = [*others, dict(why)] if why else others
    await attempt.save(update_fields=["reasons"])


def _warn(attempt: ContactAttempt, error: ChannelError) -> None:
    log.warning("contacts.voicemail_not_left", attempt_id=str(attempt.id), error=type(error).__name__)


# By whether the provider took the words to be said.
_WHY: dict[bool | None, Reason | None] = {
    True: None,
    False: reason("VOICEMAIL_NOT_SAID"),
    None: reason(UNCONFIRMED),
}
