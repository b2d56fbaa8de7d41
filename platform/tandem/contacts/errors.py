"""Obstacles around contacting a person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tandem.contacts.gate import Reason, RuleMissing, sentence
from tandem.contacts.models import Channel
from tandem.contacts.spoken import spoken
from tandem.contacts.templates.checking import Problem
from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError


class ContactAttemptNotFound(TandemError):
    code = "contact_attempt_not_found"
    kind = ErrorKind.NOT_FOUND


class Obstructed(TandemError):
    """Something else than the gate stands in the way of a contact; `reason` is it, as an attempt keeps it."""

    reason: Mapping[str, object]


class ChannelOff(Obstructed):
    """No provider is configured for this channel."""

    code = "channel_off"
    kind = ErrorKind.UNAVAILABLE

    def __init__(self, channel: Channel) -> None:
        super().__init__(field="channel", channel=channel.value)
        self.reason = {"code": "CHANNEL_OFF", "source": None, "args": {}}

    def message(self, locale: str) -> str:
        """A sentence for each channel."""
        return texts.render(f"error.channel_off.{self.values['channel']}", locale)


class SenderMissing(Obstructed):
    """The agency has no number or address of its own for this channel."""

    code = "sender_missing"
    kind = ErrorKind.CONFLICT

    def __init__(self, channel: Channel) -> None:
        super().__init__(field="channel", channel=channel.value)
        self.reason = {"code": "SENDER_MISSING", "source": None, "args": {}}


class CollectorPhoneMissing(TandemError):
    """A bridge call rings the collector first, and this one has no number."""

    code = "collector_phone_missing"
    kind = ErrorKind.CONFLICT


class NobodyToCall(TandemError):
    """Nobody can be called as agreed: the case file is closed, or no number of the person is good."""

    code = "nobody_to_call"
    kind = ErrorKind.CONFLICT


class SoftphoneMissing(TandemError):
    """The agency's account, or this installation, is not set up for calls in the browser."""

    code = "softphone_missing"
    kind = ErrorKind.UNAVAILABLE


class TokenTooSoon(TandemError):
    """A browser that asks for tokens without end is given none."""

    code = "softphone_token_too_soon"
    kind = ErrorKind.RATE_LIMITED


class ContactPointUnsuitable(TandemError):
    """An e-mail to a telephone number, a call to a postal address."""

    code = "contact_point_unsuitable"
    kind = ErrorKind.INVALID


class DestinationRefused(Obstructed):
    """Nothing leaves for this number, or from the agency's sender; `reason` says why."""

    code = "destination_refused"
    kind = ErrorKind.CONFLICT

    def __init__(self, reason: Mapping[str, object]) -> None:
        super().__init__(field="contactPointId", reason=reason["code"])
        self.reason = reason

    def message(self, locale: str) -> str:
        """The reason as a sentence."""
        return spoken(self.reason, locale)


class TemplateNotFound(TandemError):
    """No such template for this channel and this sender."""

    code = "template_not_found"
    kind = ErrorKind.NOT_FOUND


class AttachmentUnusable(TandemError):
    """Only what both parties read already leaves with an e-mail: they read the copy as sent."""

    code = "attachment_unusable"
    kind = ErrorKind.CONFLICT


class AttachmentsTooLarge(TandemError):
    """More files, or more bytes, than mail servers take."""

    code = "attachments_too_large"


class AttachmentsNotCarried(TandemError):
    """Neither a text message nor a call carries a file."""

    code = "attachments_not_carried"


class EnclosureUnprintable(TandemError):
    """A file is damaged, locked, neither PDF nor picture, or has notes over its pages; `name` says which."""

    code = "enclosure_unprintable"
    kind = ErrorKind.CONFLICT


class EnclosuresTooLong(TandemError):
    """More `pages` than the `most` that an envelope takes."""

    code = "enclosures_too_long"
    kind = ErrorKind.CONFLICT


class InvoiceCopyMissing(TandemError):
    """No file that both parties read is the invoice of this claim, or nothing is owed on it any more."""

    code = "invoice_copy_missing"
    kind = ErrorKind.NOT_FOUND


class InvoiceCopyChanged(TandemError):
    """Another file is the copy of this claim's invoice since its name was shown."""

    code = "invoice_copy_changed"
    kind = ErrorKind.CONFLICT


class InvoiceCopyOnItsWay(TandemError):
    """The same file waits to leave for this address, or left minutes ago."""

    code = "invoice_copy_on_its_way"
    kind = ErrorKind.CONFLICT


class EmailAddressMissing(TandemError):
    """The debtor has no e-mail address."""

    code = "email_address_missing"
    kind = ErrorKind.CONFLICT


class InvoiceTemplateMissing(TandemError):
    """The agency withdrew every text for sending files in the debtor's language."""

    code = "invoice_template_missing"
    kind = ErrorKind.CONFLICT


class TextNotFilled(TandemError):
    """What the case file holds does not fill the text, or may not be sent; `reason` says which."""

    code = "text_not_filled"
    kind = ErrorKind.CONFLICT

    def __init__(self, reason: Mapping[str, object]) -> None:
        super().__init__(field="templateId", reason=reason["code"])
        self._reason = reason

    def message(self, locale: str) -> str:
        """The reason as a sentence."""
        return spoken(self._reason, locale)


class AttachmentMissing(TandemError):
    """The text says that something is attached."""

    code = "attachment_missing"


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


class RuleAbsent(Obstructed):
    """The pack has no rule for a date: nothing is guessed, and nothing leaves until the pack is completed."""

    code = "rule_absent"
    kind = ErrorKind.CONFLICT

    def __init__(self, missing: RuleMissing) -> None:
        super().__init__(what=missing.what, day=missing.day)
        self._arguments = {"what": missing.what, "day": missing.day.isoformat()}
        self.reason = {"code": "RULE_ABSENT", "source": None, "args": self._arguments}

    def sentence(self, locale: str) -> str:
        """What is missing, as it is said to the collector who waits on the line."""
        return sentence("RULE_ABSENT", self._arguments, locale)


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


class AddressUnfit(LetterIncomplete):
    """The address does not fit the window of an envelope; `line` is the one that is too long, if one is."""

    code = "address_unfit"

    def __init__(self, mention: str, line: str | None) -> None:
        super().__init__(mention, "address")
        self._line = line

    def message(self, locale: str) -> str:
        """The line at fault, or that there are too many."""
        if self._line is None:
            return texts.render("error.address_unfit.lines", locale)
        return texts.render("error.address_unfit.line", locale, line=self._line)


class ContactNotCancellable(TandemError):
    """It has left, or may have."""

    code = "contact_not_cancellable"
    kind = ErrorKind.CONFLICT


class ContactNotSettleable(TandemError):
    """Its outcome is known, or it has not left."""

    code = "contact_not_settleable"
    kind = ErrorKind.CONFLICT


class ContactNotReleasable(TandemError):
    """It waits for no decision that the rules leave to a person, or for another one than was decided on."""

    code = "contact_not_releasable"
    kind = ErrorKind.CONFLICT


class NothingToTakeBack(TandemError):
    """It is no printed letter, or it came back: what came back was sent."""

    code = "nothing_to_take_back"
    kind = ErrorKind.CONFLICT


class LetterCarried(TandemError):
    """Somebody told, or proved, that the post has carried it."""

    code = "letter_carried"
    kind = ErrorKind.CONFLICT


class LetterAtPrinter(TandemError):
    """A printer was asked to post it, by the service that was chosen before."""

    code = "letter_at_printer"
    kind = ErrorKind.CONFLICT


class LetterBeingHandedOver(TandemError):
    """The printer is being asked to take it: within minutes it is known whether it did, or that nobody knows."""

    code = "letter_being_handed_over"
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


class NotRecorded(TandemError):
    """There is no recording with which this could be done, or not any more."""

    code = "not_recorded"
    kind = ErrorKind.CONFLICT


class LetterNotPosted(TandemError):
    """Only a posting that was recorded is corrected."""

    code = "letter_not_posted"
    kind = ErrorKind.CONFLICT


class CallOutcomeKnown(TandemError):
    """Its outcome was told before."""

    code = "call_outcome_known"
    kind = ErrorKind.CONFLICT


class LineNotOpen(TandemError):
    """The collector has no line open."""

    code = "line_not_open"
    kind = ErrorKind.CONFLICT


class CallInHand(TandemError):
    """One call at a time, and its outcome before the next; `reference` is the case file that it was about, None of one
    that the collector reaches no more.
    """

    code = "call_in_hand"
    kind = ErrorKind.CONFLICT

    def __init__(self, reference: str | None) -> None:
        super().__init__(reference=reference)

    def message(self, locale: str) -> str:
        """Without the case file where it is out of reach."""
        if self.values["reference"] is None:
            return texts.render("error.call_in_hand.elsewhere", locale)
        return super().message(locale)


class ReceivedCallNotFound(TandemError):
    """No call to us of this id is within the actor's reach."""

    code = "received_call_not_found"
    kind = ErrorKind.NOT_FOUND


class CallOutcomeUnknown(TandemError):
    """The agency's list has no such outcome."""

    code = "call_outcome_unknown"
    kind = ErrorKind.NOT_FOUND


class OptOutNotFound(TandemError):
    """Nothing to lift."""

    code = "opt_out_not_found"
    kind = ErrorKind.NOT_FOUND


class TemplateRefused(TandemError):
    """Words that may not be saved or approved; `problems` is the list of them, spoken in full."""

    code = "template_refused"
    kind = ErrorKind.INVALID

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(field="text", codes=[problem.code for problem in problems])
        self.problems = tuple(problems)

    def message(self, locale: str) -> str:
        """Every problem as a sentence, with its line."""
        return texts.render("error.template_refused", locale, problems=" ".join(map(_spoken(locale), self.problems)))


def _spoken(locale: str) -> Callable[[Problem], str]:
    def speak(problem: Problem) -> str:
        said = problem.message(locale)
        if problem.part == "subject":
            return texts.render("error.template_subject", locale, problem=said)
        return texts.render("error.template_line", locale, line=problem.line, problem=said) if problem.line else said

    return speak


class WordsRefused(TandemError):
    """A collector's own words that may not leave so; `problems` is the list of them, spoken in full."""

    code = "words_refused"
    kind = ErrorKind.INVALID

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(field="words", codes=[problem.code for problem in problems])
        self.problems = tuple(problems)

    def message(self, locale: str) -> str:
        """Every problem as a sentence, with its line."""
        return texts.render("error.words_refused", locale, problems=" ".join(map(_spoken(locale), self.problems)))


class AnswersSomebodyElse(TandemError):
    """An answer goes to whom the message came from: nobody else of the case file wrote it."""

    code = "answers_somebody_else"
    kind = ErrorKind.CONFLICT


class TemplateVersionNotFound(TandemError):
    """No such version of that template, or the template is somebody else's."""

    code = "template_version_not_found"
    kind = ErrorKind.NOT_FOUND


class TemplateVersionDecided(TandemError):
    """It was approved or rejected before."""

    code = "template_version_decided"
    kind = ErrorKind.CONFLICT


class TemplateOwnVersion(TandemError):
    """Who wrote a text does not approve it."""

    code = "template_own_version"
    kind = ErrorKind.FORBIDDEN


class TemplateSuperseded(TandemError):
    """A newer version is approved already."""

    code = "template_superseded"
    kind = ErrorKind.CONFLICT


class TemplateCommentMissing(TandemError):
    """A rejection tells why."""

    code = "template_comment_missing"
    kind = ErrorKind.INVALID


class TemplateUnchanged(TandemError):
    """The words are those of the latest version."""

    code = "template_unchanged"
    kind = ErrorKind.CONFLICT


class TemplateChangedMeanwhile(TandemError):
    """Somebody saved another version after the one that the change began with."""

    code = "template_changed_meanwhile"
    kind = ErrorKind.CONFLICT


class TemplateKeyTaken(TandemError):
    """A template keeps its form, its language and its country; another one is a copy."""

    code = "template_key_taken"
    kind = ErrorKind.CONFLICT


class TemplateNotInUse(TandemError):
    """Only what is sent is withdrawn."""

    code = "template_not_in_use"
    kind = ErrorKind.CONFLICT


class AddressNotClosed(TandemError):
    """Nothing closed it, so there is nothing to open."""

    code = "address_not_closed"
    kind = ErrorKind.CONFLICT


class AddressClosedByWish(TandemError):
    """The person opted out there: they take it back, or whoever heard them lifts it."""

    code = "address_closed_by_wish"
    kind = ErrorKind.CONFLICT


class AddressClosedByPerson(TandemError):
    """Somebody of the agency said that it is not theirs, or that letters come back: corrected where it was said."""

    code = "address_closed_by_person"
    kind = ErrorKind.CONFLICT


class InboundMessageNotFound(TandemError):
    code = "inbound_message_not_found"
    kind = ErrorKind.NOT_FOUND


class InboundFilesArrived(TandemError):
    """Its pictures were fetched in this very moment: whoever places it looks at them first."""

    code = "inbound_files_arrived"
    kind = ErrorKind.CONFLICT


class InboundMessageHandled(TandemError):
    """Somebody else put it onto a case file already."""

    code = "inbound_message_handled"
    kind = ErrorKind.CONFLICT
