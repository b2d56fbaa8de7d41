"""Reads of directives."""

from collections.abc import Iterable
from uuid import UUID

from tandem.directives.models import Directive
from tandem.kit.database import reading
from tandem.organizations.access import mine
from tandem.organizations.actor import Actor


async def directives_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[Directive]]:
    """The directives of case files already reached, newest first, released ones included."""
    found: dict[UUID, list[Directive]] = {case_file_id: [] for case_file_id in case_file_ids}
    async with reading(actor):
        directives = Directive.filter(mine(actor), case_file_id__in=list(found))
        for directive in await directives.order_by("-issued_at", "-id"):
            found[directive.case_file_id].append(directive)
    return found


async def directives_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Directive]:
    """Directives named by holds and events that the actor already reached."""
    async with reading(actor):
        return {directive.id: directive for directive in await Directive.filter(mine(actor), id__in=list(ids))}
