"""The words that sort templates: what they become, how they sound, and what languages there are."""

from datetime import date, timedelta
from enum import StrEnum

from tandem.contacts.gate.vocabulary import Channel

LANGUAGES = ("fr", "en")


class Form(StrEnum):
    """What the words become."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    SCRIPT = "script"  # what a collector says in a call
    MESSAGE = "message"  # what a call says that a machine opens, with its keys
    VOICEMAIL = "voicemail"  # what such a call leaves on an answering machine
    SMS_REPLY = "sms_reply"  # a ready text that fills an answer by SMS, and leaves in no other way
    EMAIL_REPLY = "email_reply"  # the same by e-mail

    @property
    def channel(self) -> Channel:
        """What carries it."""
        if self in (Form.SCRIPT, *BY_MACHINE):
            return Channel.VOICE
        return Channel(self.value.removesuffix("_reply"))

    @property
    def has_subject(self) -> bool:
        """Whether a subject stands above the words."""
        return self in (Form.EMAIL, Form.LETTER)


BY_MACHINE = (Form.MESSAGE, Form.VOICEMAIL)
READY_REPLIES = (Form.SMS_REPLY, Form.EMAIL_REPLY)


class Tone(StrEnum):
    """How it sounds. An agency that writes again grows firmer; what only informs is neutral."""

    NEUTRAL = "neutral"
    POLITE = "polite"
    FIRM = "firm"
    LAST = "last"


_FIRM_AFTER = timedelta(days=15)
_LAST_AFTER = timedelta(days=30)


def tones(opened_on: date | None, day: date) -> list[Tone]:
    """The tones in the order in which they fit so long after the opening letter was posted."""
    since = day - opened_on if opened_on else timedelta()
    if since >= _LAST_AFTER:
        return [Tone.LAST, Tone.FIRM, Tone.POLITE, Tone.NEUTRAL]
    if since >= _FIRM_AFTER:
        return [Tone.FIRM, Tone.POLITE, Tone.LAST, Tone.NEUTRAL]
    return [Tone.POLITE, Tone.FIRM, Tone.NEUTRAL, Tone.LAST]
