"""What each reason rests on that is not the gate's: those name the row of the pack that they come from.

A refusal has a rule, and a rule a source. What happened, and refuses nothing, has none (`Ground.FACT`).
"""

from dataclasses import dataclass
from enum import StrEnum

from tandem.kit import texts


class Ground(StrEnum):
    """Whose rule refuses; the value is the text that says so where the rule names no document of its own, as each of
    the law does.
    """

    LAW = "law"
    WORDS = "rules.of_words"
    PROVIDER = "rules.of_provider"
    AGENCY = "rules.of_settings"
    WISH = "rules.of_wish"
    CASE = "rules.of_case"
    PRODUCT = "rules.of_product"
    FACT = "no rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a code refuses; `source` is the article or the provider's document, if there is one."""

    ground: Ground
    source: str | None = None


RULES: dict[str, Rule] = {
    # TCPA. A machine's call to the United States or Canada.
    "MACHINE_CALLS_NEED_CONSENT": Rule(Ground.LAW, "47 CFR 64.1200(a)"),
    "DESTINATION_SURCHARGED": Rule(Ground.LAW, "CONC 7.9; DGCCRF 2024"),
    "SENDER_RESERVED": Rule(Ground.LAW, "ARCEP 2022-1583"),
    # Which rule it is depends on the country and the day: the page of the text names it.
    "TEMPLATE_REFUSED": Rule(Ground.WORDS),
    "WORDS_REFUSED": Rule(Ground.WORDS),
    "VALUE_FORBIDDEN": Rule(Ground.WORDS),
    # The sentence names the code of the error.
    "PROVIDER_REJECTED": Rule(Ground.PROVIDER),
    "PROVIDER_FAILED": Rule(Ground.PROVIDER),
    "STOPPED_AT_PROVIDER": Rule(Ground.PROVIDER, "Twilio, 21610"),
    "SENDER_UNHEARD": Rule(Ground.PROVIDER, "Twilio, Alphanumeric Sender ID"),
    "CHANNEL_OFF": Rule(Ground.AGENCY),
    "SENDER_MISSING": Rule(Ground.AGENCY),
    "DESTINATION_NOT_SERVED": Rule(Ground.AGENCY),
    "CALL_MESSAGE_MISSING": Rule(Ground.AGENCY),
    "TEMPLATE_WITHDRAWN": Rule(Ground.AGENCY),
    "MACHINE_CALLS_REFUSED": Rule(Ground.WISH),
    "CALL_REFUSED": Rule(Ground.WISH),
    "ADDRESS_MISSING": Rule(Ground.CASE),
    # A mention that its law wants, or an address that no window shows: the sentence says which.
    "LETTER_INCOMPLETE": Rule(Ground.CASE),
    "DESTINATION_UNKNOWN": Rule(Ground.CASE),
    "NOT_ACCEPTED": Rule(Ground.CASE),
    "LETTER_PENDING": Rule(Ground.CASE),
    "LETTER_POSTED": Rule(Ground.CASE),
    "LETTER_OUTDATED": Rule(Ground.CASE),
    "VALUE_MISSING": Rule(Ground.CASE),
    "VOICEMAIL_NOT_LEFT": Rule(Ground.CASE),
    "ENCLOSURE_CHANGED": Rule(Ground.CASE),
    # Nothing is guessed, and what an envelope or a page cannot hold is not printed.
    "RULE_ABSENT": Rule(Ground.PRODUCT),
    "ENCLOSURE_UNFIT": Rule(Ground.PRODUCT),
    "ENCLOSURES_TOO_LONG": Rule(Ground.PRODUCT),
    # What whoever is not the agency reads in place of a rule (`outside`): a source would tell which one it was.
    "LIMIT_REACHED": Rule(Ground.FACT),
    "NOT_NOW": Rule(Ground.FACT),
    "PROVIDER_AWAY": Rule(Ground.FACT),
    "PROVIDER_UNREACHABLE": Rule(Ground.FACT),
    "DISPATCH_FAILED": Rule(Ground.FACT),
    "OUTCOME_UNKNOWN": Rule(Ground.FACT),
    "OUTCOME_NEVER_TOLD": Rule(Ground.FACT),
    "SETTLED_BY_PERSON": Rule(Ground.FACT),
    "CALL_NOT_ANSWERED": Rule(Ground.FACT),
    "COLLECTOR_NOT_REACHED": Rule(Ground.FACT),
    "CALLER_BUSY": Rule(Ground.FACT),
    "CALLER_WITHOUT_PHONE": Rule(Ground.FACT),
    "CALL_ASKED": Rule(Ground.FACT),
    "CALL_ASKED_AT": Rule(Ground.FACT),
    "CALL_MADE": Rule(Ground.FACT),
    "CALL_NOT_ASKED": Rule(Ground.FACT),
    "CALL_PUT_ASIDE": Rule(Ground.FACT),
    "VOICEMAIL_NOT_SAID": Rule(Ground.FACT),
    "VOICEMAIL_UNCONFIRMED": Rule(Ground.FACT),
    "LETTER_NOT_SENT": Rule(Ground.FACT),
    "LETTER_TAKEN_AFTER_ALL": Rule(Ground.FACT),
    "LETTER_POSTED_AFTER_ALL": Rule(Ground.FACT),
    "LETTER_CARRIED_AFTER_ALL": Rule(Ground.FACT),
    "LETTER_DELIVERED_AFTER_ALL": Rule(Ground.FACT),
    "LETTER_BACK_AFTER_ALL": Rule(Ground.FACT),
}


def source_in(code: str, locale: str) -> str | None:
    """The source of a reason of ours, in the reader's language where it is no document; None: it refuses nothing, or
    is the gate's.
    """
    rule = RULES.get(code)
    if rule is None or rule.ground is Ground.FACT:
        return None
    return rule.source or texts.render(rule.ground.value, locale)
