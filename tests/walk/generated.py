"""Random organizations, people, rights and grants, with ends, expiries and ties: the same seed makes the same ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tandem.organizations.sign_in import hash_of
from tests.walk.people import insert
from tests.walk.plain import KINDS, Row
from tests.walk.policy import allowed

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
# In the order in which rows point at each other.
TABLES = (
    "organizations",
    "people",
    "second_factors",
    "roles",
    "role_rules",
    "memberships",
    "sessions",
    "api_tokens",
    "invitations",
    "teams",
    "team_members",
    "mandates",
    "portfolios",
    "uploads",
    "placement_batches",
    "debtors",
    "case_files",
    "parties",
    "contact_points",
    "stop_facts",
    "opt_outs",
    "claims",
    "payments",
    "allocations",
    "directives",
    "holds",
    "documents",
    "claim_interruptions",
    "evidence_bundles",
    "contact_attempts",
    "delivery_reports",
    "notes",
    "timeline_heads",
    "timeline_entries",
    "timeline_readings",
    "bank_grants",
    "audit_heads",
    "audit_events",
)
_SCOPES = ("all", "team", "assigned")
_AUDITED = {
    "signed_in": {},
    "role_removed": {},
    "bank_viewed": {"bank": "bank", "level": "totals"},
    "bank_grant_revoked": {"bank": "bank"},
    "audit_exported": {"form": "csv"},
    "legal_hold_placed": {},
}


@dataclass
class Maker:
    """The rows of a world while it is made."""

    rng: Random
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add(self, table: str, **values: Any) -> dict[str, Any]:
        """One row with an id of its own."""
        row = {"id": self.key(), **values}
        self.tables[table].append(row)
        return row

    def key(self) -> UUID:
        """An id that says nothing about when it was made: ties are broken by it."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def some(self, least: int, most: int) -> range:
        """As many turns, drawn by lot."""
        return range(self.rng.randint(least, most))

    def any(self, *one_of: Any) -> Any:
        """One of them."""
        return self.rng.choice(one_of)

    def is_so(self, chance: float) -> bool:
        """Drawn by lot."""
        return self.rng.random() < chance

    def ago(self, *days: float) -> datetime:
        """An instant, out of few, so that some are equal."""
        return NOW - timedelta(days=self.rng.choice(days))

    def of(self, table: str, **wanted: Any) -> list[dict[str, Any]]:
        """The rows of these values."""
        return [one for one in self.tables[table] if all(one[name] == value for name, value in wanted.items())]


def organizations(make: Maker) -> None:
    """Agencies of every reach, creditors, a group with or without a division, and banks; each with its people."""
    for _ in make.some(1, 2):
        agency = _organization(make, "agency", case_scope=make.any(*_SCOPES))
        for letter in "ab":
            make.add("teams", agency_id=agency["id"], name=f"team {letter}")
    creditors = [_organization(make, "creditor") for _ in make.some(1, 3)]
    if len(creditors) > 1 and make.is_so(0.6):
        group = _organization(make, "creditor")
        above = _organization(make, "creditor", parent_id=group["id"]) if make.is_so(0.4) else group
        for one in creditors[: make.rng.randint(1, len(creditors))]:
            one["parent_id"] = above["id"]
    for _ in make.some(1, 2):
        _organization(make, "bank")
    for one in make.tables["organizations"]:
        for _ in make.some(1, 3):
            _member(make, one)
        _invitations(make, one)
        _audit(make, one)


def _organization(make: Maker, kind: str, **values: Any) -> dict[str, Any]:
    number = len(make.tables["organizations"])
    known = {"address": "", "locale": "fr", "country": "FR", "created_at": NOW, "parent_id": None, "case_scope": "all"}
    return make.add("organizations", **known | {"kind": kind, "name": f"{kind} {number} {make.key().hex[:4]}"} | values)


def _member(make: Maker, organization: Row) -> None:
    number = len(make.tables["people"])
    person = make.add(
        "people", name=f"person {number:03}", email=f"{make.key()}@x.example", locale=make.any("fr", "en")
    )
    if make.is_so(0.3):
        make.tables["second_factors"].append(
            {"person_id": person["id"], "sealed": b"x", "created_at": NOW, "confirmed_at": make.any(None, NOW)}
        )
    own, kind = {"organization_id": organization["id"]}, organization["kind"]
    member = make.add(
        "memberships",
        **own,
        person_id=person["id"],
        role=make.any(*KINDS[kind]),
        composed_role_id=_composed(make, organization) if make.is_so(0.45) else None,
        ended_at=NOW if kind != "bank" and make.is_so(0.15) else None,
    )
    for ended, expires in ((None, 10), *((make.any(None, NOW), make.any(-1, 5)) for _ in make.some(0, 1))):
        make.add(
            "sessions",
            secret=str(make.key()),
            membership_id=member["id"],
            created_at=NOW,
            last_seen_at=NOW - timedelta(minutes=make.any(0, 5)),
            expires_at=NOW + timedelta(hours=expires),
            ended_at=member["ended_at"] or ended,
        )
    for _ in make.some(0, 1):
        make.add(
            "api_tokens",
            secret=str(make.key()),
            membership_id=member["id"],
            name=f"token {number}",
            created_at=make.ago(1, 2),
            expires_at=make.any(None, NOW - timedelta(days=1), NOW + timedelta(days=9)),
            revoked_at=member["ended_at"] or make.any(None, NOW),
        )
    teams = make.of("teams", agency_id=organization["id"])
    for team in make.rng.sample(teams, make.rng.randint(0, len(teams))):
        make.add("team_members", agency_id=organization["id"], team_id=team["id"], membership_id=member["id"])


def _composed(make: Maker, organization: Row) -> UUID:
    """A role of few or nearly all of what its organization may have, and of something that nobody there may."""
    kind = organization["kind"]
    role = make.add("roles", organization_id=organization["id"], name=f"role {len(make.tables['roles']):03}", version=2)
    ceiling = sorted(set().union(*(allowed(one) for one in KINDS[kind])))
    keeps = make.any(0.15, 0.6, 0.9, 0.97)
    chosen = {rule for rule in ceiling if make.is_so(keeps)}
    if make.is_so(0.8):
        chosen |= {rule for rule in ceiling if rule[1] == "case_file:read"}
    for relation, permission in sorted(chosen | {("agency", "bank_grant:read")}):
        make.add(
            "role_rules",
            organization_id=organization["id"],
            role_id=role["id"],
            relation=relation,
            permission=permission,
        )
    key: UUID = role["id"]
    return key


def _invitations(make: Maker, organization: Row) -> None:
    inviter = make.of("memberships", organization_id=organization["id"])[0]
    for _ in make.some(0, 2):
        accepted = make.any(None, None, NOW)
        make.add(
            "invitations",
            organization_id=organization["id"],
            email=f"{make.key()}@x.example",
            role=make.any(*KINDS[organization["kind"]]),
            invited_by_id=inviter["id"],
            created_at=make.ago(1, 2),
            expires_at=NOW + timedelta(days=make.any(-1, 3)),
            accepted_at=accepted,
            withdrawn_at=None if accepted else make.any(None, None, NOW),
            sent_at=make.any(None, NOW),
        )


def _audit(make: Maker, organization: Row) -> None:
    """A log with ties; what banks looked at is told by `grants`."""
    for _ in make.some(1, 4):
        audited(make, organization["id"], make.any(*_AUDITED))


def audited(make: Maker, organization: UUID, kind: str, **values: Any) -> None:
    """One event more in the log of an organization."""
    people = [one for one in make.of("memberships", organization_id=organization) if make.is_so(0.7)]
    acting = {
        "actor_kind": "person" if people else "nobody",
        "membership_id": people[0]["id"] if people else None,
        "person_name": "somebody" if people else "",
    }
    heads = make.of("audit_heads", organization_id=organization)
    head: dict[str, Any] = (
        heads[0] if heads else {"organization_id": organization, "sequence": 0, "removed_hash": bytes(32)}
    )
    if not heads:
        make.tables["audit_heads"].append(head)
    head |= {"sequence": head["sequence"] + 1, "hash": make.rng.randbytes(32)}
    make.add(
        "audit_events",
        organization_id=organization,
        sequence=head["sequence"],
        encoding=1,
        at=make.ago(0.5, 1, 40),
        kind=kind,
        details=orjson.dumps(_AUDITED[kind]).decode(),
        previous_hash=bytes(32),
        hash=head["hash"],
        network=make.any("", "192.0.2.0"),
        **acting | values,
    )


def grants(make: Maker) -> None:
    """Grants of every level and extent: in force, past their last day, ended; by portfolio and by batch."""
    for portfolio in make.tables["portfolios"]:
        for bank in make.of("organizations", kind="bank"):
            for revoked in make.rng.sample([None, NOW], make.rng.randint(0, 2)):
                _grant(make, portfolio, bank, revoked)


def _grant(make: Maker, portfolio: Row, bank: Row, revoked: datetime | None) -> None:
    batches = sorted(one["id"] for one in make.of("placement_batches", portfolio_id=portfolio["id"]))
    chosen = make.rng.sample(batches, make.rng.randint(1, len(batches))) if batches and make.is_so(0.4) else None
    level = make.any("totals", "pseudonymous_cases")
    extras = ("shows_invoice_numbers", "shows_due_dates", "shows_disputes")
    grant = make.add(
        "bank_grants",
        creditor_id=portfolio["creditor_id"],
        bank_id=bank["id"],
        portfolio_id=portfolio["id"],
        batch_ids=chosen,
        level=level,
        created_at=make.ago(1, 2),
        created_by="somebody",
        expires_on=make.any(None, TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=1), date(2027, 3, 1)),
        revoked_at=revoked,
        revoked_by="somebody" if revoked else None,
        **{name: level == "pseudonymous_cases" and make.is_so(0.5) for name in extras},
    )
    for _ in make.some(0, 2):
        audited(make, portfolio["creditor_id"], "bank_viewed", subject_type="bank_grant", subject_id=grant["id"])


async def write(owner: asyncpg.Connection, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write a world beside those that were written before: their rows are strangers to it."""
    needed = await owner.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND table_name = ANY ($1)",
        list(TABLES),
    )
    async with owner.transaction():
        for table in TABLES:
            empty = {name: _EMPTY.get(kind) for of, name, kind in needed if of == table}
            for row in _parents_first(tables[table]) if table == "organizations" else tables[table]:
                values = {**empty, **{name: value for name, value in row.items() if name in empty or value is not None}}
                if "secret" in values:
                    values["secret_hash"] = hash_of(values.pop("secret"))
                await insert(owner, table, **values)


def _parents_first(found: Sequence[Row]) -> list[Row]:
    """A group before its entities, which point at it."""
    parents = {one["id"]: one["parent_id"] for one in found}

    def depth(key: UUID | None) -> int:
        return 0 if key is None else 1 + depth(parents[key])

    return sorted(found, key=lambda one: depth(one["id"]))


async def read_all(owner: asyncpg.Connection) -> dict[str, list[Row]]:
    """Every row of every table of the model, as the owner reads them: nothing is filtered."""
    return {name: [dict(row) for row in await owner.fetch(f'SELECT * FROM "{name}"')] for name in TABLES}


# What a column holds that says nothing.
_EMPTY: dict[str, Any] = {
    "jsonb": [],
    "integer": 0,
    "bigint": 0,
    "smallint": 0,
    "boolean": False,
    "character varying": "",
    "text": "",
}
