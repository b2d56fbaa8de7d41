"""Reading the audit log of one's own organization; of a group's entities, what banks looked at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from tandem.kit import database, texts
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.kit.pagination import Cursors, Page, instant, page_of, page_size
from tandem.kit.search import search_key
from tandem.organizations.actor import Actor
from tandem.organizations.audit.kinds import AuditGroup, AuditKind
from tandem.organizations.audit.sentences import Value
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

_MOST_WORDS = 8
_HOME = ZoneInfo("Europe/Paris")
_PLACEHOLDER = re.compile(r"\{\w+\}")
COLUMNS = (
    "organization_id, sequence, id, at, kind, actor_kind, membership_id, person_name, via, via_id, network, "
    "subject_type, subject_id, subject_label, details, previous_hash, hash"
)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event as a page shows it."""

    organization_id: UUID
    sequence: int
    id: UUID
    at: datetime
    kind: str
    actor_kind: str
    membership_id: UUID | None
    person_name: str
    via: str
    network: str
    subject_label: str
    details: dict[str, Value]
    hash: bytes

    @classmethod
    def of(cls, row: dict[str, Any]) -> "AuditEvent":
        """From a row of COLUMNS."""
        told = {name: row[name] for name in cls.__slots__}
        return cls(**{**told, "details": orjson.loads(row["details"])})


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the log is narrowed to; each part left out narrows nothing. Days are those of Paris, both included."""

    kinds: tuple[AuditKind, ...] = ()
    groups: tuple[AuditGroup, ...] = ()
    membership_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    search: str | None = None


EVERYTHING = AuditFilter()


async def audit_events_for(
    actor: Actor, first: int, after: str | None, narrowed: AuditFilter = EVERYTHING
) -> Page[AuditEvent]:
    """A page of the log, newest first. Raises NotPermitted, InvalidInput for a filter that contradicts itself."""
    authorize(actor, Relation.OWN, Permission.AUDIT_READ)
    size, cursors = page_size(first), Cursors("audit_events", actor.organization_id)
    key = cursors.read(after, instant, UUID)
    args: list[object] = []
    where = " AND ".join(conditions(actor, narrowed, args))
    async with reading(actor):
        total = await database.row(f"SELECT count(*) AS count FROM audit_events WHERE {where}", *args)
        rows = await page_of_rows(where, args, key, size + 1)
    found = [AuditEvent.of(row) for row in rows]
    return page_of(
        found, size, lambda event: cursors.of(event.at.isoformat(), event.id), total["count"] if total else 0
    )


async def audit_events_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, AuditEvent]:
    """Those of the events that the actor's organization reads; nothing for whoever may not."""
    if not may(actor, Relation.OWN, Permission.AUDIT_READ):
        return {}
    args: list[object] = [list(ids)]
    where = " AND ".join(["id = ANY ($1::uuid[])", *conditions(actor, EVERYTHING, args)])
    async with reading(actor):
        rows = await database.rows(f"SELECT {COLUMNS} FROM audit_events WHERE {where}", *args)
    return {row["id"]: AuditEvent.of(row) for row in rows}


async def page_of_rows(
    where: str, args: list[object], after: tuple[object, ...] | None, most: int
) -> list[dict[str, Any]]:
    """At most `most` rows of COLUMNS that fit, newest first, after a row's time and id; in the open transaction."""
    values = list(args)
    if after:
        values += after
        where += f" AND (at, id) < (${len(values) - 1}::timestamptz, ${len(values)}::uuid)"
    values.append(most)
    return await database.rows(
        f"SELECT {COLUMNS} FROM audit_events WHERE {where} ORDER BY at DESC, id DESC LIMIT ${len(values)}", *values
    )


def conditions(actor: Actor, narrowed: AuditFilter, args: list[object]) -> list[str]:
    """SQL conditions on `audit_events`; `args` takes their values. Raises InvalidInput."""

    def add(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    own = f"organization_id = {add(actor.organization_id)}"
    if actor.entity_ids:
        entities = add(list(actor.entity_ids))
        own = f"({own} OR (kind = 'bank_viewed' AND organization_id = ANY ({entities}::uuid[])))"
    found = [own]
    if narrowed.kinds or narrowed.groups:
        kinds = {kind.value for kind in narrowed.kinds}.union(*(group.kinds for group in narrowed.groups))
        found.append(f"kind = ANY ({add(sorted(kinds))}::text[])")
    if narrowed.membership_id:
        found.append(f"membership_id = {add(narrowed.membership_id)}")
    if narrowed.since and narrowed.until and narrowed.until < narrowed.since:
        raise InvalidInput("filter.until", narrowed.until, "day_after_from")
    if narrowed.since:
        found.append(f"at >= {add(_begin(narrowed.since, 'filter.from'))}")
    if narrowed.until:
        found.append(f"at < {add(_begin(narrowed.until, 'filter.until', days=1))}")
    for word in search_key(narrowed.search or "").split()[:_MOST_WORDS]:
        told = add(sorted(_kinds_told_with(word, actor.locale)))
        found.append(f"(search LIKE {add(f'% {word}%')} OR kind = ANY ({told}::text[]))")
    return found


def _begin(day: date, field: str, days: int = 0) -> datetime:
    """The first instant of a day, or of one some days later. Raises InvalidInput outside of the calendar."""
    if not 1970 <= day.year <= 2199:
        raise InvalidInput(field, day, "day_in_calendar")
    return datetime.combine(day + timedelta(days=days), time(), _HOME)


def _kinds_told_with(word: str, locale: str) -> set[str]:
    """Kinds whose sentence has a word that begins with this one, in the reader's language: «connexion» finds them."""
    told = {
        key.split(".")[1]: f" {search_key(_PLACEHOLDER.sub(' ', text))}"
        for key, text in texts.catalogue(texts.language_of(locale)).items()
        if key.startswith("audit.")
    }
    return {kind for kind in AuditKind if f" {word}" in told.get(kind, "")}
