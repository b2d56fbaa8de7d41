"""Why a letter came back, and how the search for a better address ended."""

from enum import StrEnum


class ReturnReason(StrEnum):
    """The boxes that the post ticks on an envelope that it brings back."""

    UNKNOWN = "unknown"  # nobody of that name at this address
    MOVED = "moved"  # lived there once
    UNREACHABLE = "unreachable"  # address incomplete, or no way to the letter box
    REFUSED = "refused"  # by the addressee
    UNCLAIMED = "unclaimed"  # a notice was left, nobody came for it


class TracingOutcome(StrEnum):
    """How the search for a better address ended."""

    FOUND = "found"
    NOT_FOUND = "not_found"


# The address is at fault: whoever is asked to pay was never reached there. Who refuses a letter, or leaves it at the
# post office, lives where it was sent to: it was addressed as CPCE R124-4 wants, and a debtor does not close their own
# address by sending letters back.
WRONG_ADDRESS = frozenset({ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.UNREACHABLE})
