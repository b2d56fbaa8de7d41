"""Words with their gaps filled, as they leave."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from urllib.parse import urlsplit

from tandem.contacts.templates.markup import filled
from tandem.contacts.templates.recalling import OWED_ANYWAY, recalling_lines_left_out
from tandem.contacts.templates.template import Rendered, Template, Wording
from tandem.contacts.templates.vocabulary import Form
from tandem.contacts.templates.wording import numbers
from tandem.kit import clock

# What a phone's basic alphabet lacks and Babel or a keyboard puts in: one of them makes the SMS three times as long.
_PLAIN_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."})
_PLAIN_SIGNS.update(str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"'}))


class ValuesMismatch(ValueError):
    """Values that do not fit the template, or that may not be sent to a debtor; `variables` are the ones at fault."""

    def __init__(self, said: str, variables: Sequence[str]) -> None:
        super().__init__(said)
        self.variables = tuple(variables)


class ValueForbidden(ValuesMismatch):
    """A value holds what may not be sent to a debtor, such as a premium number; `found` is that part of it.

    `variables` is empty where only the words around the value make of it what it is.
    """

    def __init__(self, name: str, found: str, rule: str, variables: Sequence[str]) -> None:
        super().__init__(f"{name}: « {found} » may not be sent ({rule})", variables)
        self.found = found
        self.rule = rule


def render(template: Template, values: Mapping[str, str]) -> Rendered:
    """The message with its values filled in; values that the template does not name are left aside.

    The HTML part of an e-mail says the same as its text. Raises ValuesMismatch for a value that is missing or empty,
    ValueForbidden for a text that has become one that may not be sent (a premium number among the values, say).
    """
    return render_words(template.wording, values, name=template.id)


def render_words(wording: Wording, values: Mapping[str, str], *, name: str, on: date | None = None) -> Rendered:
    """The same for words that are no template yet, called `name` when they are refused. Raises as `render`."""
    if wording.purpose in OWED_ANYWAY:
        wording = replace(wording, text=recalling_lines_left_out(wording.text, values))
    absent = sorted(one for one in wording.variables if not values.get(one, "").strip())
    if absent:
        raise ValuesMismatch(f"{name} needs {', '.join(absent)}", absent)
    text = filled(wording.text, values)
    subject = " ".join(filled(wording.subject, values).split()) if wording.subject else None
    # The author's words were checked when they were saved, and a debtor may be called Saisie: numbers only.
    today = on or clock.today()
    if findings := numbers(f"{subject or ''}\n{text}", country=wording.country, on=today):
        told = [one for one in sorted(wording.variables) if numbers(values[one], country=wording.country, on=today)]
        raise ValueForbidden(name, findings[0].found, findings[0].rule, told)
    if wording.form is Form.SMS:
        return Rendered(None, text.translate(_PLAIN_SIGNS), None)
    if wording.form is Form.EMAIL:
        return Rendered(subject, text, html_of(text, wording.language, links=_links(wording, values)))
    return Rendered(subject, text, None)


_ADDRESS = re.compile(r"https://[^\s<>\"'{}]+")
_AUTHORED = re.compile(r"https://(?:[^\s<>\"'{}]|\{[a-z_]+\})+")
# Signs that end the sentence around an address.
_AFTER = ".,;:!?)»”’"


def _linked(text: str, links: Collection[str]) -> str:
    pieces, done = [], 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_AFTER)
        if address in links:
            shown = escape(address)
            pieces += [escape(text[done : match.start()]), f'<a href="{shown}" rel="noopener noreferrer">{shown}</a>']
            done = match.start() + len(address)
    return "".join([*pieces, escape(text[done:])])


# No colours: whatever a reader's mail program has for light and dark is legible. Styles stand in the tags, since many
# programs drop all others; no picture is fetched from anywhere.
_BODY = "margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5"
_HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
)


def _links(wording: Wording, values: Mapping[str, str]) -> Collection[str]:
    """The addresses that may be followed: the way out, and those that the author wrote. What a creditor's file or a
    stranger put into a value is no link of the agency's, and stays text.
    """
    authored = (filled(match.group(), values) for match in _AUTHORED.finditer(wording.text))
    found = (*authored, values.get("opt_out_link", ""))
    return {one for one in (address.rstrip(_AFTER) for address in found) if _is_https(one)}


def _is_https(address: str) -> bool:
    parts = urlsplit(address)
    # No name before the host: https://bank.example@elsewhere.example leads elsewhere.
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def html_of(text: str, language: str, *, links: Collection[str] = ()) -> str:
    """The HTML part of an e-mail: the same words, with those addresses as links that show where they lead."""
    paragraphs = (_linked(paragraph, links).replace("\n", "<br>") for paragraph in text.split("\n\n"))
    body = "".join(f'<p style="margin:0 0 16px">{paragraph}</p>' for paragraph in paragraphs)
    return f'<!doctype html><html lang="{language}"><head>{_HEAD}</head><body style="{_BODY}">{body}</body></html>'
