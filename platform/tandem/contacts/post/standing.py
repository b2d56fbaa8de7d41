"""Where a letter stands between the printer and the post."""

from tandem.contacts.models import AttemptState, Channel, ContactAttempt


def is_postable(attempt: ContactAttempt) -> bool:
    """Printed and not known to be posted; one that was stopped or taken back may have been in the post all the same."""
    waits = is_printed(attempt) and attempt.posted_on is None and attempt.state in _MAY_BE_IN_THE_POST
    return waits or is_taken_back(attempt) or is_contradicted(attempt)


def is_printed(attempt: ContactAttempt) -> bool:
    """A letter whose file was made."""
    return attempt.channel is Channel.LETTER and attempt.document_id is not None


def is_retractable(attempt: ContactAttempt) -> bool:
    """Whether a person may find out that it was not sent: it waits for the post, or is said to be in it, or a printer's
    word stands against a person's.
    """
    waits = is_printed(attempt) and attempt.state is AttemptState.ACCEPTED and attempt.returned_on is None
    return waits or is_contradicted(attempt)


def is_taken_back(attempt: ContactAttempt) -> bool:
    """A person said that it was not sent: nothing else ends a printed letter so."""
    return is_printed(attempt) and attempt.state is AttemptState.FAILED


def is_contradicted(attempt: ContactAttempt) -> bool:
    """Taken back by a person, and then the printer told that it has it: a letter waits for a person before it is
    printed, or for this.
    """
    return is_printed(attempt) and attempt.state is AttemptState.NEEDS_PERSON


def is_posted(attempt: ContactAttempt) -> bool:
    """Known to be in the post, or to have been."""
    return attempt.channel is Channel.LETTER and attempt.posted_on is not None


_MAY_BE_IN_THE_POST = (AttemptState.ACCEPTED, AttemptState.BLOCKED)
