"""The rules of contact in force, as the agency's people read them, with what the agency allows itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from tandem.contacts.gate import Closing, OpenDays, OwnRules, Pack, shipped_countries, shipped_pack
from tandem.contacts.rules.errors import RuleProfileNotFound
from tandem.contacts.rules.kept import kept_pack, own_version_of
from tandem.contacts.rules.reading import closings_of, open_days, own_rules_from, own_rules_of
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
    """The rules of one country on a day, and all that the agency set itself, the newest version first.

    `judged_by`: the version of a decision, when these are the rules that it was made by; nothing of them is changed.
    """

    countries: tuple[Pack, ...]
    pack: Pack
    own: OwnRules
    versions: tuple[OwnVersion, ...]
    day: date
    may_change: bool
    judged_by: str | None = None


async def rules_for(
    actor: Actor, country: str | None = None, *, version: str | None = None, day: date | None = None
) -> RulesInForce | None:
    """The rules of a country, by default the agency's own, as they are today; None for whoever is no agency.

    `version`, as a decision names it: as they were then, on that `day`. Raises NotPermitted, RuleProfileNotFound for a
    country without rules, RuleVersionNotFound for a version that no decision of the agency was made by.
    """
    side = side_of(actor)
    if side is not Relation.AGENCY:
        return None
    authorize(actor, side, Permission.CONTACT_RULE_READ)
    if version is not None:
        return await _rules_of_decision(actor, version, day or clock.today())
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


async def _rules_of_decision(actor: Actor, version: str, day: date) -> RulesInForce:
    """The rules that a decision of the agency was made by, and of its own what that decision knew."""
    async with reading(actor):
        pack = await kept_pack(actor.organization_id, version)
        rows = await database.rows(_VERSIONS, actor.organization_id, _MOST_VERSIONS)
        known = await database.rows(_KNOWN, actor.organization_id, own_version_of(version))
    return RulesInForce(
        countries=tuple(shipped_pack(name) for name in sorted(shipped_countries())),
        pack=pack,
        own=own_rules_from(orjson.loads(row["told"]) for row in known),
        versions=tuple(map(_version, rows)),
        day=day,
        may_change=False,
        judged_by=version,
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
_KNOWN = """
SELECT to_jsonb(o)::text AS told FROM own_rules o WHERE agency_id = $1 AND version <= $2 ORDER BY version
"""
