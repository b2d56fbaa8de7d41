"""Which attempts an actor reaches: those of the case files in reach, always locked after their case file."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.models import ContactAttempt
from tandem.kit import database
from tandem.kit.hydration import columns_of, hydrated
from tandem.organizations.actor import Actor, System
from tandem_policies.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class ReachedAttempt:
    """An attempt, its case file, and how the actor stands to both."""

    attempt: ContactAttempt
    case_file: CaseFile
    relation: Relation


async def attempt_for_update(actor: Actor | System, attempt_id: UUID) -> ReachedAttempt:
    """Lock the case file, then the attempt: the one order in which everything here locks.

    Raises ContactAttemptNotFound outside the actor's reach.
    """
    reach = casefiles.reach(actor)
    # One statement, two locks, in the order in which they are named.
    found = await database.row(
        f"SELECT {columns_of(CaseFile, 'cf', 'cf_')}, {columns_of(ContactAttempt, 'a', 'a_')} "
        f"FROM case_files cf JOIN contact_attempts a ON a.case_file_id = cf.id "
        f"WHERE {reach.sql} AND a.id = $2 FOR UPDATE OF cf, a",
        *reach.args,
        attempt_id,
    )
    if found is None:
        raise ContactAttemptNotFound(field="attemptId")
    attempt, case_file = hydrated(ContactAttempt, found, "a_"), hydrated(CaseFile, found, "cf_")
    return ReachedAttempt(attempt, case_file, reach.relation)
