"""Texts that a machine says in a call: what is heard before it is known who listens, and the keys that do something.

The first paragraph of a message is said to whoever picks up, and the rest once they pressed the key that says they are
the person. A stranger may hear a voicemail, so all of it is said before anything is known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tandem.contacts.templates.markup import variables_in
from tandem.contacts.templates.recalling import RECALLS, recalling_lines_left_out
from tandem.contacts.templates.rendering import render_words
from tandem.contacts.templates.template import Wording
from tandem.contacts.templates.vocabulary import Form

# What a message says to press, and what `calling.message` does then: in its first paragraph, and after it.
FIRST_KEYS = {"1": "key_of_person", "9": "key_of_refusal"}
KEYS = {"1": "key_to_speak", "2": "key_to_be_called", "9": "key_of_refusal_after"}
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_PRESSED = {
    "fr": re.compile(r"(?:tapez|appuyez sur|composez|faites)\s+(?:le\s+|la\s+touche\s+)?(\d+)", re.IGNORECASE),
    "en": re.compile(r"press\s+(?:key\s+)?(\d+)", re.IGNORECASE),
}


def before_identity(form: Form, text: str) -> str:
    """The beginning of a text that is said before it is known who listens; empty for what people say and write."""
    if form is Form.VOICEMAIL:
        return text
    return _parts(text)[0] if form is Form.MESSAGE else ""


def keys_of(language: str, text: str) -> Iterator[tuple[str, int]]:
    """The keys that a text says to press, each with its line."""
    for match in _PRESSED[language].finditer(text):
        yield match.group(1), text.count("\n", 0, match.start()) + 1


def key_problems(wording: Wording) -> Iterator[tuple[str, str, int]]:
    """Keys that a message lacks, or that do nothing: the code of the problem, the key, its line (0: it is missing)."""
    if wording.form is Form.VOICEMAIL:
        yield from (("key_unheard", key, line) for key, line in keys_of(wording.language, wording.text))
    if wording.form is not Form.MESSAGE:
        return
    first, rest = _parts(wording.text)
    for text, known, above in ((first, FIRST_KEYS, 0), (rest, KEYS, first.count("\n"))):
        said = list(keys_of(wording.language, text))
        yield from ((code, key, 0) for key, code in known.items() if key not in {one for one, _ in said})
        yield from (("key_unknown", key, above + line) for key, line in said if key not in known)
        # Where no letter was posted the line is not said (`spoken`): a key on it would be lost.
        recalling = {number for number, line in enumerate(text.splitlines(), start=1) if variables_in(line) & RECALLS}
        yield from (("key_beside_letter", key, above + line) for key, line in said if line in recalling)


def spoken(wording: Wording, values: Mapping[str, str], *, name: str) -> list[str]:
    """A text a paragraph, as it is said. A line that recalls the opening letter is left out where none was posted.

    Raises as `render_words`.
    """
    return [
        " ".join(render_words(replace(wording, text=paragraph), values, name=name).text.splitlines())
        for one in _BLANK_LINE.split(wording.text.strip())
        if (paragraph := recalling_lines_left_out(one.strip(), values)).strip()
    ]


def _parts(text: str) -> tuple[str, str]:
    """The first paragraph with the space before it, and what follows."""
    begins = len(text) - len(text.lstrip())
    blank = _BLANK_LINE.search(text, begins)
    return (text[: blank.start()], text[blank.start() :]) if blank else (text, "")
