"""Whoever watches is woken: the creditor as the batch moves, both sides when case files are there."""

from typing import Any
from uuid import UUID

import pytest

from tandem.kit import database
from tandem.kit.wakeups import Wakeup, flusher
from tandem.placements import checking
from tandem.placements.commands import accept_placement, confirm_placement
from tests.domain.placements_db.road import HELENE, MARC, Road, csv_of, invoices

BATI_LOIRE, LENOIR = HELENE.organization_id, MARC.organization_id


async def test_a_batch_wakes_its_creditor_at_each_step_and_the_agency_when_it_is_there(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Wakeup] = []
    monkeypatch.setattr(flusher, "hand_over", heard.extend)
    monkeypatch.setattr(checking, "STAGED_AT_ONCE", 4)

    batch = await road.checked(csv_of(*invoices(3, 4)))
    # Mapping taken, file read, rows judged, three chunks staged, verdicts there.
    assert audiences(heard, "placement", batch.id) == [{BATI_LOIRE}] * 7

    heard.clear()
    await confirm_placement(HELENE, batch.id, "confirm-key")
    await road.work()
    assert audiences(heard, "placement", batch.id)[-1] == {BATI_LOIRE, LENOIR}
    assert [one.organizations for one in heard if one.topic == "timeline"] == [(LENOIR, BATI_LOIRE)] * 3

    heard.clear()
    await accept_placement(MARC, batch.id)
    assert audiences(heard, "placement", batch.id) == [{BATI_LOIRE, LENOIR}]
    assert sum(one.topic == "timeline" for one in heard) == 3


async def test_progress_is_seen_by_others_while_the_rows_are_staged(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    put = database.copy

    async def put_and_look(*arguments: Any) -> None:
        row = await road.owner.fetchrow("SELECT state, progress FROM placement_batches")
        seen.append((row["state"], row["progress"]))
        await put(*arguments)

    monkeypatch.setattr(checking, "STAGED_AT_ONCE", 4)
    monkeypatch.setattr(database, "copy", put_and_look)

    await road.checked(csv_of(*invoices(3, 4)))

    assert seen == [("checking", 40), ("checking", 58), ("checking", 77)]


def audiences(heard: list[Wakeup], topic: str, subject: UUID) -> list[set[UUID]]:
    return [set(one.organizations) for one in heard if (one.topic, one.subject) == (topic, subject)]
