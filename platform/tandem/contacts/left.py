"""What left, for a bundle: the copy that the event of acceptance sealed, and nothing that differs from it."""

from tandem.casefiles.exhibits import Disclosing, RecordsDisagree
from tandem.contacts import copies
from tandem.contacts.models import AttemptState, ContactAttempt

# A provider, or the printer, is known to have had it: its event then seals the copy.
_LEFT = (AttemptState.ACCEPTED, AttemptState.DELIVERED, AttemptState.UNCONFIRMED)


def copy_that_left(attempt: ContactAttempt, disclosing: Disclosing) -> str | None:
    """The exact text of `contacts.copies`; None for what was written before copies were kept.

    Raises RecordsDisagree when the attempt keeps another text than the event, or the sealed hashes are not its own.
    """
    events = [event for event in disclosing.told if event.data.get("attempt_id") == str(attempt.id)]
    sealed = [event.data["sent_copy"] for event in events if event.data.get("sent_copy")]
    hashes = {event.data["copy_sha256"] for event in events if event.data.get("copy_sha256")}
    kept = attempt.sent_copy
    # An erased person's events are not told: there is nothing left to hold the row against.
    if not sealed and not (events and kept and attempt.state in _LEFT):
        return kept
    if kept is None or {*sealed} != {kept} or hashes != {copies.sha256_of(kept)}:
        raise RecordsDisagree(f"contact attempt {attempt.id}: the copy it keeps is not the one that its event sealed")
    return kept
