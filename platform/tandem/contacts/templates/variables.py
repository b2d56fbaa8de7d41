"""The one list of variables: what each says to an author, an example, and where it always has a value."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.vocabulary import LANGUAGES, Form

_FILE = Path(__file__).with_name("variables.toml")
Said = Annotated[str, Field(min_length=1)]


class _Example(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: Said
    en: Said


class Variable(BaseModel):
    """A name that a template may write between braces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z_]+$")
    fr: Said
    en: Said
    example: _Example
    forms: tuple[Form, ...] = tuple(Form)
    purposes: tuple[Purpose, ...] = tuple(Purpose)
    # What the agency must have on file for it to have a value.
    on_file: Literal["phone", "email"] | None = None
    # The forms in which a machine may say it before it is known who listens.
    before_identity: tuple[Form, ...] = ()

    @property
    def offered_in(self) -> tuple[Form, ...]:
        """The forms whose texts may name it somewhere: a stranger may hear all of a voicemail."""
        return tuple(one for one in self.forms if one is not Form.VOICEMAIL or one in self.before_identity)

    def description(self, locale: str) -> str:
        """What it stands for, in the reader's language."""
        return self.fr if locale == "fr" else self.en

    def shown(self, language: str) -> str:
        """An example of its value, written for readers of that language."""
        return self.example.fr if language == "fr" else self.example.en


@cache
def variables() -> Mapping[str, Variable]:
    """Every variable by name, in alphabetical order of their file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["variable"]
    return {row["name"]: Variable.model_validate(row) for row in rows}


def examples(language: str) -> dict[str, str]:
    """An example of every value."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return {name: variable.shown(language) for name, variable in variables().items()}


def nearest(name: str) -> str | None:
    """The variable that a misspelt name most resembles, if any does."""
    found = get_close_matches(name.lower().strip(), variables(), n=1, cutoff=0.5)
    return found[0] if found else None
