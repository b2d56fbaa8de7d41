"""Reading what is stored about people, erasures, legal holds, and what falls due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.listing import Arguments, search_conditions
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, instant, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem.organizations.models import CaseScope
from tandem.privacy import access
from tandem.privacy.access import Person
from tandem.privacy.due import SOON, DuePerson, people_due
from tandem.privacy.errors import Obstacle, PersonNotFound
from tandem.privacy.models import COLUMNS, HOLD_COLUMNS, Erasure, LegalHold
from tandem.privacy.obstacles import obstacles_to
from tandem.privacy.registry import BY_TABLE
from tandem.privacy.rules import ANYWHERE, Rule, chosen_months, months_of, rules
from tandem.privacy.scope import scope_of
from tandem.privacy.stored import counts_of
from tandem_policies.permission import Permission

_FOUND_AT_ONCE = 20
_DUE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person in the answer to a search."""

    debtor_id: UUID
    creditor_id: UUID
    name: str
    reference: str
    case_reference: str
    case_files: int
    is_closed: bool
    is_erased: bool


@dataclass(frozen=True, slots=True)
class StoredRows:
    """How many rows of a table are about a person, as far as the reader's side sees them."""

    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class PersonalData:
    """All that is stored about one person, and what stops an erasure."""

    person: Person
    stored: tuple[StoredRows, ...]
    files: int
    obstacles: tuple[Obstacle, ...]
    holds: tuple[LegalHold, ...]
    erasures: tuple[Erasure, ...]


@dataclass(frozen=True, slots=True)
class KeptFor:
    """A rule of retention with the months that count for the reader's side."""

    rule: Rule
    months: int
    changed_at: datetime | None
    changed_by: str | None


async def people_found(actor: Actor, search: str) -> list[FoundPerson]:
    """Debtors whose name, reference or case reference has a word beginning with each word of the search."""
    authorize(actor, side_of(actor), Permission.PERSONAL_DATA_READ)
    access.require_whole(actor)
    reach = casefiles.reach(actor)
    args = Arguments(list(reach.args))
    where = " AND ".join([reach.sql, *search_conditions(search, args)])
    if len(args.values) == len(reach.args):
        return []
    async with reading(actor):
        rows = await database.rows(
            "SELECT d.id AS debtor_id, d.creditor_id, d.name, d.reference, max(cf.reference) AS case_reference, "
            "count(*) AS case_files, bool_and(cf.stage = 'closed') AS is_closed, "
            "bool_and(cf.erased_at IS NOT NULL) AS is_erased "
            f"FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE {where} "
            f"GROUP BY d.id ORDER BY max(cf.placed_at) DESC, d.id LIMIT {args.add(_FOUND_AT_ONCE)}",
            *args.values,
        )
    return [FoundPerson(**row) for row in rows]


async def personal_data_of(actor: Actor, debtor_id: UUID) -> PersonalData | None:
    """What is stored about a person, table by table; None outside the actor's reach, or where the role may not know."""
    if not may(actor, side_of(actor), Permission.PERSONAL_DATA_READ) or actor.case_scope is not CaseScope.ALL:
        return None
    async with reading(actor):
        try:
            person = (await access.person_for(actor, debtor_id)).row
        except PersonNotFound:
            return None
        words = await scope_of(debtor_id, [each.mandate_id for each in person.case_files])
        stored = tuple(StoredRows(table, rows) for table, rows in (await counts_of(words)).items() if rows)
        left = tuple(each for each in person.case_files if each.erased_at is None)
        holds = await database.rows(
            f"SELECT {HOLD_COLUMNS} FROM legal_holds h JOIN debtors d ON d.id = h.debtor_id "
            "WHERE h.debtor_id = $1 ORDER BY h.placed_at DESC, h.id DESC",
            debtor_id,
        )
        erasures = await database.rows(
            f"SELECT {COLUMNS} FROM erasures e WHERE e.debtor_id = $1 ORDER BY e.requested_at DESC, e.id DESC",
            debtor_id,
        )
        return PersonalData(
            person,
            stored if left else (),
            sum(each.rows for each in stored if BY_TABLE[each.table].bytes_in) if left else 0,
            await obstacles_to(actor.organization_id, debtor_id, left) if left else (),
            tuple(LegalHold(**row) for row in holds),
            tuple(Erasure.of(row) for row in erasures),
        )


async def erasures_for(actor: Actor, first: int, after: str | None) -> Page[Erasure]:
    """The erasures of the actor's side, newest first."""
    authorize(actor, side_of(actor), Permission.ERASURE_READ)
    access.require_whole(actor)
    cursors = Cursors("erasures", actor.organization_id)
    key = cursors.read(after, instant, UUID)
    size = page_size(first)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {COLUMNS} FROM erasures e WHERE $1::timestamptz IS NULL OR (e.requested_at, e.id) < ($1, $2) "
            "ORDER BY e.requested_at DESC, e.id DESC LIMIT $3",
            key[0] if key else None,
            key[1] if key else None,
            size + 1,
        )
        total = await _count("erasures")
    return page_of(
        [Erasure.of(row) for row in rows], first, lambda one: cursors.of(one.requested_at.isoformat(), one.id), total
    )


async def erasures_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Erasure]:
    """Erasures of the actor's side; nothing for whoever may not read them."""
    if not may(actor, side_of(actor), Permission.ERASURE_READ):
        return {}
    async with reading(actor):
        rows = await database.rows(f"SELECT {COLUMNS} FROM erasures e WHERE e.id = ANY ($1::uuid[])", list(ids))
    return {row["id"]: Erasure.of(row) for row in rows}


async def legal_holds_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, LegalHold]:
    """Holds of the actor's organization; nothing for whoever may not read them."""
    if not may(actor, side_of(actor), Permission.LEGAL_HOLD_READ):
        return {}
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {HOLD_COLUMNS} FROM legal_holds h JOIN debtors d ON d.id = h.debtor_id "
            "WHERE h.id = ANY ($1::uuid[])",
            list(ids),
        )
    return {row["id"]: LegalHold(**row) for row in rows}


async def legal_holds_for(actor: Actor, first: int, after: str | None) -> Page[LegalHold]:
    """The holds that the actor's organization placed, newest first; those in force and those that ended."""
    authorize(actor, side_of(actor), Permission.LEGAL_HOLD_READ)
    access.require_whole(actor)
    cursors = Cursors("legal_holds", actor.organization_id)
    key = cursors.read(after, instant, UUID)
    size = page_size(first)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {HOLD_COLUMNS} FROM legal_holds h JOIN debtors d ON d.id = h.debtor_id "
            "WHERE $1::timestamptz IS NULL OR (h.placed_at, h.id) < ($1, $2) "
            "ORDER BY h.placed_at DESC, h.id DESC LIMIT $3",
            key[0] if key else None,
            key[1] if key else None,
            size + 1,
        )
        total = await _count("legal_holds")
    return page_of(
        [LegalHold(**row) for row in rows], first, lambda hold: cursors.of(hold.placed_at.isoformat(), hold.id), total
    )


async def due_soon(actor: Actor) -> list[DuePerson]:
    """Whose time is over within 90 days, soonest first; the first 200."""
    authorize(actor, side_of(actor), Permission.RETENTION_READ)
    access.require_whole(actor)
    async with reading(actor):
        return await people_due(actor.organization_id, SOON, most=_DUE_AT_ONCE)


async def retention_of(actor: Actor) -> list[KeptFor]:
    """Every rule that counts now, with the agency's choice for its own reader."""
    authorize(actor, side_of(actor), Permission.RETENTION_READ)
    today = clock.today()
    async with reading(actor):
        chosen = await chosen_months(actor.organization_id)
        changes = {
            row["retention_class"]: row
            for row in await database.rows(
                "SELECT DISTINCT ON (retention_class) retention_class, set_at, set_by FROM retention_overrides "
                "ORDER BY retention_class, set_at DESC"
            )
        }
    now = {(rule.kept, rule.jurisdiction): rule for rule in rules() if rule.from_day <= today}
    return [
        KeptFor(
            rule,
            months_of(rule, chosen),
            changes.get(rule.kept, {}).get("set_at"),
            changes.get(rule.kept, {}).get("set_by"),
        )
        for rule in sorted(now.values(), key=lambda one: (one.jurisdiction != ANYWHERE, one.jurisdiction))
    ]


async def _count(table: str) -> int:
    row = await database.row(f"SELECT count(*) AS total FROM {table}")
    return int(row["total"]) if row else 0
