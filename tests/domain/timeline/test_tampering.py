"""Whoever owns the database can write over the timeline; verifying names the event.

A suffix chained anew and a tail cut together with its head agree with themselves: the anchors name those
(`anchors/test_verify.py`).
"""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, record
from tandem.timeline.verify import Tally, verify
from tests.domain.timeline.tampering import Row, hashed, rows_of, unguarded, write
from tests.support.builders import make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
CHANGED = "its contents do not give its hash: it was changed"


@dataclass(frozen=True)
class Told:
    """A case file whose shared chain has five events, and another one beside it."""

    urls: DatabaseUrls
    id: UUID
    other: UUID
    rows: list[Row]

    def named(self, sequence: int, problem: str, chain: str = "parties") -> str:
        """What verifying says of one of the five."""
        return f"case file {self.id}, chain {chain}, event {sequence} ({self.rows[sequence - 1]['id']}): {problem}"

    async def faults(self) -> list[str]:
        """What verifying says, as the owner."""
        owner = await asyncpg.connect(self.urls.owner)
        try:
            return [str(fault) async for fault in verify(owner, Tally())]
        finally:
            await owner.close()


@pytest.fixture
async def told(committed: DatabaseUrls) -> Told:
    made, other = (await make_case()).case_file, (await make_case()).case_file
    for case_file in (made, other):
        for _ in range(4):
            async with transaction(AWA):
                await record(AWA, case_file, NoteWritten(new_id(), body="Rappelé."), chain=Chain.PARTIES)
    owner = await asyncpg.connect(committed.owner)
    rows = await rows_of(owner, made.id)
    await owner.close()
    return Told(committed, made.id, other.id, rows)


async def test_untouched_chains_have_no_fault(told: Told) -> None:
    assert await told.faults() == []


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'payment_recorded'",
        "milestone = NOT milestone",
        "occurred_at = occurred_at - interval '1 microsecond'",
        "recorded_at = recorded_at + interval '1 day'",
        "recorded_at = 'infinity'",
        "occurred_at = '200000-01-01'",
        "supersedes = id",
        "public = replace(public, 'parties', 'agency') || ' '",
        "sealed = sealed || '\\x00'",
        "sealed = ''",
        "commitment = sha256('x')",
        "key_id = gen_random_uuid()",
        "agency_id = creditor_id",
        "creditor_id = agency_id",
        "encoding = 1",
        "hash = sha256('x')",
        "previous_hash = sha256('x')",
    ],
)
async def test_changing_an_event_is_named(told: Told, change: str) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute(f"UPDATE timeline_events SET {change} WHERE case_file_id = $1 AND sequence = 3", told.id)

    found = await told.faults()

    assert told.named(3, CHANGED) in found
    assert all(f"case file {told.id}" in fault for fault in found)


async def test_an_unknown_encoding_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute("UPDATE timeline_events SET encoding = 9 WHERE case_file_id = $1 AND sequence = 3", told.id)

    assert await told.faults() == [told.named(3, "its encoding 9 is not one that this release knows")]


async def test_changing_an_event_together_with_its_hash_is_named(told: Told) -> None:
    forged = hashed(told.rows[2], public="{}")
    async with unguarded(told.urls) as owner:
        await owner.execute(
            "UPDATE timeline_events SET public = $3, hash = $4 WHERE case_file_id = $1 AND sequence = $2",
            told.id,
            3,
            forged["public"],
            forged["hash"],
        )

    assert await told.faults() == [told.named(4, "it does not continue event 3: that one, or this one, was exchanged")]


@pytest.mark.parametrize("sequence", [1, 3])
async def test_deleting_an_event_is_named(told: Told, sequence: int) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute("DELETE FROM timeline_events WHERE case_file_id = $1 AND sequence = $2", told.id, sequence)

    assert await told.faults() == [told.named(sequence + 1, f"event {sequence} is missing before it")]


async def test_inserting_an_event_in_the_middle_is_named(told: Told) -> None:
    forged = hashed(told.rows[2], id=new_id(), sequence=4, previous_hash=told.rows[2]["hash"], public="{}")
    async with unguarded(told.urls) as owner:
        for sequence in (5, 4):
            await owner.execute(
                "UPDATE timeline_events SET sequence = sequence + 1 WHERE case_file_id = $1 AND sequence = $2",
                told.id,
                sequence,
            )
        await write(owner, forged)

    found = await told.faults()

    after = told.named(4, "it does not continue event 4: that one, or this one, was exchanged")
    assert found[0] == after.replace("event 4 (", "event 5 (")
    assert len(found) == 4


async def test_inserting_an_event_at_the_end_is_named(told: Told) -> None:
    forged = hashed(told.rows[4], id=new_id(), sequence=6, previous_hash=told.rows[4]["hash"])
    async with unguarded(told.urls) as owner:
        await write(owner, forged)

    where = f"case file {told.id}, chain parties, event 6 ({forged['id']})"
    assert await told.faults() == [f"{where}: the kept head says 5 events: it was inserted"]


async def test_swapping_two_events_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        for old, new in ((2, 100), (3, 2), (100, 3)):
            await owner.execute(
                "UPDATE timeline_events SET sequence = $3 WHERE case_file_id = $1 AND sequence = $2", told.id, old, new
            )

    found = await told.faults()

    second, third = told.rows[1]["id"], told.rows[2]["id"]
    where = f"case file {told.id}, chain parties"
    assert f"{where}, event 2 ({third}): {CHANGED}" in found
    assert f"{where}, event 3 ({second}): {CHANGED}" in found


async def test_cutting_the_tail_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute("DELETE FROM timeline_events WHERE case_file_id = $1 AND sequence > 3", told.id)

    problem = "it is the last, and the kept head says 5 events: those after it are missing"
    assert await told.faults() == [told.named(3, problem)]


async def test_deleting_a_whole_chain_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute("DELETE FROM timeline_events WHERE case_file_id = $1", told.id)

    where = f"case file {told.id}, chain parties, event 5 (None)"
    assert await told.faults() == [f"{where}: the whole chain is missing"]


async def test_moving_an_event_to_another_case_file_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute(
            "UPDATE timeline_events SET case_file_id = $2, sequence = 6 WHERE case_file_id = $1 AND sequence = 5",
            told.id,
            told.other,
        )

    found = await told.faults()

    moved = f"case file {told.other}, chain parties, event 6 ({told.rows[4]['id']})"
    problem = "it is the last, and the kept head says 5 events: those after it are missing"
    assert told.named(4, problem) in found
    assert f"{moved}: {CHANGED}" in found
    assert len(found) == 4


async def test_moving_an_event_to_another_chain_is_named(told: Told) -> None:
    async with unguarded(told.urls) as owner:
        await owner.execute(
            "UPDATE timeline_events SET chain = 'agency', sequence = 1 WHERE case_file_id = $1 AND sequence = 5",
            told.id,
        )

    found = await told.faults()

    assert f"case file {told.id}, chain agency, event 1 ({told.rows[4]['id']}): {CHANGED}" in found
    assert any(fault.startswith(f"case file {told.id}, chain parties, event 4 ") for fault in found)


async def test_a_head_that_was_exchanged_is_named(told: Told) -> None:
    owner = await asyncpg.connect(told.urls.owner)
    await owner.execute("UPDATE timeline_heads SET hash = sha256('x') WHERE case_file_id = $1", told.id)
    await owner.close()

    problem = "it is the last, and the kept head has another hash: it was exchanged"
    assert await told.faults() == [told.named(5, problem)]


async def test_a_lost_head_is_named(told: Told) -> None:
    owner = await asyncpg.connect(told.urls.owner)
    await owner.execute("DELETE FROM timeline_heads WHERE case_file_id = $1", told.id)
    await owner.close()

    assert await told.faults() == [told.named(5, "the kept head says 0 events: it was inserted")]
