"""Who a letter is from and to, and why one may not be printed."""

from dataclasses import dataclass

# NF Z 10-011: six lines behind the window of an envelope, thirty-eight characters each; a seventh for the country.
ADDRESS_LINES = 6
ADDRESS_WIDTH = 38


@dataclass(frozen=True, slots=True)
class Correspondent:
    """`address` line by line, without the name. `contact` is a telephone number, an e-mail address, or both. `country`
    (ISO 3166-1) is where the address is, as far as that is known.
    """

    name: str
    address: tuple[str, ...]
    contact: str | None = None
    country: str | None = None


class LetterRefused(Exception):
    """The letter may not be printed; `field` is the path of the value at fault."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


class MentionMissing(LetterRefused):
    """A mention that R124-4 (or the GDPR) requires is empty."""

    def __init__(self, field: str) -> None:
        super().__init__(field, "this mention is required")


class AddressTooLong(LetterRefused):
    """The debtor's address does not fit the window of an envelope; `line` is the one that is too long, if one is."""

    def __init__(self, field: str, line: str | None = None) -> None:
        super().__init__(field, f"at most {ADDRESS_LINES} lines of {ADDRESS_WIDTH} characters")
        self.line = line
