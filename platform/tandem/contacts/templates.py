"""Message templates: data files with named variables, checked when they are read and rendered without any look-up.

A French demand recalls the opening letter's reference and date (CPCE R124-4) and says that it is amicable. An SMS says
how to stop it: by STOP, or, where its sender cannot receive one, by another way that costs nothing more.
"""

import hashlib
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tandem.contacts.gate.vocabulary import Channel, Purpose
from tandem.contacts.wording import lint

FOLDER = Path(__file__).resolve().parent / "templates"
LANGUAGES = ("fr", "en")

# Every variable a template may name, with an example of its value: amounts and dates come written for their reader.
VARIABLES = {
    "agency_name": "Recouvrement Martin",
    "agency_phone": "+33 1 84 80 00 00",
    "amount_due": "1 234,56 €",
    "case_reference": "RM-2026-0042",
    "claims_list": "Facture F-101 : 700,00 €\nFacture F-102 : 534,56 €",
    "creditor_name": "Ateliers Morel",
    "debtor_name": "Camille Durand",
    "first_letter_date": "2 novembre 2026",
    "first_letter_ref": "L-2026-0042",
    "opt_out_phone": "+33 1 84 80 00 00",
    "payment_account": "FR76 3000 4000 0312 3456 7890 143",
}
_RECALLED = frozenset({"first_letter_ref", "first_letter_date"})
_AMICABLE = {"fr": "recouvrement amiable", "en": "amicable collection"}
# What a phone's basic alphabet lacks and Babel or a keyboard puts in: one of them makes the SMS three times as long.
_PLAIN_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."})
_PLAIN_SIGNS.update(str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"'}))


class TemplateInvalid(ValueError):
    """A template file that may not be used; the message names the file and what is wrong."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class ValuesMismatch(ValueError):
    """Values that do not fit the template, or that may not be sent to a debtor."""


class _Title(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Title
    channel: Literal[Channel.SMS, Channel.EMAIL]
    purpose: Purpose
    # The country whose law the message is sent under.
    country: Literal["FR"]
    # The sender is a name, which cannot receive an answer.
    one_way_sender: bool = False
    subject: str | None = Field(default=None, min_length=1)
    text: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template. `id` is `<name>.<language>`; `titles` name it to the collector, by language.

    `version` is the SHA-256 of its file in hex: a copy as sent says by it which words were filled in.
    """

    id: str
    version: str
    language: str
    titles: Mapping[str, str]
    channel: Channel
    purpose: Purpose
    one_way_sender: bool
    subject: str | None
    text: str
    variables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it leaves. `subject` and `html` are None for an SMS."""

    subject: str | None
    text: str
    html: str | None


@cache
def shipped_templates() -> Mapping[str, Template]:
    """The templates that ship, by id, read once a process. Raises TemplateInvalid."""
    return load_templates(FOLDER)


def load_templates(folder: Path) -> dict[str, Template]:
    """Every `<name>.<language>.toml` of the folder, by id. Each must exist in French and in English.

    Raises TemplateInvalid.
    """
    found = {path.stem: load_template(path) for path in sorted(folder.glob("*.toml"))}
    for template_id in found:
        name = template_id.rpartition(".")[0]
        for language in LANGUAGES:
            if f"{name}.{language}" not in found:
                raise TemplateInvalid(f"{template_id}.toml", f"{name}.{language}.toml is missing")
    return found


def load_template(path: Path) -> Template:
    """Read and check one file. Raises TemplateInvalid."""
    name, _, language = path.stem.rpartition(".")
    if not name or language not in LANGUAGES:
        raise TemplateInvalid(path.name, "call it <name>.fr.toml or <name>.en.toml")
    written = path.read_bytes()
    try:
        file = _File.model_validate(tomllib.loads(written.decode()))
    except tomllib.TOMLDecodeError as error:
        raise TemplateInvalid(path.name, str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise TemplateInvalid(path.name, f"field {field}: {first['msg']}") from None
    try:
        variables = _variables(file.text) | _variables(file.subject or "")
    except ValueError as error:
        raise TemplateInvalid(path.name, str(error)) from None
    if problem := _problem(file, language, variables):
        raise TemplateInvalid(path.name, problem)
    return Template(
        id=path.stem,
        version=hashlib.sha256(written).hexdigest(),
        language=language,
        titles={"fr": file.title.fr, "en": file.title.en},
        channel=file.channel,
        purpose=file.purpose,
        one_way_sender=file.one_way_sender,
        subject=file.subject,
        text=file.text.strip(),
        variables=variables,
    )


def _variables(text: str) -> frozenset[str]:
    names = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if form or conversion or name not in VARIABLES:
            raise ValueError(f"{{{name}}} is not a variable: use one of {', '.join(sorted(VARIABLES))}")
        names.add(name)
    return frozenset(names)


def _problem(file: _File, language: str, variables: frozenset[str]) -> str | None:
    """What the law or the channel forbids in this template, in words for its author."""
    if (file.channel is Channel.EMAIL) != (file.subject is not None):
        return "an e-mail has a subject, an SMS has none"
    if findings := lint(f"{file.subject or ''}\n{file.text}"):
        return f"« {findings[0].found} » may not be written without an enforceable title ({findings[0].rule})"
    if file.purpose is Purpose.DEMAND:
        if missing := _RECALLED - variables:
            return f"a demand recalls the opening letter (CPCE R124-4): {{{min(missing)}}} is missing"
        if _AMICABLE[language] not in file.text.lower():
            return f"a demand says what it is: « {_AMICABLE[language]} »"
    if file.channel is Channel.SMS and file.purpose is not Purpose.OPTOUT_CONFIRM:
        if file.one_way_sender and "opt_out_phone" not in variables:
            return "its sender cannot receive a STOP: give {opt_out_phone}"
        if not file.one_way_sender and "STOP" not in file.text:
            return "an SMS says how to stop: STOP"
    return None


def render(template: Template, values: Mapping[str, str]) -> Rendered:
    """The message with its values filled in; values that the template does not name are left aside.

    The HTML part of an e-mail says the same as its text. Raises ValuesMismatch for a value that is missing or empty,
    and for a text that has become one that may not be sent (a premium number among the values, say).
    """
    absent = sorted(name for name in template.variables if not values.get(name, "").strip())
    if absent:
        raise ValuesMismatch(f"{template.id} needs {', '.join(absent)}")
    text = template.text.format_map(values)
    subject = " ".join(template.subject.format_map(values).split()) if template.subject else None
    # The author's words were checked when the template was read, and a debtor may be called Saisie: numbers only.
    if findings := lint(f"{subject or ''}\n{text}", has_title=True):
        raise ValuesMismatch(f"{template.id}: « {findings[0].found} » may not be sent ({findings[0].rule})")
    if template.channel is Channel.SMS:
        return Rendered(None, text.translate(_PLAIN_SIGNS), None)
    return Rendered(subject, text, _html(text, template.language))


def _html(text: str, language: str) -> str:
    paragraphs = (escape(paragraph).replace("\n", "<br>") for paragraph in text.split("\n\n"))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head><body>{body}</body></html>'
