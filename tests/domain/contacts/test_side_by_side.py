"""A provider that hangs, or answers with nonsense, holds up its own agency alone."""

import asyncio
from uuid import UUID

import pytest

from tandem.contacts import side_by_side
from tandem.contacts.side_by_side import look_at_each

HANGING, FAILING, GOOD = UUID(int=1), UUID(int=2), UUID(int=3)
FOUND = [(agency, UUID(int=100 * agency.int + n)) for agency in (HANGING, FAILING, GOOD) for n in range(3)]


async def test_what_hangs_or_fails_holds_up_its_own_agency_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "PATIENCE", 0.2)
    seen: list[UUID] = []

    async def look(agency_id: UUID, one: UUID) -> None:
        if agency_id == HANGING:
            await asyncio.Event().wait()
        seen.append(one)
        if agency_id == FAILING:
            raise ValueError(one)

    await look_at_each("test", FOUND, look)

    assert sorted(seen) == [one for agency, one in FOUND if agency != HANGING]


async def test_an_agencys_own_are_looked_at_one_after_the_other_and_few_agencies_at_once() -> None:
    busy: list[UUID] = []
    most = 0

    async def look(agency_id: UUID, _: UUID) -> None:
        nonlocal most
        assert agency_id not in busy
        busy.append(agency_id)
        most = max(most, len(busy))
        await asyncio.sleep(0)
        busy.remove(agency_id)

    found = [(UUID(int=agency), UUID(int=n)) for n in range(3) for agency in range(9)]
    await look_at_each("test", found, look)

    assert most == side_by_side.WIDTH
