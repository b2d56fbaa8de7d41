"""Reading the facts that stop contact: as one side's panel shows them, and as the gate is told of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from tandem.casefiles import access as casefiles
from tandem.casefiles.errors import CaseFileNotFound
from tandem.contacts.stops.kinds import Stop, StopKind
from tandem.contacts.stops.learned_on import learned_on
from tandem.contacts.stops.steps import due_on
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class StopFact:
    """A fact as it was entered on this case file; `ended_on` None: in force. `due_on`: until when to act, where the law
    sets a day.
    """

    id: UUID
    case_file_id: UUID
    party_id: UUID
    kind: StopKind
    since_on: date
    until_on: date | None
    published_on: date | None
    contact_point_id: UUID | None
    source: str
    representative: str | None
    recorded_at: datetime
    recorded_by: str
    owner_id: UUID
    ended_on: date | None
    ended_by: str | None
    end_source: str | None

    @property
    def due_on(self) -> date | None:
        """Until when the next step is to be done."""
        return None if self.ended_on else due_on(self.kind, self.published_on)


@dataclass(frozen=True, slots=True)
class StopsOfCase:
    """What both sides entered on a case file, the newest first; for the agency alone, what it knows from elsewhere."""

    facts: list[StopFact]
    elsewhere: list[Stop]
    is_erased: bool


async def stops_for(actor: Actor, case_file_id: UUID) -> StopsOfCase | None:
    """The panel of a case file; None out of reach. Raises NotPermitted.

    What was learned on another creditor's case is told to the agency only, with that case for who may open it.
    """
    authorize(actor, side_of(actor), Permission.STOP_FACT_READ)
    async with reading(actor):
        try:
            case_file = (await casefiles.case_file_for(actor, case_file_id)).row
        except CaseFileNotFound:
            return None
        found = await database.rows(_OF_CASE_FILE, case_file.agency_id, case_file.id)
        told = await database.row("SELECT door_stop_facts($1) AS stops", case_file.id)
        stops = orjson.loads(told["stops"]) if told else []
        elsewhere = await learned_on(actor, stops_from(one for one in stops if one["elsewhere"]))
        elsewhere = await _at_their_points(case_file.id, elsewhere)
    return StopsOfCase([_fact(row) for row in found], elsewhere, is_erased=case_file.erased_at is not None)


async def _at_their_points(case_file_id: UUID, stops: list[Stop]) -> list[Stop]:
    """The same, each that is about an address with the contact point that has it on this case file."""
    if not any(stop.address for stop in stops):
        return stops
    rows = await database.rows("SELECT id, party_id, value FROM contact_points WHERE case_file_id = $1", case_file_id)
    points = {(row["party_id"], row["value"]): row["id"] for row in rows}
    return [
        replace(stop, contact_point_id=points.get((stop.party_id, stop.address))) if stop.address else stop
        for stop in stops
    ]


def may_end(actor: Actor, fact: StopFact) -> bool:
    """Whether a fact on a case file that the actor reached is this side's to end; permission and state apart."""
    return side_of(actor) is Relation.AGENCY or fact.owner_id == actor.organization_id


async def fact_by_id(agency_id: UUID, fact_id: UUID) -> StopFact:
    """One fact of a case file already reached and locked, inside the open transaction."""
    [row] = await database.rows("SELECT * FROM stop_facts WHERE agency_id = $1 AND id = $2", agency_id, fact_id)
    return _fact(row)


def _fact(row: Mapping[str, Any]) -> StopFact:
    told = {name: row[name] for name in StopFact.__dataclass_fields__}
    return StopFact(**told | {"kind": StopKind(row["kind"])})


def stops_from(told: Iterable[Mapping[str, Any]]) -> list[Stop]:
    """What `door_stop_facts` tells."""
    return [
        Stop(
            fact_id=UUID(one["id"]),
            party_id=UUID(one["party_id"]),
            kind=StopKind(one["kind"]),
            since_on=date.fromisoformat(one["since_on"]),
            until_on=date.fromisoformat(one["until_on"]) if one["until_on"] else None,
            address=one["address"],
            by=one["by"],
            elsewhere=one["elsewhere"],
        )
        for one in told
    ]


_OF_CASE_FILE = """
SELECT * FROM stop_facts WHERE agency_id = $1 AND case_file_id = $2 ORDER BY ended_on IS NOT NULL, recorded_at DESC, id
"""
