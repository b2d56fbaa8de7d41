"""An agency's own rules from their rows, as the gate takes them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts.gate import Closing, Narrower, OpenDays, OwnRules, agency_origin
from tandem.kit import database

# Of each profile what is in force at `since` or later, and the last list of closed days.
OWN_RULES = """
(SELECT coalesce(json_agg(json_build_object('version', o.version, 'country', o.country, 'profile', o.profile,
    'starts_on', o.starts_on, 'voice', o.voice, 'written', o.written, 'calls_day', o.calls_day,
    'calls_7d', o.calls_7d, 'contacts_7d', o.contacts_7d, 'closings', o.closings) ORDER BY o.version), '[]')
 FROM own_rules o WHERE o.agency_id = {agency} AND NOT EXISTS (SELECT FROM own_rules later
    WHERE later.agency_id = o.agency_id AND later.country IS NOT DISTINCT FROM o.country
        AND later.profile IS NOT DISTINCT FROM o.profile
        AND (later.starts_on, later.version) > (o.starts_on, o.version)
        AND (later.profile IS NULL OR later.starts_on::timestamptz <= {since})))
"""


async def own_rules_of(agency_id: UUID, since: datetime) -> OwnRules:
    """What an agency allows itself from that instant on, read in the open transaction."""
    told = await database.row(f"SELECT {OWN_RULES.format(agency='$1', since='$2')} AS own", agency_id, since)
    return own_rules_from(orjson.loads(told["own"]) if told else [])


def own_rules_from(rows: Iterable[Mapping[str, Any]]) -> OwnRules:
    """The rules of the rows of one agency, by their versions."""
    narrower: list[Narrower] = []
    closed: Mapping[str, Any] | None = None
    for row in rows:
        if row["profile"] is None:
            closed = row
        else:
            narrower.append(_narrower(row))
    if closed is None:
        return OwnRules(tuple(narrower))
    return OwnRules(tuple(narrower), closings_of(closed["version"], closed["closings"]), closed["version"])


def open_days(told: list[list[int] | None] | None) -> OpenDays | None:
    """The hours of each weekday as a row keeps them."""
    return None if told is None else tuple((day[0], day[1]) if day else None for day in told)


def closings_of(version: int, told: Iterable[Mapping[str, str]]) -> tuple[Closing, ...]:
    """The closed days of a version as its row keeps them."""
    origin = agency_origin(version)
    return tuple(
        Closing(one["name"], date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), origin) for one in told
    )


def _narrower(row: Mapping[str, Any]) -> Narrower:
    return Narrower(
        country=row["country"],
        profile=row["profile"],
        version=row["version"],
        starts=date.fromisoformat(row["starts_on"]),
        voice=open_days(row["voice"]),
        written=open_days(row["written"]),
        calls_day=row["calls_day"],
        calls_7d=row["calls_7d"],
        contacts_7d=row["contacts_7d"],
    )
