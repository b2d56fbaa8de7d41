"""An event as one line for people, from its public fields only, so that the line outlives an erasure.

Its text is `event.<kind>` in the locale files of the capability. Where one text cannot serve every event of a kind,
the kind's `worded_by` names the fields whose values choose, the strongest first; the longest key that exists is taken:
`event.contact_state_changed.failed.voice`, else `….failed`, else `event.contact_state_changed`.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from string import Formatter
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from babel import Locale
from babel.numbers import format_decimal

from tandem.kit import texts
from tandem.kit.money import Money
from tandem.kit.written import written_day
from tandem.timeline.events import Chain
from tandem.timeline.kinds import every_kind


def sentence(kind: str, data: Mapping[str, Any], locale: str, *, chain: Chain | None = None) -> str:
    """What happened, in the reader's language; `data` is an event's data as the chain or the projection keeps it.

    `chain` is the one that carries the event: a few kinds say who sees them, and say less when it is not given. No
    sentence holds an instant: every event has its own beside it, and only a page knows the reader's time zone.
    Raises KeyError for a kind or a text that does not exist.
    """
    language = texts.language_of(locale)
    chosen = tuple(
        choice(chain if name == "chain" else _value(kind, name, data), language)
        for name in every_kind()[kind].worded_by
    )
    text = texts.catalogue(language)[key_of(kind, chosen, language)]
    return text.format(**{name: _written(_value(kind, name, data), language) for name in placeholders(text)})


@cache
def key_of(kind: str, chosen: tuple[str, ...], language: str) -> str:
    """The key of the text for these choices. Raises KeyError when there is none."""
    for length in range(len(chosen), -1, -1):
        key = ".".join(("event", kind, *chosen[:length]))
        if key in texts.catalogue(language):
            return key
    raise KeyError(f"event.{kind} has no text for {chosen} in {language}")


def choice(value: object, language: str) -> str:
    """The part of a key that a value chooses: the word of an enum, `yes` or `no`, `one` or `other`, `none`."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return "one" if Locale.parse(language).plural_form(value) == "one" else "other"
        case StrEnum():
            return value.value
    raise TypeError(f"{value!r} cannot choose a sentence")


@cache
def placeholders(text: str) -> tuple[str, ...]:
    """The fields that a text names."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@cache
def public_types(kind: str) -> Mapping[str, Any]:
    """The public fields of a kind with their types; of an optional one, the type that it has when it is there."""
    declared = every_kind()[kind]
    hints = get_type_hints(declared)
    public = [item.name for item in fields(declared) if not item.metadata.get("sealed")]  # type: ignore[arg-type]
    return {name: _present(hints[name]) for name in public}


def word_key(word: StrEnum) -> str:
    """The key of an enum's word: `close_code.paid`."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(word).__name__).lower()
    return f"{name}.{word.value}"


def _present(declared: Any) -> Any:
    if isinstance(declared, UnionType):
        (declared,) = (one for one in get_args(declared) if one is not NoneType)
    return declared


def _value(kind: str, name: str, data: Mapping[str, Any]) -> object:
    """A public field as the capability knows it; its default in an event that is older than the field."""
    type_ = public_types(kind)[name]
    if name not in data:
        return getattr(every_kind()[kind], name, None)
    plain = data[name]
    if plain is None:
        return None
    if type_ is Money:
        return Money(plain["minor"], plain["currency"])
    if type_ is date:
        return date.fromisoformat(plain)
    return type_(plain) if isinstance(type_, type) and issubclass(type_, StrEnum) else plain


def _written(value: object, language: str) -> str:
    match value:
        case Money():
            return value.formatted(language)
        case StrEnum():
            return texts.render(word_key(value), language)
        case date() if not isinstance(value, datetime):
            return written_day(value, language)
        case int() if not isinstance(value, bool):
            return str(format_decimal(value, locale=language))
        case str():
            return value
    raise TypeError(f"{value!r} has no place in a sentence")
