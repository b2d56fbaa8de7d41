"""What a postal provider promises: it takes a letter once, says whether it has one, and tells what became of it.

Its errors are those of every channel (`tandem_channels.contract`). See docs/subsystems/adding-a-channel.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from tandem_channels.contract import Provider, SendReceipt


class LetterService(StrEnum):
    """How the post carries a letter: registered ones are signed for; with receipt, the sender gets the signature."""

    ORDINARY = "ordinary"
    REGISTERED = "registered"
    REGISTERED_RECEIPT = "registered_receipt"


class PostalStatus(StrEnum):
    """Where a letter stands. What is told comes late, twice and out of order."""

    DEPOSITED = "deposited"  # handed to the post: the day from which a letter counts as posted
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"  # in the letter box, or signed for
    REFUSED = "refused"  # by the addressee
    UNCLAIMED = "unclaimed"  # a notice was left, nobody came for it
    RETURNED = "returned"  # back at the sender; `reason` says why
    NOT_TAKEN = "not_taken"  # the provider neither printed nor posted it, and will not
    UNKNOWN = "unknown"  # a word we do not know: keep the raw line and let a person look


class ReturnedFor(StrEnum):
    """The boxes that the post ticks on an envelope that it brings back."""

    UNKNOWN = "unknown"  # nobody of that name there
    MOVED = "moved"
    UNREACHABLE = "unreachable"  # address incomplete, or no way to the letter box
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"


@dataclass(frozen=True, slots=True)
class OutboundLetter:
    """A letter that is ready to be printed: its PDF, with the address in the window, and how it is to be posted."""

    attempt_id: str
    reference: str
    address: tuple[str, ...] = field(repr=False)
    service: LetterService
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PostalEvent:
    """A letter moved, on a day of the post. `dedupe_key` is the same whenever the same is told again."""

    provider: Provider
    dedupe_key: str
    attempt_id: str
    status: PostalStatus
    happened_on: date
    raw: dict[str, str] = field(repr=False)
    reason: ReturnedFor | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class PostalReport:
    """What a provider told in one go: `key` names it to `settle`, `faults` are the lines that nobody can read."""

    key: str
    events: tuple[PostalEvent, ...]
    faults: tuple[str, ...] = ()


class PostalChannel(Protocol):
    """One postal provider, for one agency."""

    provider: Provider

    async def submit(self, letter: OutboundLetter) -> SendReceipt:
        """Hand one letter over, once; the same attempt again gives the same receipt and no second letter.

        Raises Rejected, RateLimited, Unavailable or Unconfirmed."""

    async def find(self, attempt_id: str) -> SendReceipt | None:
        """Whether the provider has the letter; None only where it surely never gets it from what was handed over.

        Raises RateLimited, Unavailable, Unconfirmed (ask again later) or Rejected."""

    async def reports(self) -> Sequence[PostalReport]:
        """What the provider has told and was not settled; told again until it is. Raises Unavailable."""

    async def settle(self, report: PostalReport) -> None:
        """The report is kept on our side: never tell it again. Raises Unavailable."""

    async def close(self) -> None:
        """Give back connections and threads."""
