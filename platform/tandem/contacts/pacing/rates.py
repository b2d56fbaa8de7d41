"""How fast each kind of sender may write, and how much of that a message takes."""

from datetime import timedelta

from tandem.contacts.models import Channel, ContactAttempt
from tandem_channels.segments import count_segments

# Segments, calls or e-mails a second where a sender has no pace of its own. A long code: one segment a second, which is
# what carriers take (compliance, §4); calls: one a second for a new account; e-mail: SendGrid's 600 requests a minute.
PER_SECOND = {"long_code": 1.0, "alphanumeric": 10.0, "short_code": 100.0, "email": 10.0}
SLOWEST = 1.0


def interval(kind: str | None, per_second: float | None, units: int) -> timedelta:
    """How long a sender rests after `units`: segments of a text, or 1 for a call or an e-mail."""
    pace = per_second or PER_SECOND.get(kind or "", SLOWEST)
    return timedelta(seconds=units / pace)


def units_of(attempt: ContactAttempt) -> int:
    """What a message takes of its sender's pace: the segments of a text, else 1."""
    return count_segments(attempt.body or "").segments if attempt.channel is Channel.SMS else 1
