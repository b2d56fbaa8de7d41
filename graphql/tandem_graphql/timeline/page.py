"""One page of a case file's timeline."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import strawberry

from tandem.kit.pagination import Page
from tandem.organizations.actor import Actor
from tandem.timeline import Chain, EventGroup
from tandem.timeline.filters import EVERYTHING, HOME, TimelineFilter
from tandem.timeline.paging import Window
from tandem.timeline.queries import Entry, positions_of, timelines_of
from tandem_graphql.connections import page_info
from tandem_graphql.context import Context
from tandem_graphql.timeline.types import TimelineConnection, TimelineEdge, event_of


@strawberry.input(name="TimelineFilter")
class TimelineFilterInput:
    """What is left out narrows nothing. The period is of whole days in the reader's time zone, both included."""

    groups: list[EventGroup] | None = None
    chain: Chain | None = strawberry.field(
        default=None, description="PARTIES: what both sides see; one's own: what only one's own side sees."
    )
    since: date | None = strawberry.field(default=None, name="from")
    until: date | None = None

    def parse(self, zone: str) -> TimelineFilter:
        """As the domain narrows timelines. Raises InvalidInput."""
        return TimelineFilter.of_days(self.groups or (), self.chain, self.since, self.until, zone)


def window_of(
    actor: Actor,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    start_on: date | None,
    time_zone: str | None,
    narrowed: TimelineFilterInput | None,
) -> Window:
    """The arguments of the connection as the domain's page. Raises InvalidInput."""
    zone = time_zone or HOME
    return Window.of(
        actor,
        first=first,
        after=after,
        last=last,
        before=before,
        start_on=start_on,
        zone=zone,
        narrowed=narrowed.parse(zone) if narrowed else EVERYTHING,
    )


async def timeline_page(context: Context, case_file_id: UUID, window: Window) -> TimelineConnection:
    """Newest first, already filtered for the reader.

    The position of the live stream is read before the first page: an event between the two comes twice, never not.
    """
    if window.cursor is None:
        await position_of(context, case_file_id)
    page = await context.loaders.need(_pages, (case_file_id, window))
    edges = [TimelineEdge(cursor=cursor, node=event_of(context.actor, entry)) for cursor, entry in page.items]
    return TimelineConnection(edges=edges, page_info=page_info(page))


async def position_of(context: Context, case_file_id: UUID) -> str:
    """Where a live stream that starts now would start."""
    return (await context.loaders.need(positions_of, case_file_id)).told_to(context.actor)


async def _pages(actor: Actor, keys: Iterable[tuple[UUID, Window]]) -> dict[tuple[UUID, Window], Page[Entry]]:
    """Pages by case file and window: one statement for each window, and a list asks for one window."""
    by_window: dict[Window, list[UUID]] = {}
    for case_file_id, window in keys:
        by_window.setdefault(window, []).append(case_file_id)
    return {
        (case_file_id, window): page
        for window, case_file_ids in by_window.items()
        for case_file_id, page in (await timelines_of(actor, case_file_ids, window)).items()
    }
