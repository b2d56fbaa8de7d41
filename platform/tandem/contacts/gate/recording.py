"""What the gate was told, as plain JSON: kept with each decision, so that it can be asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contacts.gate.facts import ClaimFacts, Flags, PastContact


def recorded(
    claims: Sequence[ClaimFacts],
    zones: Sequence[ZoneInfo],
    regions: Sequence[str],
    history: Sequence[PastContact],
    flags: Flags,
) -> dict[str, object]:
    """The facts of one question; what is as usual is left out, and of a number only its country stays."""
    told = _plain(flags)
    if flags.number is not None:
        told["number"] = flags.number[:2]
    return {
        "claims": [_plain(claim) for claim in claims],
        "zones": [zone.key for zone in zones],
        "regions": list(regions),
        "history": [_plain(past) for past in history],
        "flags": told,
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(item) for field, item in named if item != _usual(field)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _usual(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
