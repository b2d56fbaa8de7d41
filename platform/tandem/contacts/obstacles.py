"""What stands in the way of a contact beside the gate: each is kept and counted as what the gate refuses is."""

from enum import StrEnum

from tandem.casefiles.models import CaseFile
from tandem.contacts import decisions
from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.contacts.states import move
from tandem.organizations.actor import Actor, System


class Obstacle(StrEnum):
    """Found before the gate is asked, or after it allowed: a rule that is missing, a number, a sender, the words."""

    RULE_ABSENT = "RULE_ABSENT"
    CHANNEL_OFF = "CHANNEL_OFF"
    DESTINATION_UNKNOWN = "DESTINATION_UNKNOWN"
    DESTINATION_SURCHARGED = "DESTINATION_SURCHARGED"
    DESTINATION_NOT_SERVED = "DESTINATION_NOT_SERVED"
    SENDER_MISSING = "SENDER_MISSING"
    SENDER_RESERVED = "SENDER_RESERVED"
    SENDER_UNHEARD = "SENDER_UNHEARD"
    MACHINE_CALLS_REFUSED = "MACHINE_CALLS_REFUSED"
    MACHINE_CALLS_NEED_CONSENT = "MACHINE_CALLS_NEED_CONSENT"
    TEMPLATE_WITHDRAWN = "TEMPLATE_WITHDRAWN"
    TEMPLATE_REFUSED = "TEMPLATE_REFUSED"
    WORDS_REFUSED = "WORDS_REFUSED"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_FORBIDDEN = "VALUE_FORBIDDEN"
    LETTER_INCOMPLETE = "LETTER_INCOMPLETE"


async def obstruct(
    acting: Actor | System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    state: AttemptState,
    why: decisions.Why,
) -> None:
    """Keep what stands in the way of an attempt, and move it there with this reason. Last step of its transaction."""
    await decisions.keep_obstacle(
        decisions.attempted_by(attempt),
        why,
        attempt_id=attempt.id,
        left_to_a_person=state is AttemptState.NEEDS_PERSON,
    )
    await move(acting, case_file, attempt, state, reasons=[why])
