"""Reads of directives."""

from collections.abc import Iterable
from uuid import UUID

from tandem.casefiles.parts import Parts, parts_by_case_file, parts_by_id
from tandem.directives.models import Directive
from tandem.organizations.actor import Actor

DIRECTIVES = Parts("directives", "{row}.issued_at DESC, {row}.id DESC")


async def directives_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Directive]]:
    """The directives of case files in the actor's reach, newest first, released ones included."""
    return await parts_by_case_file(actor, Directive, DIRECTIVES, case_file_ids)


async def directives_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Directive]:
    """Directives named by holds and events that the actor already reached."""
    return await parts_by_id(actor, Directive, DIRECTIVES, ids)
