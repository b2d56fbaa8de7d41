"""Why a file that somebody sent is no document."""

from enum import StrEnum


class WhyLost(StrEnum):
    """The words of `inbound_file.*`, but for a file that is still being fetched."""

    LOST = "lost"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    DANGEROUS = "dangerous"
    UNKNOWN_TYPE = "unknown_type"
