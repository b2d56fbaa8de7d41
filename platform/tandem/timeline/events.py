"""What an event is: a frozen dataclass with public and sealed fields, registered under its kind.

A capability declares its kinds in its own `events.py`:

    @event(
        "payment_recorded",
        chains=(Chain.PARTIES,),
        group=EventGroup.PAYMENTS,
        milestone=True,
        worded_by=("source",),
    )
    @dataclass(frozen=True)
    class PaymentRecorded(EventData):
        amount: Money
        source: PaymentSource
        payer: str = sealed()

What else a kind needs (its sentences, its GraphQL type, its row in the web app) is checked by
tests/house/test_kinds.py; all kinds are listed in docs/subsystems/events.md.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import orjson

from tandem.kit.money import Money
from tandem.timeline.groups import Grouping


class Chain(StrEnum):
    """Who sees an event: the agency alone, the creditor alone, or both parties."""

    AGENCY = "agency"
    CREDITOR = "creditor"
    PARTIES = "parties"


class EventData:
    """Base of all kinds; `event` fills the class attributes."""

    kind: ClassVar[str]
    chains: ClassVar[tuple[Chain, ...]]
    group: ClassVar[Grouping]
    milestone: ClassVar[bool]
    worded_by: ClassVar[tuple[str, ...]]

    @classmethod
    def chain_for(cls, asked: Chain | None) -> Chain:
        """The chain an event of this kind goes to. Raises ValueError: the kind's audience rule forbids it."""
        chain = asked or (cls.chains[0] if len(cls.chains) == 1 else None)
        if chain not in cls.chains:
            raise ValueError(f"an event {cls.kind!r} belongs to {', '.join(cls.chains)}, not to {asked}")
        return chain


E = TypeVar("E", bound=type[EventData])
KINDS: dict[str, type[EventData]] = {}


def event(
    kind: str,
    *,
    chains: tuple[Chain, ...],
    group: Grouping,
    milestone: bool = False,
    worded_by: tuple[str, ...] = (),
) -> Callable[[E], E]:
    """Register a kind with its audience rule, `chains` that may carry it, and the group in which readers look for it.

    A milestone may be shown, kind and date without its contents, to a bank that was granted it; both parties see it.
    `worded_by` names the public fields (or `chain`) that choose among the kind's sentences: `timeline/sentences.py`.
    """
    if not chains or (milestone and Chain.PARTIES not in chains):
        raise ValueError(f"the event kind {kind!r} needs chains, and a milestone the chain of both parties")

    def register(cls: E) -> E:
        if kind in KINDS:
            raise ValueError(f"the event kind {kind!r} is registered twice")
        cls.kind, cls.chains, cls.group = kind, chains, group
        cls.milestone, cls.worded_by = milestone, worded_by
        KINDS[kind] = cls
        return cls

    return register


def sealed(*, projected: bool = True, default: Any = MISSING) -> Any:
    """Marks a field as personal data: encrypted in the chain, erased with its key.

    `projected=False`: in the chain alone, as proof; what a page shows of it is kept elsewhere. `default` is what an
    event has that does not say it.
    """
    return field(metadata={"sealed": True, "projected": projected}, kw_only=True, default=default)


@dataclass(frozen=True, slots=True)
class Split:
    """An event's fields as JSON-ready values, apart."""

    public: dict[str, object]
    sealed: dict[str, object]
    # What the projection keeps of both.
    projected: dict[str, object]


def split(data: EventData) -> Split:
    """Separate public from sealed fields."""
    parts = Split({}, {}, {})
    for item in fields(data):  # type: ignore[arg-type]
        target = parts.sealed if item.metadata.get("sealed") else parts.public
        target[item.name] = _plain(getattr(data, item.name))
        if item.metadata.get("projected", True):
            parts.projected[item.name] = target[item.name]
    return parts


def canonical_json(value: object) -> str:
    """The exact text that is hashed: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
