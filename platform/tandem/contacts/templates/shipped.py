"""Templates that ship: data files, the first approved version of each for every agency.

A French demand recalls the opening letter's reference and date (CPCE R124-4) and says that it is amicable. An SMS says
how to stop it: by STOP, or, where its sender cannot receive one, by another way that costs nothing more.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.checking import problems
from tandem.contacts.templates.template import Template, Wording
from tandem.contacts.templates.vocabulary import LANGUAGES, Form, Tone

FOLDER = Path(__file__).with_name("shipped")
# They are held against the rules of this day when they are read, and against those of the day when they are sent.
READ_ON = date(2026, 11, 22)


class TemplateInvalid(ValueError):
    """A template file that may not be used; the message names the file and what is wrong."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class _Title(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Title
    form: Form
    tone: Tone
    purpose: Purpose
    # The country whose law the message is sent under.
    country: Literal["BE", "FR", "US"]
    # The sender is a name, which cannot receive an answer.
    one_way_sender: bool = False
    subject: str | None = Field(default=None, min_length=1)
    text: str = Field(min_length=1)


@cache
def shipped_templates() -> Mapping[str, Template]:
    """The templates that ship, by id, read once a process. Raises TemplateInvalid."""
    return load_templates(FOLDER)


def load_templates(folder: Path) -> dict[str, Template]:
    """Every `<name>.<language>.toml` of the folder, by id. Those under French law exist in French and in English.

    Raises TemplateInvalid.
    """
    found = {path.stem: load_template(path) for path in sorted(folder.glob("*.toml"))}
    for template_id, template in found.items():
        name = template_id.rpartition(".")[0]
        for language in LANGUAGES if template.country == "FR" else ():
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
    wording = Wording(
        form=file.form,
        language=language,
        tone=file.tone,
        purpose=file.purpose,
        country=file.country,
        one_way_sender=file.one_way_sender,
        titles={"fr": file.title.fr, "en": file.title.en},
        subject=file.subject,
        text=file.text.strip(),
    )
    if wrong := problems(wording, on=READ_ON):
        place = f"line {wrong[0].line} of its {wrong[0].part}: " if wrong[0].line else ""
        raise TemplateInvalid(path.name, place + wrong[0].message("en"))
    return Template(path.stem, 1, hashlib.sha256(written).hexdigest(), wording)
