"""What a kind of event must have; `lacks` names what one has not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from itertools import product
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from strawberry.types.base import StrawberryList, StrawberryOptional

from tandem.kit import texts
from tandem.kit.money import Money
from tandem.timeline.events import Chain, EventData, split
from tandem.timeline.kinds import every_kind
from tandem.timeline.sentences import choice, key_of, placeholders, sentence
from tandem_graphql.timeline import EVENT_TYPES

ROOT = Path(__file__).parents[2]
_SAMPLES: Mapping[Any, Sequence[object]] = {
    Money: (Money(1_234_50, "EUR"),),
    UUID: (UUID(int=1),),
    date: (date(2026, 11, 24),),
    datetime: (datetime.fromisoformat("2026-11-24T10:00:00+01:00"),),
    str: ("word",),
    int: (1, 2),
    bool: (True, False),
}


def rows_of_the_web_app() -> frozenset[str]:
    """The GraphQL types that have a row: the keys of the registry."""
    text = (ROOT / "frontend" / "src" / "timeline" / "registry.tsx").read_text(encoding="utf-8")
    registry = re.search(r"export const registry: Registry = \{\n(.*?)\n\};", text, re.DOTALL)
    assert registry
    return frozenset(re.findall(r"(?m)^  (\w+): ", registry.group(1)))


def reviewed_fields() -> dict[str, str]:
    """`kind.field` to the reason why it may be public."""
    lines = (Path(__file__).parent / "public_event_fields.txt").read_text(encoding="utf-8").splitlines()
    reviewed = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {name: reason.strip() for name, _, reason in reviewed}


def lacks(kind: str, rows: frozenset[str], reviewed: Mapping[str, str]) -> list[str]:
    """All that keeps a kind from being complete, in words; empty when it is."""
    declared = every_kind()[kind]
    found = [
        *_in_fields(declared),
        *_in_review(declared, reviewed),
        *_in_sentences(declared),
        *_in_api(declared, rows),
    ]
    return list(dict.fromkeys(found))


def _in_fields(declared: type[EventData]) -> Iterator[str]:
    for item in fields(declared):  # type: ignore[arg-type]
        if not _is_known(get_type_hints(declared)[item.name]):
            yield f"the encoder does not know the type of {item.name}"


def _in_review(declared: type[EventData], reviewed: Mapping[str, str]) -> Iterator[str]:
    for item in _public(declared):
        if not reviewed.get(f"{declared.kind}.{item}"):
            yield f"nobody reviewed why {item} is public"


def _in_sentences(declared: type[EventData]) -> Iterator[str]:
    keys = {
        language: {key for key in texts.catalogue(language) if f"{key}.".startswith(f"event.{declared.kind}.")}
        for language in texts.LOCALES
    }
    if keys["fr"] != keys["en"]:
        yield f"only one language has {', '.join(sorted(keys['fr'] ^ keys['en']))}"
    for key in sorted(keys["fr"] & keys["en"]):
        named = {language: set(placeholders(texts.catalogue(language)[key])) for language in texts.LOCALES}
        if named["fr"] != named["en"]:
            yield f"the languages of {key} do not name the same fields"
        for field in sorted(set.union(*named.values()) - set(_public(declared))):
            yield f"{key} names {field}, which is no public field"
    for language in texts.LOCALES:
        said = set()
        for chain, data in _events(declared):
            try:
                said.add(_key(declared, data, chain, language))
                sentence(declared.kind, split(declared(**data)).public, language, chain=chain)
            except (KeyError, TypeError) as problem:
                yield f"{language}: no sentence: {problem}"
        if never := keys[language] - said:
            yield f"{language}: never said: {', '.join(sorted(never))}"


def _in_api(declared: type[EventData], rows: frozenset[str]) -> Iterator[str]:
    type_: Any = EVENT_TYPES.get(declared.kind)
    if type_ is None:
        yield "it has no GraphQL type"
        return
    definition = type_.__strawberry_definition__
    if definition.name not in rows:
        yield f"the web app has no row for {definition.name}"
    sealed = {item.name for item in fields(declared)} - set(_public(declared))  # type: ignore[arg-type]
    for shown in definition.fields:
        if shown.python_name in sealed and not isinstance(shown.type, StrawberryOptional | StrawberryList):
            yield f"{shown.python_name} cannot be null once the person is erased"


def _events(declared: type[EventData]) -> Iterator[tuple[Chain | None, dict[str, Any]]]:
    """Every mixture of samples, in each chain that may carry it and in none that is known."""
    hints = get_type_hints(declared)
    samples = [_samples(hints[item.name]) for item in fields(declared)]  # type: ignore[arg-type]
    for values in product(*samples):
        data = {item.name: value for item, value in zip(fields(declared), values, strict=True)}  # type: ignore[arg-type]
        for chain in (*declared.chains, None):
            yield chain, data


def _key(declared: type[EventData], data: Mapping[str, Any], chain: Chain | None, language: str) -> str:
    values = (chain if name == "chain" else data[name] for name in declared.worded_by)
    return key_of(declared.kind, tuple(choice(value, language) for value in values), language)


def _public(declared: type[EventData]) -> list[str]:
    return [item.name for item in fields(declared) if not item.metadata.get("sealed")]  # type: ignore[arg-type]


def _is_known(hint: Any) -> bool:
    if isinstance(hint, UnionType):
        return all(one is NoneType or _is_known(one) for one in get_args(hint))
    if get_origin(hint) in (list, tuple, dict):
        return all(one in (object, Ellipsis) or _is_known(one) for one in get_args(hint))
    return hint in _SAMPLES or (isinstance(hint, type) and issubclass(hint, StrEnum))


def _samples(hint: Any) -> Sequence[object]:
    if isinstance(hint, UnionType):
        return [sample for one in get_args(hint) for sample in ((None,) if one is NoneType else _samples(one))]
    if get_origin(hint) in (list, tuple):
        return ((),)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return list(hint)
    return _SAMPLES.get(hint, ({},))
