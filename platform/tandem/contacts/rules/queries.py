"""The rules of contact in force, as the agency's people read them, with what the agency allows itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from tandem.contacts.gate import Closing, OpenDays, OwnRules, Pack, shipped_countries, shipped_pack
from tandem.contacts.rules.errors import RuleProfileNotFound
from tandem.contacts.rules.reading import closings_of, open_days, own_rules_of
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

_MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """One setting of the agency's own rules: of a profile, or of its closed days (`profile` None)."""

    version: int
    country: str | None
    profile: str | None
    starts_on: date
    voice: OpenDays | None
    written: OpenDays | None
    calls_day: int | None
    calls_7d: int | None
    contacts_7d: int | None
    closings: tuple[Closing, ...] | None
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The rules of one country on a day, and all that the agency set itself, the newest version first."""

    countries: tuple[Pack, ...]
    pack: Pack
    own: OwnRules
    versions: tuple[OwnVersion, ...]
    day: date
    may_change: bool


async def rules_for(actor: Actor, country: str | None = None) -> RulesInForce | None:
    """The rules of a country, by default the agency's own; None for whoever is no agency.

    Raises NotPermitted, RuleProfileNotFound for a country without rules.
    """
    side = side_of(actor)
    if side is not Relation.AGENCY:
        return None
    authorize(actor, side, Permission.CONTACT_RULE_READ)
    async with reading(actor):
        chosen = (country or await _home(actor)).lower()
        if chosen not in shipped_countries():
            if country is not None:
                raise RuleProfileNotFound(field="country", found=country)
            chosen = min(shipped_countries())
        own = await own_rules_of(actor.organization_id, clock.now())
        rows = await database.rows(_VERSIONS, actor.organization_id, _MOST_VERSIONS)
    return RulesInForce(
        countries=tuple(shipped_pack(name) for name in sorted(shipped_countries())),
        pack=shipped_pack(chosen),
        own=own,
        versions=tuple(map(_version, rows)),
        day=clock.today(),
        may_change=may(actor, side, Permission.CONTACT_RULE_WRITE),
    )


async def _home(actor: Actor) -> str:
    found = await database.row("SELECT country FROM organizations WHERE id = $1", actor.organization_id)
    return str(found["country"]) if found else ""


def _version(row: Mapping[str, Any]) -> OwnVersion:
    voice, written, closings = (orjson.loads(row[name] or "null") for name in ("voice", "written", "closings"))
    return OwnVersion(
        version=row["version"],
        country=row["country"],
        profile=row["profile"],
        starts_on=row["starts_on"],
        voice=open_days(voice),
        written=open_days(written),
        calls_day=row["calls_day"],
        calls_7d=row["calls_7d"],
        contacts_7d=row["contacts_7d"],
        closings=None if closings is None else closings_of(row["version"], closings),
        set_at=row["set_at"],
        set_by=row["set_by"],
    )


_VERSIONS = """
SELECT version, country, profile, starts_on, voice::text, written::text, calls_day, calls_7d, contacts_7d,
    closings::text, set_at, set_by
FROM own_rules WHERE agency_id = $1 ORDER BY version DESC LIMIT $2
"""
