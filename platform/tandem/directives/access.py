"""Which directives an actor reaches: those of the case files in reach."""

from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.models import CaseFile
from tandem.directives.errors import DirectiveNotFound
from tandem.directives.models import Directive
from tandem.kit import database
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import Reached


async def directive_for_update(actor: Actor, directive_id: UUID) -> tuple[Reached[Directive], CaseFile]:
    """A directive with its case file, both locked: the case file first, as every command does.

    Raises DirectiveNotFound outside the actor's reach.
    """
    reach = access.reach(actor)
    found = await database.row(
        f"SELECT cf.id FROM case_files cf JOIN directives d ON d.case_file_id = cf.id WHERE {reach.sql} AND d.id = $2",
        *reach.args,
        directive_id,
    )
    if found is None:
        raise DirectiveNotFound(field="directiveId")
    case_file = await access.case_file_for_update(actor, found["id"])
    directive = await Directive.select_for_update().get(id=directive_id)
    return Reached(directive, case_file.relation), case_file.row
