"""Verifying while others write, after a stop, cut anywhere, and in both encodings."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import time_machine

from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.notes.events import NoteWritten
from tandem.timeline import Chain, record
from tandem.timeline.verify import Run, Tally, new_run, stopped_run, stream, verify, verify_case_files
from tandem.timeline.verify.parts import PARTS
from tests.domain.timeline.tampering import hashed, rows_of, unguarded, write
from tests.support.builders import MadeCase, make_case

AWA = actor_of_cast("awa")


async def note(made: MadeCase) -> None:
    async with transaction(AWA):
        await record(AWA, made.case_file, NoteWritten(new_id(), body="Rappelé."), chain=Chain.AGENCY)


async def faults_of(connection: asyncpg.Connection, tally: Tally, run: Run | None = None) -> list[str]:
    return [str(fault) async for fault in verify(connection, tally, run)]


async def test_the_demo_is_right_and_counted(told: DatabaseUrls) -> None:
    owner, tally = await asyncpg.connect(told.owner), Tally()

    assert await faults_of(owner, tally) == []

    assert tally.events == await owner.fetchval("SELECT count(*) FROM timeline_events") > 100
    assert tally.chains == await owner.fetchval("SELECT count(*) FROM timeline_heads WHERE sequence > 0")
    await owner.close()


async def test_events_that_come_meanwhile_are_no_fault(committed: DatabaseUrls) -> None:
    made, ended = [await make_case() for _ in range(3)], False
    owner, tally = await asyncpg.connect(committed.owner), Tally()

    async def write_on(case: MadeCase) -> None:
        while not ended:
            await note(case)

    async with asyncio.TaskGroup() as group:
        for case in made:
            group.create_task(write_on(case))
        found = [await faults_of(owner, tally) for _ in range(5)]
        ended = True

    assert found == [[]] * 5
    assert tally.events > 15
    await owner.close()


async def test_one_case_file_is_verified_alone(committed: DatabaseUrls) -> None:
    made, other = await make_case(), await make_case()
    await note(made)
    async with unguarded(committed) as owner:
        await owner.execute("UPDATE timeline_events SET kind = 'x'")
        tally = Tally()

        found = await verify_case_files(owner, [made.case_file.id], tally)

    assert {(fault.case_file_id, fault.chain) for fault in found} == {
        (made.case_file.id, "agency"),
        (made.case_file.id, "parties"),
    }
    assert (tally.events, tally.chains) == (2, 2)
    assert other.case_file.id != made.case_file.id


async def test_events_of_encoding_1_are_judged_by_their_own_bytes(committed: DatabaseUrls) -> None:
    made = await make_case()
    async with unguarded(committed) as owner:
        (placed,) = await rows_of(owner, made.case_file.id)
        await owner.execute("DELETE FROM timeline_events")
        older = hashed(placed, encoding=1)
        await write(owner, older)
        await write(owner, hashed(older, encoding=2, sequence=2, id=new_id(), previous_hash=older["hash"]))
        last = hashed(older, encoding=2, sequence=2, previous_hash=older["hash"])
        await owner.execute("DELETE FROM timeline_events WHERE sequence = 2")
        await write(owner, last)
        await owner.execute("UPDATE timeline_heads SET sequence = 2, hash = $1", last["hash"])
        assert await faults_of(owner, Tally()) == []

        await owner.execute("UPDATE timeline_events SET kind = 'other' WHERE sequence = 1")
        (fault,) = await faults_of(owner, Tally())

    assert fault.endswith("its contents do not give its hash: it was changed")


async def test_a_stream_cut_anywhere_gives_the_same(told: DatabaseUrls) -> None:
    owner = await asyncpg.connect(told.owner)
    whole = bytearray()

    async def keep(data: bytes) -> None:
        whole.extend(data)

    await owner.copy_from_query(stream.events_sql("timeline_events event"), output=keep, format="binary")
    rows = await owner.fetch("SELECT case_file_id, chain, sequence, hash FROM timeline_heads")
    for size in (1, 7, 1_000, 100_000):
        heads = {(row["case_file_id"].bytes, row["chain"].encode()): (row["sequence"], row["hash"]) for row in rows}
        tally = Tally()
        walk = stream.Walk(heads, tally)
        part = bytes(whole[: 200_000 if size < 10 else None])
        for start in range(0, len(part), size):
            await walk.feed(part[start : start + size])
        if size >= 10:
            assert walk.finish() == []
            assert tally.events == sum(row["sequence"] for row in rows)
        else:
            assert tally.events > 50
    await owner.close()


async def test_a_table_that_was_altered_is_told_and_not_half_read(committed: DatabaseUrls) -> None:
    made = await make_case()
    for _ in range(2):
        await note(made)
    async with unguarded(committed) as owner:
        await owner.execute("ALTER TABLE timeline_events ALTER COLUMN kind DROP NOT NULL")
        await owner.execute("UPDATE timeline_events SET kind = NULL WHERE chain = 'agency' AND sequence = 2")
        found = await faults_of(owner, Tally())
        assert "chain agency, event 1 (" in found[-1]
        assert "what is stored after it cannot be read" in found[-1]

        await owner.execute("UPDATE timeline_events SET kind = NULL")
        with pytest.raises(stream.UnreadableEvents):
            await faults_of(owner, Tally())


async def test_a_detached_partition_is_missed(committed: DatabaseUrls) -> None:
    made = await make_case()
    async with unguarded(committed) as owner:
        part = await owner.fetchval("SELECT tableoid::regclass::text FROM timeline_events")
        await owner.execute(f"ALTER TABLE timeline_events DETACH PARTITION {part}")

        found = await faults_of(owner, Tally())

    where = f"case file {made.case_file.id}, chain parties, event 1 (None)"
    assert found == [f"{where}: the whole chain is missing"]


async def stopped_after(owner: asyncpg.Connection, path: Path, parts: int) -> Run:
    """A run that was stopped once `parts` were done, read again from its file."""
    run = await new_run(owner, path)
    everything = await new_run(owner, path.with_suffix(".whole"))
    await faults_of(owner, Tally(), everything)
    run.done = {part: everything.done[part] for part in range(parts)}
    run.save()
    again = await stopped_run(owner, path)
    assert again is not None
    return again


async def test_a_stopped_run_goes_on_and_gives_the_same(told: DatabaseUrls, tmp_path: Path) -> None:
    owner, whole, tally = await asyncpg.connect(told.owner), Tally(), Tally()
    await faults_of(owner, whole)

    run = await stopped_after(owner, tmp_path / "run.json", 20)
    assert await faults_of(owner, tally, run) == []

    assert tally == whole
    assert run.done.keys() == set(range(PARTS))
    await owner.close()


async def test_faults_found_before_the_stop_are_told_again(committed: DatabaseUrls, tmp_path: Path) -> None:
    await make_case()
    async with unguarded(committed) as owner:
        await owner.execute("UPDATE timeline_events SET kind = 'x'")
        before = await faults_of(owner, Tally())
        run = await stopped_after(owner, tmp_path / "run.json", PARTS)

        assert await faults_of(owner, Tally(), run) == before != []


async def test_a_chain_that_moved_since_the_stop_is_looked_at_again(committed: DatabaseUrls, tmp_path: Path) -> None:
    made, still = await make_case(), await make_case()
    owner = await asyncpg.connect(committed.owner)
    run = await stopped_after(owner, tmp_path / "run.json", PARTS)
    await owner.close()

    await note(made)
    await note(made)
    async with unguarded(committed) as owner:
        await owner.execute("UPDATE timeline_events SET kind = 'x' WHERE chain = 'agency' AND sequence = 2")
        await owner.execute("UPDATE timeline_events SET kind = 'x' WHERE case_file_id = $1", still.case_file.id)
        found = await faults_of(owner, Tally(), run)

    assert [fault.split(" (")[0] for fault in found] == [f"case file {made.case_file.id}, chain agency, event 2"]


async def test_a_run_of_yesterday_or_of_another_database_is_not_gone_on_with(
    told: DatabaseUrls, committed: DatabaseUrls, tmp_path: Path
) -> None:
    here, there = await asyncpg.connect(told.owner), await asyncpg.connect(committed.owner)
    path = tmp_path / "run.json"
    assert await stopped_run(here, path) is None
    (await new_run(here, path)).save()

    assert await stopped_run(here, path) is not None
    assert await stopped_run(there, path) is None
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert await stopped_run(here, path) is None
    await here.close()
    await there.close()
