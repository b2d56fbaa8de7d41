"""Finding one case file, inside the reader's reach."""

from uuid import UUID

from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.queries import case_file_by_id
from tandem.organizations.actor import Actor
from tandem_graphql.casefiles.types import CaseFile


async def case_file_of(actor: Actor, case_file_id: UUID) -> CaseFile:
    """One case file as it is now. Raises CaseFileNotFound outside the actor's reach."""
    row = await case_file_by_id(actor, case_file_id)
    if row is None:
        raise CaseFileNotFound(field="caseFileId")
    return CaseFile.of(actor, row)
