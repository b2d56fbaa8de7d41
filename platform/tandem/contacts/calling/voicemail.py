"""What a machine is told, at most once: the agency's voicemail text, which reveals nothing of a debt, or nothing."""

from uuid import UUID

import structlog

from tandem.contacts import access
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.answers import Reason
from tandem.contacts.calling.machine_words import asked_in, said, voicemail_of
from tandem.contacts.calling.message import tell_outcome
from tandem.contacts.calling.said import keep_said
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
from tandem_channels.contract import ChannelError

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
    """Count the call as one that a machine took, then say the text, at most once, and hang up."""
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.disposition is not None or attempt.provider_id is None:
            return
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        words = voicemail_for(facts, attempt)
        text = words if isinstance(words, str) else None
        if words is not None and not isinstance(words, str):
            attempt.reasons = [dict(words)]
            await attempt.save(update_fields=["reasons"])
            await tell(scope, reached.case_file, attempt)
        await keep_said(attempt, [text] if text else [])
        await tell_outcome(scope, reached.case_file, attempt, Disposition.VOICEMAIL)
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return
    try:
        if text is None:
            await voice.hang_up(attempt.provider_id)
        else:
            await voice.say_and_hang_up(attempt.provider_id, text, attempt.language)
    except ChannelError as error:
        # The machine records silence, which reveals nothing; the call ends by itself.
        log.warning("contacts.voicemail_not_left", attempt_id=str(attempt_id), error=type(error).__name__)
