"""The stations of a letter between the printer and the addressee."""

from enum import StrEnum

from tandem.contacts.returns.reasons import ReturnReason


class LetterStep(StrEnum):
    """What is told of a letter with a day; what the post brings back is a return as well (`contacts.returns`)."""

    HANDED_OVER = "handed_over"  # to a postal provider, who prints and posts it
    NOT_TAKEN = "not_taken"  # by the provider: it is the agency's own to print and to post
    POSTED = "posted"  # with its proof: the deposit slip
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"
    RETURNED = "returned"


# What a person may tell of a letter that is posted.
TELLABLE = tuple(step for step in LetterStep if step not in (LetterStep.HANDED_OVER, LetterStep.NOT_TAKEN))
# Those after which the letter is not with its addressee; why, where the step says it itself.
BACK = {
    LetterStep.REFUSED: ReturnReason.REFUSED,
    LetterStep.UNCLAIMED: ReturnReason.UNCLAIMED,
    LetterStep.RETURNED: None,
}
# What an attempt says of the provider (`provider_status`) while its letter is with a postal one.
AT_PRINTER = "at_printer"
# Registered, posted by the provider, and nobody has the number of its label: a person records its posting with it.
LABEL_MISSING = "label_missing"
