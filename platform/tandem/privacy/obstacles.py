"""What must come before an erasure: no legal hold, every case file closed, nothing on its way."""

from datetime import timedelta
from uuid import UUID

from tandem.casefiles.models import CaseFile, Stage
from tandem.kit import clock, database
from tandem.privacy.errors import Obstacle

# A message that the provider has taken may still be reported on: providers call back for up to three days.
STILL_REPORTED = timedelta(days=3)


async def obstacles_to(
    organization_id: UUID, debtor_id: UUID, case_files: tuple[CaseFile, ...]
) -> tuple[Obstacle, ...]:
    """Everything that stops the erasure of these case files of a debtor, in the open transaction."""
    ids = [each.id for each in case_files]
    found = []
    holders = await database.rows("SELECT organization_id FROM door_legal_holds($1::uuid[])", [debtor_id])
    sides = {row["organization_id"] for row in holders}
    if organization_id in sides:
        found.append(Obstacle.LEGAL_HOLD)
    if sides - {organization_id}:
        found.append(Obstacle.LEGAL_HOLD_OF_OTHER)
    if any(each.stage is not Stage.CLOSED for each in case_files):
        found.append(Obstacle.CASE_FILE_OPEN)
    # As far as this side sees it; for what it does not see, the worker waits (`unseen_on_its_way`).
    under_way = await database.row("SELECT * FROM door_on_its_way($1::uuid[], $2)", ids, clock.now() - STILL_REPORTED)
    if under_way is None:
        raise RuntimeError("the question about what is on its way has one answer")
    return (*found, *(obstacle for column, obstacle in _ON_ITS_WAY.items() if under_way[column]))


async def unseen_on_its_way(case_files: tuple[CaseFile, ...]) -> bool:
    """Whether either side is publishing something, or has a bundle made: for the worker, who tells nobody whose."""
    row = await database.row("SELECT door_unseen_on_its_way($1::uuid[]) AS waits", [each.id for each in case_files])
    return bool(row and row["waits"])


_ON_ITS_WAY = {
    "contacts": Obstacle.CONTACT_IN_FLIGHT,
    "bundles": Obstacle.BUNDLE_UNDER_WAY,
    "publications": Obstacle.PUBLICATION_WAITING,
}
