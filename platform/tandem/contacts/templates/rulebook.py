"""Rules for words, read from `rules/<country>.toml`: dated rows with their source, checked when they are loaded."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.variables import variables
from tandem.contacts.templates.vocabulary import LANGUAGES, Form

RULES = Path(__file__).with_name("rules")
Code = Annotated[str, Field(pattern=r"^[a-z_]+$")]
Phrase = Annotated[str, Field(pattern=r"^[a-z]+\*?( [a-z]+\*?)*( \*)?$")]


class RulebookInvalid(ValueError):
    """A file of rules that cannot be used; the message names the file, the row and the field."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class Row(BaseModel):
    """What every rule has: its name, where it stands, and when it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    source: str = Field(min_length=1)
    since: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Row":
        if self.until is not None and self.until < self.since:
            raise ValueError(f"ends on {self.until}, before it begins on {self.since}")
        return self

    def holds(self, day: date) -> bool:
        """Whether it is in force on that day, its last one included."""
        return self.since <= day and (self.until is None or day <= self.until)


class ForbiddenWords(Row):
    """Phrases and single signs that may not stand in a text; `before_identity`: only where it is not known yet who
    listens.

    `in_names`: nor does a machine name an agency that has them in its name.
    """

    words: tuple[Phrase, ...] = ()
    signs: tuple[Annotated[str, Field(min_length=1, max_length=1)], ...] = ()
    before_identity: bool = False
    in_names: bool = False

    @model_validator(mode="after")
    def _forbids_something(self) -> "ForbiddenWords":
        if not (self.words or self.signs):
            raise ValueError("forbids nothing: give words or signs")
        return self


class ForbiddenNumber(Row):
    """Telephone numbers that may not be given. `short`: so short that a sum or a reference may look the same, so only
    what a text says to call counts; nobody reaches it from abroad.
    """

    starts: tuple[Annotated[str, Field(pattern=r"^\d+$")], ...] = Field(min_length=1)
    digits: int = Field(ge=3, le=15)
    abroad: str | None = Field(default=None, pattern=r"^\d{1,3}$")
    short: bool = False

    @model_validator(mode="after")
    def _is_reached_somehow(self) -> "ForbiddenNumber":
        if self.short is (self.abroad is not None):
            raise ValueError("give abroad, or short = true for a number that is dialled at home alone")
        return self


class Required(Row):
    """What a text must name or say."""

    forms: tuple[Form, ...] = Field(min_length=1)
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    sender: Literal["one_way", "two_way"] | None = None
    variables: tuple[str, ...] = ()
    any_variable: tuple[str, ...] = ()
    one_of: dict[str, tuple[Phrase, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _asks_for_something(self) -> "Required":
        if not (self.variables or self.any_variable or self.one_of):
            raise ValueError("asks for nothing: give variables, any_variable or one_of")
        if self.one_of and set(self.one_of) != set(LANGUAGES):
            raise ValueError(f"one_of needs a phrase in each of {', '.join(LANGUAGES)}")
        for name in (*self.variables, *self.any_variable):
            if name not in variables():
                raise ValueError(f"{name} is not a variable")
        return self


class RefusedForm(Row):
    """Forms that may not be used at all."""

    forms: tuple[Form, ...] = Field(min_length=1)


class Rulebook(BaseModel):
    """The rules of one country."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str = Field(pattern=r"^[A-Z]{2}$")
    # What is written under this law is the free first reminder alone; other texts that go there keep the French one.
    first_reminder_only: bool = False
    forbidden: tuple[ForbiddenWords, ...] = ()
    number: tuple[ForbiddenNumber, ...] = ()
    required: tuple[Required, ...] = ()
    refused_form: tuple[RefusedForm, ...] = ()

    @property
    def is_written_under(self) -> bool:
        """Whether texts are written under this law; of other countries only what may not be said there is known."""
        return bool(self.required)


def laws() -> frozenset[str]:
    """The countries whose law a text can be written under."""
    return frozenset(country for country, book in rulebooks().items() if book.is_written_under)


def whole_laws() -> frozenset[str]:
    """Those of them under which whatever goes to a debtor is written, not the first reminder alone."""
    return frozenset(country for country in laws() if not rulebooks()[country].first_reminder_only)


@cache
def rulebooks() -> Mapping[str, Rulebook]:
    """The rules that ship, by country, read once a process. Raises RulebookInvalid."""
    books = (load_rulebook(path) for path in sorted(RULES.glob("*.toml")))
    return {book.country: book for book in books}


def load_rulebook(path: Path) -> Rulebook:
    """Read and check one file. Raises RulebookInvalid."""
    try:
        return Rulebook.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RulebookInvalid(path.name, str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ", ".join(f"row {part + 1}" if isinstance(part, int) else str(part) for part in first["loc"])
        raise RulebookInvalid(path.name, f"{place}: {first['msg']} (found {str(first['input'])[:80]!r})") from None
