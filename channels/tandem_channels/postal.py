"""What a postal provider promises: it takes a letter once, says whether it has one, and tells what became of it.

Its errors are those of every channel (`tandem_channels.contract`). See docs/subsystems/adding-a-channel.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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
class PostalProof:
    """The post's own paper about a letter, as a PDF or a scan: the slip of a deposit, a signed receipt.

    `load` gives its bytes, until the report is settled; it blocks, and raises Unavailable.
    """

    name: str
    sha256: str
    load: Callable[[], bytes] = field(repr=False, compare=False)


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
    # Told again with another proof, it is another event.
    proof: PostalProof | None = None


class Unreadable(StrEnum):
    """Why nobody can read a line, or all of what was told in one go."""

    NO_ID = "no_id"
    CHARACTER = "character"  # one that no text holds
    STATUS = "status"  # `about` is no status
    REASON = "reason"  # returned, and `about` is no reason
    DATE = "date"  # `about` is no date
    COLUMNS = "columns"  # the columns `about` are missing
    ENCODING = "encoding"  # not UTF-8
    CUT_OFF = "cut_off"  # its end cannot be read
    LINES = "lines"  # more than `about`
    SIZE = "size"  # larger than `about` bytes
    CLOSED = "closed"  # it may not be opened by us
    PROOF_NAME = "proof_name"  # the proof `about` does not begin with the letter's id
    PROOF_MISSING = "proof_missing"  # there is no file `about`
    PROOF_SIZE = "proof_size"  # the proof `about` is empty or too large
    PROOF_TYPE = "proof_type"  # the proof `about` is no PDF, PNG or JPEG


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that nobody can read, counted from 1; None: it is about the whole."""

    fault: Unreadable
    line: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class PostalReport:
    """What a provider told in one go: `key` names it to `settle`."""

    key: str
    events: tuple[PostalEvent, ...]
    faults: tuple[UnreadLine, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadReport:
    """A report with lines that nobody can read, since when it lies there; `name` is the provider's own for it."""

    name: str
    since: datetime
    lines: tuple[UnreadLine, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """How many such reports lie there, and the oldest of them."""

    total: int = 0
    oldest: tuple[UnreadReport, ...] = ()


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

    async def unread(self) -> Unread:
        """What was settled with lines that nobody can read, and with which nobody has dealt. Raises Unavailable."""

    async def settle_unread(self, name: str) -> bool:
        """A person has dealt with it: it is not `unread` any more; False when it was not. Raises Unavailable."""

    async def close(self) -> None:
        """Give back connections and threads."""
