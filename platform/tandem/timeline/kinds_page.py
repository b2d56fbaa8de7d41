"""Prints every kind of event: `python -m tandem.timeline.kinds_page > docs/subsystems/events.md`."""

import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from tandem.kit import texts
from tandem.kit.money import Money
from tandem.timeline.events import Chain, EventData
from tandem.timeline.groups import EventGroup
from tandem.timeline.kinds import every_kind

PAGE = """\
# Kinds of events

Everything that a timeline can say, kind by kind: who sees it, what it holds, and its one line in English and in French.
How the events are chained, sealed and verified is in [timeline.md](timeline.md). This page is made from the
declarations (`events.py` of each capability) by `python -m tandem.timeline.kinds_page > docs/subsystems/events.md`.

A **public** field is part of the hashed text in the clear and outlives the erasure of a person. It never holds
personal data: why each may be public is written down, and reviewed, in
[`tests/house/public_event_fields.txt`](../../tests/house/public_event_fields.txt). A **sealed** field is encrypted
under a key of the debtor and the mandate, and ends with that key; what is sealed *in the chain alone* is proof that no
page shows. Besides its fields each event has its number in the chain, when it happened and when it was recorded, and
what kind of actor caused it, with their organization and membership; a person's name is sealed.

An event is seen by the agency alone, by the creditor alone, or by both parties. Of a **milestone** of both parties a
bank may be told the kind and the date, never the contents, if the creditor granted it.

The sentences are made from public fields only, so they read the same after an erasure. Where a kind has several, the
columns before them say for which values.

| Kind | Group | Seen by | Milestone |
| ---- | ----- | ------- | --------- |
{overview}

{kinds}
"""

_SEEN_BY = {Chain.AGENCY: "the agency alone", Chain.CREDITOR: "the creditor alone", Chain.PARTIES: "both parties"}
_TYPES: dict[Any, str] = {
    Money: "money",
    datetime: "instant",
    date: "day",
    UUID: "identifier",
    str: "text",
    int: "whole number",
    bool: "yes or no",
}
_OTHER = "any other"
_MANY = {str: "texts", UUID: "identifiers"}


def page() -> str:
    """The whole of docs/subsystems/events.md."""
    kinds = [every_kind()[kind] for kind in sorted(every_kind())]
    overview = (
        _row(f"[`{each.kind}`](#{each.kind})", _groups(each), _seen_by(each), "yes" if each.milestone else "")
        for each in kinds
    )
    return PAGE.format(overview="\n".join(overview), kinds="\n\n".join("\n".join(_section(each)) for each in kinds))


def _section(declared: type[EventData]) -> Iterator[str]:
    yield f"## {declared.kind}\n"
    said = " ".join((declared.__doc__ or "").split())
    # A dataclass without a docstring gets its signature for one.
    if said and not said.startswith(f"{declared.__name__}("):
        yield f"{said}\n"
    yield f"Seen by {_seen_by(declared)}{'; a milestone' if declared.milestone else ''}.\n"
    yield _row("Field", "Holds", "Kept")
    yield _row(*["---"] * 3)
    hints = get_type_hints(declared)
    for item in fields(declared):  # type: ignore[arg-type]
        yield _row(f"`{item.name}`", _type(hints[item.name]), _kept(item.metadata))
    yield ""
    yield from _sentences(declared)


def _sentences(declared: type[EventData]) -> Iterator[str]:
    texts_of_kind = {
        tuple(key.split(".")[2:]): [texts.catalogue(language)[key] for language in ("en", "fr")]
        for key in texts.catalogue("en")
        if (key + ".").startswith(f"event.{declared.kind}.")
    }
    columns = declared.worded_by[: max(map(len, texts_of_kind), default=0)]
    yield _row(*(f"`{name}`" for name in columns), "English", "French")
    yield _row(*["---"] * (len(columns) + 2))
    # What is said of any other value comes last, as it is looked up.
    for chosen in sorted(texts_of_kind, key=lambda chosen: [(one == _OTHER, one) for one in _padded(chosen, columns)]):
        yield _row(*_padded(chosen, columns), *texts_of_kind[chosen])


def _padded(chosen: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    return chosen + (_OTHER,) * (len(columns) - len(chosen))


def _seen_by(declared: type[EventData]) -> str:
    return ", or ".join(_SEEN_BY[chain] for chain in declared.chains)


def _groups(declared: type[EventData]) -> str:
    group = declared.group
    return group if isinstance(group, EventGroup) else ", ".join(sorted({*group.values.values(), group.otherwise}))


def _kept(metadata: Any) -> str:
    if not metadata.get("sealed"):
        return "public"
    return "sealed" if metadata.get("projected", True) else "sealed, in the chain alone"


def _type(declared: Any) -> str:
    if declared in _TYPES:
        return _TYPES[declared]
    inner = get_args(declared)
    if NoneType in inner:
        return f"{_type(next(one for one in inner if one is not NoneType))}, if any"
    if isinstance(declared, type) and issubclass(declared, StrEnum):
        return f"one of {', '.join(declared)}"
    return f"a list of {_MANY.get(inner[0], 'records')}" if get_origin(declared) in (list, tuple) else "a record"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
