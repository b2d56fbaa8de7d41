"""Obstacles around contacting a person."""

from collections.abc import Mapping, Sequence
from datetime import date

from tandem.contacts.gate import Reason, RuleMissing, sentence
from tandem.contacts.models import Channel
from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError


class ContactAttemptNotFound(TandemError):
    code = "contact_attempt_not_found"
    kind = ErrorKind.NOT_FOUND


class ChannelOff(TandemError):
    """No provider is configured for this channel."""

    code = "channel_off"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, channel: Channel) -> None:
        super().__init__(field="channel", channel=channel.value)

    def message(self, locale: str) -> str:
        """A sentence for each channel."""
        return texts.render(f"error.channel_off.{self.values['channel']}", locale)


class SenderMissing(TandemError):
    """The agency has no number or address of its own for this channel."""

    code = "sender_missing"
    kind = ErrorKind.CONFLICT

    def __init__(self, channel: Channel) -> None:
        super().__init__(field="channel", channel=channel.value)


class CollectorPhoneMissing(TandemError):
    """A bridge call rings the collector first, and this one has no number."""

    code = "collector_phone_missing"
    kind = ErrorKind.CONFLICT


class ContactPointUnsuitable(TandemError):
    """An e-mail to a telephone number, a call to a postal address."""

    code = "contact_point_unsuitable"
    kind = ErrorKind.INVALID


class TemplateNotFound(TandemError):
    """No such template for this channel and this sender."""

    code = "template_not_found"
    kind = ErrorKind.NOT_FOUND


class ContactRefused(TandemError):
    """The gate says no, or wants a person's decision first; carries its reasons with their sources."""

    code = "contact_refused"
    kind = ErrorKind.CONFLICT

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(codes=[reason.code.value for reason in reasons])
        self.reasons: list[Mapping[str, object]] = [reason.record() for reason in reasons]
        self._spoken = [(reason.code.value, dict(reason.arguments)) for reason in reasons]

    def message(self, locale: str) -> str:
        """Every reason as a sentence, the first rule first."""
        return " ".join(sentence(code, arguments, locale) for code, arguments in self._spoken)


class RuleAbsent(TandemError):
    """The pack has no rule for a date: nothing is guessed, and nothing leaves until the pack is completed."""

    code = "rule_absent"
    kind = ErrorKind.CONFLICT

    def __init__(self, missing: RuleMissing) -> None:
        super().__init__(what=missing.what, day=missing.day)
        arguments = {"what": missing.what, "day": missing.day.isoformat()}
        self.reason: dict[str, object] = {"code": "RULE_ABSENT", "source": None, "args": arguments}


class OpeningLetterPending(TandemError):
    """An opening letter of this case file waits to be produced or posted."""

    code = "opening_letter_pending"
    kind = ErrorKind.CONFLICT


class LetterIncomplete(TandemError):
    """A mention of article R124-4 is missing; `mention` is its path in the letter."""

    code = "letter_incomplete"
    kind = ErrorKind.CONFLICT

    def __init__(self, mention: str, problem: str) -> None:
        super().__init__(mention=mention, problem=problem)


class ContactNotCancellable(TandemError):
    """It has left, or may have."""

    code = "contact_not_cancellable"
    kind = ErrorKind.CONFLICT


class ContactNotSettleable(TandemError):
    """Its outcome is known, or it has not left."""

    code = "contact_not_settleable"
    kind = ErrorKind.CONFLICT


class NotAPrintedLetter(TandemError):
    """Only a letter that was produced can be posted."""

    code = "not_a_printed_letter"
    kind = ErrorKind.CONFLICT


class LetterAlreadyPosted(TandemError):
    """Its posting was recorded before, with another day."""

    code = "letter_already_posted"
    kind = ErrorKind.CONFLICT

    def __init__(self, posted_on: date) -> None:
        super().__init__(field="postedOn", posted_on=posted_on.isoformat())


class NotACall(TandemError):
    """An outcome is told of a call that was made."""

    code = "not_a_call"
    kind = ErrorKind.CONFLICT


class LetterNotPosted(TandemError):
    """Only a posting that was recorded is corrected."""

    code = "letter_not_posted"
    kind = ErrorKind.CONFLICT


class CallOutcomeKnown(TandemError):
    """Its outcome was told before."""

    code = "call_outcome_known"
    kind = ErrorKind.CONFLICT


class OptOutNotFound(TandemError):
    """Nothing to lift."""

    code = "opt_out_not_found"
    kind = ErrorKind.NOT_FOUND
