"""One page of a case file's timeline."""

from uuid import UUID

from tandem.timeline.queries import positions_of, timeline_of
from tandem_graphql.connections import page_info
from tandem_graphql.context import Context
from tandem_graphql.timeline.types import TimelineConnection, TimelineEdge, event_of


async def timeline_page(context: Context, case_file_id: UUID, first: int, after: str | None) -> TimelineConnection:
    """Newest first, already filtered for the reader.

    The position of the live stream is read before the first page: an event between the two comes twice, never not.
    """
    if after is None:
        await position_of(context, case_file_id)
    page = await timeline_of(context.actor, case_file_id, first, after)
    edges = [TimelineEdge(cursor=cursor, node=event_of(context.actor, entry)) for cursor, entry in page.items]
    return TimelineConnection(edges=edges, page_info=page_info(page))


async def position_of(context: Context, case_file_id: UUID) -> str:
    """Where a live stream that starts now would start."""
    return str(await context.loaders.need(positions_of, case_file_id))
