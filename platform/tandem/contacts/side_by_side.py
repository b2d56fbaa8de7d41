"""What sweeps look at, agency by agency: a provider that hangs, or answers with nonsense, holds up its own alone."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import structlog

log = structlog.get_logger()
# How many agencies are looked at at once, and how many seconds each has: the next sweep takes the rest.
WIDTH, PATIENCE = 4, 60.0


async def look_at_each(
    sweep: str, found: Iterable[tuple[UUID, UUID]], look: Callable[[UUID, UUID], Awaitable[None]]
) -> None:
    """Call `look` for each agency and its id of something: an agency's one after the other, agencies side by side.

    What a look raises is written to the log as that of `sweep`, and keeps no other from being looked at.
    """
    by_agency: dict[UUID, list[UUID]] = defaultdict(list)
    for agency_id, one in found:
        by_agency[agency_id].append(one)
    places = asyncio.Semaphore(WIDTH)

    async def one_agency(agency_id: UUID, its: list[UUID]) -> None:
        async with places:
            try:
                async with asyncio.timeout(PATIENCE):
                    for one in its:
                        await _by_itself(sweep, look(agency_id, one), one)
            except TimeoutError:
                log.warning("contacts.sweep_out_of_time", sweep=sweep, agency_id=str(agency_id))

    async with asyncio.TaskGroup() as looking:
        for agency_id, its in by_agency.items():
            looking.create_task(one_agency(agency_id, its))


def pairs(rows: Iterable[Mapping[str, Any]]) -> list[tuple[UUID, UUID]]:
    """The agency and the attempt of each row of a door."""
    return [(row["agency_id"], row["attempt_id"]) for row in rows]


async def _by_itself(sweep: str, looking: Awaitable[None], one: UUID) -> None:
    try:
        await looking
    except Exception:
        log.exception("contacts.sweep_failed", sweep=sweep, id=str(one))
