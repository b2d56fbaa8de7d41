"""One page of a case file's timeline."""

from collections.abc import Iterable
from uuid import UUID

from tandem.kit.pagination import Page
from tandem.organizations.actor import Actor
from tandem.timeline.queries import Entry, newest_of, positions_of, timeline_of
from tandem_graphql.connections import page_info
from tandem_graphql.context import Context
from tandem_graphql.timeline.types import TimelineConnection, TimelineEdge, event_of


async def timeline_page(context: Context, case_file_id: UUID, first: int, after: str | None) -> TimelineConnection:
    """Newest first, already filtered for the reader.

    The position of the live stream is read before the first page: an event between the two comes twice, never not.
    """
    if after is None:
        await position_of(context, case_file_id)
        page = await context.loaders.need(_newest, (case_file_id, first))
    else:
        page = await timeline_of(context.actor, case_file_id, first, after)
    edges = [TimelineEdge(cursor=cursor, node=event_of(context.actor, entry)) for cursor, entry in page.items]
    return TimelineConnection(edges=edges, page_info=page_info(page))


async def position_of(context: Context, case_file_id: UUID) -> str:
    """Where a live stream that starts now would start."""
    return str(await context.loaders.need(positions_of, case_file_id))


async def _newest(actor: Actor, keys: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], Page[Entry]]:
    """First pages by case file and size: one statement for each size, and a list asks for one size."""
    by_size: dict[int, list[UUID]] = {}
    for case_file_id, first in keys:
        by_size.setdefault(first, []).append(case_file_id)
    return {
        (case_file_id, first): page
        for first, case_file_ids in by_size.items()
        for case_file_id, page in (await newest_of(actor, case_file_ids, first)).items()
    }
