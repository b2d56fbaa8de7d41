"""A text with named gaps, as it was approved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from tandem.contacts.gate.vocabulary import Channel, Purpose
from tandem.contacts.templates.markup import variables_in
from tandem.contacts.templates.vocabulary import Form, Tone


@dataclass(frozen=True, slots=True)
class Wording:
    """All that an author writes and chooses. `titles` name it to collectors, by language; `country` is whose law it
    keeps; `one_way_sender`: an SMS whose sender is a name, which cannot receive an answer.
    """

    form: Form
    language: str
    tone: Tone
    purpose: Purpose
    country: str
    one_way_sender: bool
    titles: Mapping[str, str] = field(hash=False)
    subject: str | None
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """What it names, in its subject and its text."""
        return variables_in(self.subject or "") | variables_in(self.text)

    @property
    def sha256(self) -> str:
        """The hash that stands for exactly these words and choices, in hex."""
        told = {
            "form": self.form.value,
            "language": self.language,
            "tone": self.tone.value,
            "purpose": self.purpose.value,
            "country": self.country,
            "one_way_sender": self.one_way_sender,
            "titles": dict(self.titles),
            "subject": self.subject,
            "text": self.text,
        }
        return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class Template:
    """Words that may leave. `id` is what attempts name it by; `version` is the SHA-256 of what was approved, in hex: a
    copy as sent says by it which words were filled in. `number` counts the versions of the template from 1.
    """

    id: str
    number: int
    version: str
    wording: Wording

    @property
    def form(self) -> Form:
        """What it becomes."""
        return self.wording.form

    @property
    def channel(self) -> Channel:
        """What carries it."""
        return self.wording.form.channel

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.wording.language

    @property
    def tone(self) -> Tone:
        """How it sounds."""
        return self.wording.tone

    @property
    def purpose(self) -> Purpose:
        """Why it is sent."""
        return self.wording.purpose

    @property
    def country(self) -> str:
        """Whose law it keeps."""
        return self.wording.country

    @property
    def one_way_sender(self) -> bool:
        """Whether its sender receives no answer."""
        return self.wording.one_way_sender

    @property
    def titles(self) -> Mapping[str, str]:
        """What it is called, by language."""
        return self.wording.titles

    @property
    def subject(self) -> str | None:
        """What stands above an e-mail or a letter."""
        return self.wording.subject

    @property
    def text(self) -> str:
        """The words with their gaps."""
        return self.wording.text

    @property
    def variables(self) -> frozenset[str]:
        """What it names."""
        return self.wording.variables


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it leaves. `html` is of an e-mail alone, `subject` of an e-mail or a letter."""

    subject: str | None
    text: str
    html: str | None
