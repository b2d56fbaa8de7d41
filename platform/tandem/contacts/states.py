"""Moving an attempt: by compare-and-set along the table, with the event that tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import CaseFile
from tandem.contacts import copies
from tandem.contacts.calling.lines import wake_callers
from tandem.contacts.events import ContactStateChanged
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outside import for_outsiders, is_withheld
from tandem.contacts.reasons_of_events import keep_whole
from tandem.contacts.transitions import ENDED, may_move
from tandem.kit import clock
from tandem.organizations.actor import Actor, System
from tandem.timeline import record

# Somebody may have been reached; a letter only once it is posted.
_REACHED = frozenset({AttemptState.ACCEPTED, AttemptState.DELIVERED})
Reasons = Sequence[Mapping[str, object]]
SETTLED_BY_PERSON = "SETTLED_BY_PERSON"


def reason(code: str, /, **arguments: str) -> dict[str, object]:
    """A reason that is not the gate's; its sentence is the text `reason.<code>`."""
    return {"code": code, "source": None, "args": arguments}


def is_taken_for_unsent(attempt: ContactAttempt) -> bool:
    """Whether it failed by a person's word alone, which a provider's proof outweighs."""
    codes = {item.get("code") for item in attempt.reasons}
    return attempt.state is AttemptState.FAILED and SETTLED_BY_PERSON in codes


async def take(attempt: ContactAttempt, state: AttemptState, **changes: object) -> bool:
    """Compare-and-set the state of a locked attempt with other columns, silently. False when the table forbids it."""
    if not may_move(attempt.state, state):
        return False
    if (attempt.state, state) == (AttemptState.FAILED, AttemptState.DELIVERED) and not is_taken_for_unsent(attempt):
        return False
    if state in ENDED:
        changes["settled_at"] = clock.now()
    moved = await ContactAttempt.filter(id=attempt.id, state=attempt.state).update(state=state, **changes)
    if not moved:
        return False
    attempt.update_from_dict({"state": state, **changes})
    return True


async def move(
    acting: Actor | System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    state: AttemptState,
    *,
    reasons: Reasons | None = None,
    until: datetime | None = None,
    as_left: bool = False,
    occurred_at: datetime | None = None,
    supersedes: UUID | None = None,
    **changes: object,
) -> bool:
    """Move and record the event; `reasons` None keeps those the attempt has. False when the table forbids it.

    `as_left` seals the copy as sent into the event, which may correct another one (`supersedes`). Call it last: it
    appends to the chain.
    """
    if reasons is not None:
        changes["reasons"] = [dict(item) for item in reasons]
    if not await take(attempt, state, until=until, **changes):
        return False
    if attempt.channel is Channel.VOICE:
        await wake_callers(attempt)
    if state in _REACHED and attempt.channel is not Channel.LETTER:
        case_file.last_contact_at = clock.now()
        await case_file.save(update_fields=["last_contact_at"])
    await tell(acting, case_file, attempt, as_left=as_left, occurred_at=occurred_at, supersedes=supersedes)
    return True


async def tell(
    acting: Actor | System,
    case_file: CaseFile,
    attempt: ContactAttempt,
    *,
    as_left: bool = False,
    occurred_at: datetime | None = None,
    supersedes: UUID | None = None,
) -> None:
    """Append the attempt's present state to the chain of both parties; `as_left`: with the copy as sent.

    Of its reasons the chain has what both parties may read; the agency keeps the rest beside the event.
    """
    copy = attempt.sent_copy if as_left else None
    hidden = is_withheld(attempt.reasons)
    event_id = await record(
        acting,
        case_file,
        ContactStateChanged(
            attempt_id=attempt.id,
            channel=attempt.channel,
            state=attempt.state,
            until=attempt.until,
            reasons=for_outsiders(attempt.reasons),
            provider_code=None if hidden else attempt.provider_code,
            sent_copy=copy,
            copy_sha256=copies.sha256_of(copy) if copy else None,
        ),
        occurred_at=occurred_at,
        supersedes=supersedes,
    )
    if hidden:
        await keep_whole(event_id, attempt)
