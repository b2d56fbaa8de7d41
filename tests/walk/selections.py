"""Random selections over the model's own fields, written as GraphQL; what of one is refused can be taken out of it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.walk.plain import Asked, Types
from tests.walk.plain_events import KINDS

DEEPEST = 3
_VARIANTS = 30
# Of two kinds whose fields of one name are of two types, one is asked.
_APART = {"CaseAssigned", "ContactPlanned"}
_GROUPS = ("MESSAGES", "LETTERS", "NOTES", "PAYMENTS", "INSTRUCTIONS", "DOCUMENTS", "STEPS")


class Word(str):
    """A word of an enumeration, which GraphQL writes without quotes."""

    __slots__ = ()


@dataclass(frozen=True)
class Chooser:
    """Chooses fields by lot, of each type out of a few selections: a document is parsed once for many readers."""

    rng: Random
    types: Types
    _made: dict[tuple[str, int], list[tuple[Asked, ...]]] = field(default_factory=lambda: defaultdict(list))

    def whole(self, type_: str) -> tuple[Asked, ...]:
        """Every field of a type, each with some of what is below it."""
        return self._one_of((type_, 0), lambda: tuple(self._field(type_, name, DEEPEST) for name in self.types[type_]))

    def few(self, type_: str, most: int) -> tuple[Asked, ...]:
        """At most so many fields of a type, with little below them."""
        return self._one_of((type_, most), lambda: self._some(type_, 1, most))

    def _one_of(self, key: tuple[str, int], make: Callable[[], tuple[Asked, ...]]) -> tuple[Asked, ...]:
        known = self._made[key]
        if len(known) < _VARIANTS and (not known or self.rng.random() < 0.6):
            known.append(make())
            return known[-1]
        return self.rng.choice(known)

    def _some(self, type_: str, levels: int, most: int = 5) -> tuple[Asked, ...]:
        names = [name for name, one in self.types[type_].items() if levels > 0 or one.type in ("", "Money")]
        # The way to the events is always gone to its end.
        least = len(names) if type_ in ("TimelineConnection", "TimelineEdge") else 1
        chosen = self.rng.sample(names, min(len(names), self.rng.randint(least, max(least, most))))
        asked = [self._field(type_, name, levels) for name in chosen]
        if type_ == "TimelineEvent":
            asked += self._kinds(levels)
        return tuple(asked)

    def _kinds(self, levels: int) -> Iterator[Asked]:
        chosen = self.rng.sample(sorted(KINDS), self.rng.randint(5, 10))
        if set(chosen) >= _APART:
            chosen.remove("CaseAssigned")
        for kind in chosen:
            if fields := [name for name, one in KINDS[kind].items() if levels > 0 or one.type in ("", "Money")]:
                few = self.rng.sample(fields, self.rng.randint(1, len(fields)))
                yield Asked("", tuple(self._field(kind, name, levels) for name in few), on=kind)

    def _field(self, type_: str, name: str, levels: int) -> Asked:
        below = self.types[type_][name].type
        # The way to an event is no depth: what is below it is what this is about.
        deeper = levels - (below not in ("TimelineConnection", "TimelineEdge", "Money"))
        asked = self._some(below, deeper) if below else ()
        return Asked(name, asked, self._window() if name == "timeline" else {})

    def _window(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        match self.rng.choice(("first", "last", "startOn", "usual")):
            case "startOn":
                told = {"startOn": self.rng.choice(("2026-11-21", "2026-11-23")), "timeZone": "Europe/Paris"}
            case "first" | "last" as way:
                told = {way: self.rng.choice((1, 2, 4, 80))}
        if self.rng.random() < 0.4:
            told["filter"] = self._narrowed()
        return told

    def _narrowed(self) -> dict[str, Any]:
        narrowed: dict[str, Any] = {}
        if self.rng.random() < 0.6:
            narrowed["groups"] = [Word(one) for one in self.rng.sample(_GROUPS, 3)]
        if self.rng.random() < 0.4:
            narrowed["chain"] = Word(self.rng.choice(("AGENCY", "CREDITOR", "PARTIES")))
        if self.rng.random() < 0.4:
            narrowed["from"] = self.rng.choice(("2026-11-20", "2026-11-23"))
        if self.rng.random() < 0.4:
            narrowed["until"] = self.rng.choice(("2026-11-23", "2026-11-24"))
        return narrowed


def without_refused(one: Asked, fits: Callable[[Asked], bool]) -> Asked | None:
    """As much of a field as is shown whole."""
    if fits(one):
        return one
    kept = []
    for below in one.below:
        inner = without_refused(below, lambda child: fits(replace(one, below=(child,))))
        if inner is not None:
            kept.append(inner)
    made = replace(one, below=tuple(kept))
    return made if kept and fits(made) else None


def written(asked: Iterable[Asked]) -> str:
    """A selection in braces."""
    return f"{{ {' '.join(map(_written, asked))} }}"


def _written(one: Asked) -> str:
    told = arguments(one.arguments)
    head = f"... on {one.on}" if one.on else f"{one.name}{told}"
    return f"{head} {written(one.below)}" if one.below else head


def arguments(told: Mapping[str, Any]) -> str:
    """Arguments as a document writes them."""
    return f"({', '.join(f'{name}: {value(one)}' for name, one in told.items())})" if told else ""


def value(one: Any) -> str:
    """A value as a document writes it."""
    if isinstance(one, Mapping):
        return f"{{{', '.join(f'{name}: {value(inner)}' for name, inner in one.items())}}}"
    if isinstance(one, list):
        return f"[{', '.join(map(value, one))}]"
    return str(one) if isinstance(one, Word) else json.dumps(one)


def shown_in(types: Types, type_: str, asked: Iterable[Asked], answer: Any) -> Iterator[str]:
    """The fields (`Type.field`) that an answer says something of."""
    if isinstance(answer, list):
        for one in answer:
            yield from shown_in(types, type_, asked, one)
        return
    for one in asked:
        if one.on:
            told = answer if all(inner.name in answer for inner in one.below) else {}
            yield from shown_in(types, one.on, one.below, told) if told else ()
        elif (told := answer.get(one.name)) is not None and not (isinstance(told, list) and not told):
            yield f"{type_}.{one.name}"
            if one.below:
                yield from shown_in(types, types[type_][one.name].type, one.below, answer[one.name])
