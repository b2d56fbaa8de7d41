"""Which persons, erasures and legal holds an actor reaches."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile, Debtor
from tandem.kit import database
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import Reached
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tandem.privacy.errors import ErasureNotFound, LegalHoldNotFound, PersonNotFound
from tandem.privacy.models import COLUMNS, HOLD_COLUMNS, Erasure, LegalHold
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class Person:
    """A debtor with all case files that the actor's side has of them, newest first."""

    debtor: Debtor
    case_files: tuple[CaseFile, ...]

    @property
    def mandate_ids(self) -> tuple[UUID, ...]:
        """The mandates under which something of them is not erased."""
        return tuple(dict.fromkeys(each.mandate_id for each in self.case_files if each.erased_at is None))

    @property
    def is_erased(self) -> bool:
        """Whether only shells are left."""
        return not self.mandate_ids


def require_whole(actor: Actor) -> None:
    """A person's data is theirs as a whole: nobody looks it up, copies or erases it who reaches a part of the agency.

    Raises NotPermitted.
    """
    if actor.case_scope is not CaseScope.ALL:
        raise NotPermitted(permission=Permission.CASE_FILE_REACH_ALL.value)


async def person_for(actor: Actor | System, debtor_id: UUID) -> Reached[Person]:
    """A person to read. Raises PersonNotFound outside the actor's reach."""
    return await _person(actor, debtor_id, "")


async def person_for_update(actor: Actor | System, debtor_id: UUID) -> Reached[Person]:
    """A person with all their case files locked, in the order of their ids: nobody adds to them meanwhile."""
    return await _person(actor, debtor_id, " FOR UPDATE OF cf")


async def _person(actor: Actor | System, debtor_id: UUID, lock: str) -> Reached[Person]:
    if isinstance(actor, Actor):
        require_whole(actor)
    reach = casefiles.reach(actor)
    found = await database.rows(
        f"SELECT cf.id FROM case_files cf WHERE {reach.sql} AND cf.debtor_id = $2 ORDER BY cf.id{lock}",
        *reach.args,
        debtor_id,
    )
    if not found:
        raise PersonNotFound(field="debtorId")
    theirs = CaseFile.filter(id__in=[row["id"] for row in found]).select_related("debtor")
    case_files = await theirs.order_by("-placed_at", "-id")
    return Reached(Person(case_files[0].debtor, tuple(case_files)), reach.relation)


async def erasure_for(actor: Actor | System, erasure_id: UUID) -> Erasure:
    """An erasure of the actor's side. Raises ErasureNotFound."""
    if isinstance(actor, Actor):
        require_whole(actor)
    row = await database.row(f"SELECT {COLUMNS} FROM erasures e WHERE e.id = $1", erasure_id)
    if row is None or actor.organization_id not in (row["agency_id"], row["creditor_id"]):
        raise ErasureNotFound(field="erasureId")
    return Erasure.of(row)


async def legal_hold_for_update(actor: Actor, legal_hold_id: UUID) -> LegalHold:
    """A legal hold that the actor's organization placed, locked. Raises LegalHoldNotFound."""
    require_whole(actor)
    row = await database.row(
        f"SELECT {HOLD_COLUMNS} FROM legal_holds h JOIN debtors d ON d.id = h.debtor_id "
        "WHERE h.id = $1 AND h.organization_id = $2 FOR UPDATE OF h",
        legal_hold_id,
        actor.organization_id,
    )
    if row is None:
        raise LegalHoldNotFound(field="legalHoldId")
    return LegalHold(**row)
