"""The base of every expected refusal: a stable code, a kind, and typed fields from which the sentence is made."""

from enum import StrEnum

from tandem.kit import texts


class ErrorKind(StrEnum):
    """What to tell the caller; the API maps each kind to one `extensions.code` and one HTTP status."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    UNAUTHENTICATED = "unauthenticated"


class TandemError(Exception):
    """A refusal that the product expects.

    Subclasses set `code` (stable, snake_case) and `kind`, and pass the values their sentence needs.
    `field` names the input field that is wrong, if one is. The sentence is the text `error.<code>`.
    """

    code: str = "error"
    kind: ErrorKind = ErrorKind.INVALID

    def __init__(self, *, field: str | None = None, **values: object) -> None:
        self.field = field
        self.values = values
        super().__init__(f"{self.code} {values}" if values else self.code)

    def message(self, locale: str) -> str:
        """The sentence in the reader's language."""
        return texts.render(f"error.{self.code}", locale, **self.values)


class InvalidInput(TandemError):
    """Bad input: names the field, the value and what would be right."""

    code = "invalid_input"

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(field=field, value=str(value)[:80], expected=expected)

    def message(self, locale: str) -> str:
        """`expected` is itself a text key."""
        expected = texts.render(f"expected.{self.values['expected']}", locale)
        return texts.render("error.invalid_input", locale, value=self.values["value"], expected=expected)
