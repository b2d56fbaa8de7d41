"""Which case files an actor reaches, and in what relation: the one place, for lists, look-ups, commands and streams."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles.errors import CaseFileNotFound, ContactPointNotFound, PartyNotFound
from tandem.casefiles.models import CaseFile, ContactPoint, Party
from tandem.kit import database
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached
from tandem.organizations.models import CaseScope
from tandem.timeline.sealing import KeyDestroyed
from tandem_policies.vocabulary import Relation

# Parts of a reach: what gives the rows `one`, and the condition on `cf` for each.
Split = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A condition on `case_files` (as `cf`) for row-returning SQL; its arguments come first, from $1 on."""

    sql: str
    args: tuple[object, ...]
    relation: Relation
    # The same rows part by part, for an order that an index has of each and not of all; no row is in two of them.
    parts: Split = ()


# Who reads is told to the transaction (`Actor.walls`); with the whole agency's reach there is nothing to ask.
_CONFINED = {
    CaseScope.ALL: "",
    CaseScope.TEAM: (
        " AND (cf.assignee_id = (SELECT tandem_membership()) OR cf.team_id = ANY ((SELECT tandem_teams())::uuid[]))"
    ),
    CaseScope.ASSIGNED: " AND cf.assignee_id = (SELECT tandem_membership())",
}
_PARTS: dict[CaseScope, Split] = {
    CaseScope.TEAM: (
        ("(SELECT tandem_membership() AS id) one", "cf.agency_id = $1 AND cf.assignee_id = one.id"),
        (
            "unnest(tandem_teams()::uuid[]) one (id)",
            "cf.agency_id = $1 AND cf.team_id = one.id "
            "AND cf.assignee_id IS DISTINCT FROM (SELECT tandem_membership())",
        ),
    ),
}


def reach(actor: Actor | System) -> Reach:
    """The case files of the actor's agency, creditor or group; none for a bank. Row-level security says the same.

    An agency may confine its collectors to what is assigned to them or to their teams. The system acts as its agency or
    creditor.
    """
    if isinstance(actor, System):
        return Reach("(cf.agency_id = $1 OR cf.creditor_id = $1)", (actor.organization_id,), Relation.NONE)
    side = side_of(actor)
    if side is Relation.AGENCY:
        sql, parts = "cf.agency_id = $1" + _CONFINED[actor.case_scope], _PARTS.get(actor.case_scope, ())
        return Reach(sql, (actor.organization_id,), side, parts)
    if side is Relation.CREDITOR:
        return Reach("cf.creditor_id = $1", (actor.organization_id,), side)
    if side is Relation.GROUP:
        each = (("unnest($1::uuid[]) one (id)", "cf.creditor_id = one.id"),)
        return Reach("cf.creditor_id = ANY ($1::uuid[])", (list(actor.creditor_ids),), side, each)
    return Reach("false AND cf.id = $1", (actor.organization_id,), Relation.NONE)


async def case_file_for(actor: Actor | System, case_file_id: UUID) -> Reached[CaseFile]:
    """One case file to read. Raises CaseFileNotFound outside the actor's reach."""
    return await _case_file(actor, case_file_id, "")


async def case_file_for_update(actor: Actor | System, case_file_id: UUID) -> Reached[CaseFile]:
    """One case file, locked until the commit: two writers of one case wait for each other.

    Raises CaseFileNotFound; KeyDestroyed when the person was erased: nothing can be added to what is left.
    """
    return await _case_file(actor, case_file_id, " FOR UPDATE OF cf")


async def _case_file(actor: Actor | System, case_file_id: UUID, lock: str) -> Reached[CaseFile]:
    reached = reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf WHERE {reached.sql} AND cf.id = $2{lock}", *reached.args, case_file_id
    )
    if found is None:
        raise CaseFileNotFound(field="caseFileId")
    case_file = await CaseFile.get(id=case_file_id)
    if lock and case_file.erased_at is not None:
        raise KeyDestroyed
    return Reached(case_file, reached.relation)


async def party_for(case_file: CaseFile, party_id: UUID) -> Party:
    """A party of a case file already reached. Raises PartyNotFound."""
    party = await Party.get_or_none(id=party_id, case_file_id=case_file.id)
    if party is None:
        raise PartyNotFound(field="partyId")
    return party


async def contact_point_for(case_file: CaseFile, contact_point_id: UUID) -> ContactPoint:
    """A contact point of a case file already reached, with its party. Raises ContactPointNotFound."""
    point = await ContactPoint.filter(id=contact_point_id, case_file_id=case_file.id).select_related("party").first()
    if point is None:
        raise ContactPointNotFound(field="contactPointId")
    return point


async def case_file_of_party(actor: Actor, party_id: UUID) -> UUID:
    """The case file of a party, for inputs that name only the party. Raises PartyNotFound."""
    reached = reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN parties p ON p.case_file_id = cf.id WHERE {reached.sql} AND p.id = $2",
        *reached.args,
        party_id,
    )
    if found is None:
        raise PartyNotFound(field="partyId")
    case_file_id: UUID = found["id"]
    return case_file_id
