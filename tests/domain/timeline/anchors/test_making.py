"""Making anchors: what they hold, when they are made, and that two processes never make the same one."""

import asyncio
import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from tandem.entrypoints.demo import cast_id
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.timeline import Chain
from tandem.timeline.anchors import make_anchor, make_anchor_when_due
from tandem.timeline.anchors.index import locked
from tandem.timeline.anchors.merkle import Tree
from tandem.timeline.anchors.written import Anchor
from tests.domain.timeline.anchors.conftest import Setting, happen
from tests.support.builders import make_case


@pytest.fixture(autouse=True)
def the_clock_is_set_back() -> Iterator[None]:
    yield
    clock.configure(timedelta(0))


def leaves_of(setting: Setting, anchor: Anchor) -> list[str]:
    return (setting.folder / anchor.leaves_name).read_text().splitlines()


async def heads() -> list[str]:
    """What the leaves should be, by the door's own table."""
    found = await database.rows("SELECT * FROM door_timeline_moved()")
    return [f"{row['case_file_id']} {row['chain']} {row['sequence']} {row['hash'].hex()}" for row in found]


async def test_the_first_anchor_has_a_leaf_for_every_chain(setting: Setting) -> None:
    one, other = await make_case(), await make_case()
    await happen(one.case_file, 2, Chain.AGENCY)
    expected = await heads()

    anchor = await make_anchor()

    assert anchor
    assert (anchor.number, anchor.previous) == (1, None)
    assert leaves_of(setting, anchor) == expected == sorted(expected)
    assert {line.split()[0] for line in expected} == {str(one.case_file.id), str(other.case_file.id)}
    assert f"{one.case_file.id} agency 2 " in "\n".join(expected)
    tree = Tree()
    for line in expected:
        tree.add(line.encode())
    assert (anchor.leaves, anchor.root) == (len(expected), tree.root())
    assert set(setting.files()) == {
        "00000001/anchor.txt", anchor.leaves_name, anchor.signature_name, anchor.key_name
    }  # fmt: skip


async def test_the_next_one_has_only_what_moved_and_names_the_one_before(setting: Setting) -> None:
    one, _ = await make_case(), await make_case()
    first = await make_anchor()
    await happen(one.case_file)

    second = await make_anchor()

    assert first
    assert second
    assert second.previous == hashlib.sha256((setting.folder / "00000001/anchor.txt").read_bytes()).digest()
    assert [line.split()[:3] for line in leaves_of(setting, second)] == [[str(one.case_file.id), "parties", "2"]]


async def test_it_is_made_when_the_interval_is_over_and_something_moved(setting: Setting) -> None:
    made = await make_case()
    assert await make_anchor_when_due()
    await happen(made.case_file)

    assert await make_anchor_when_due() is None
    clock.configure(timedelta(minutes=59))
    assert await make_anchor_when_due() is None
    clock.configure(timedelta(minutes=61))
    again = await make_anchor_when_due()

    assert again
    assert again.leaves == 1


async def test_where_nothing_moves_one_anchor_a_day_says_so(setting: Setting) -> None:
    await make_case()
    assert await make_anchor_when_due()

    for hours in (2, 5, 23):
        clock.configure(timedelta(hours=hours))
        assert await make_anchor_when_due() is None, hours
    clock.configure(timedelta(hours=25))
    quiet = await make_anchor_when_due()

    assert quiet
    assert (quiet.number, quiet.leaves, quiet.root) == (2, 0, hashlib.sha256(b"").digest())
    assert (await setting.faults())[0] == []


async def test_a_clock_that_was_set_back_stops_nothing(setting: Setting) -> None:
    made = await make_case()
    clock.configure(timedelta(days=2))
    assert await make_anchor_when_due()
    clock.configure(timedelta(0))
    await happen(made.case_file)

    assert await make_anchor_when_due()


async def test_asked_for_it_is_made_at_once_even_without_a_leaf(setting: Setting) -> None:
    first, second = await make_anchor(), await make_anchor()

    assert first
    assert second
    assert (first.leaves, second.leaves, second.number) == (0, 0, 2)


async def test_without_a_key_a_worker_makes_none(setting: Setting) -> None:
    await make_case()
    setting.configured(key=None)

    assert await make_anchor_when_due() is None
    with pytest.raises(RuntimeError, match="TANDEM_ANCHOR_KEY"):
        await make_anchor()
    assert setting.files() == {}


async def test_while_another_process_is_at_it_none_is_made(setting: Setting) -> None:
    await make_case()
    other = await asyncpg.connect(setting.urls.worker)
    async with other.transaction():
        await other.execute("SELECT pg_advisory_xact_lock(2054070980)")
        assert not await locked()

        assert await make_anchor() is None
    await other.close()

    assert setting.files() == {}
    assert await make_anchor()


async def test_many_at_once_make_each_number_once(setting: Setting) -> None:
    made = await make_case()

    for _ in range(5):
        await happen(made.case_file)
        await asyncio.gather(*(make_anchor() for _ in range(4)))

    faults, tally = await setting.faults()
    assert faults == []
    assert tally.anchors >= 5
    points = await database.row("SELECT sum(leaves) AS leaves FROM timeline_anchors")
    assert points == {"leaves": 5}, "each move of the chain is in one anchor"


async def test_the_fence_holds_without_the_lock(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two databases set to one store, or a lock that a pooler broke: the second writer fails, nothing is lost."""
    await make_case()

    together = asyncio.Barrier(3)

    async def always() -> bool:
        await together.wait()
        return True

    monkeypatch.setattr("tandem.timeline.anchors.index.locked", always)
    done = await asyncio.gather(*(make_anchor() for _ in range(3)), return_exceptions=True)

    # One that is only begun when another has ended is no second writer.
    made = sorted(each.number for each in done if isinstance(each, Anchor))
    assert made == list(range(1, len(made) + 1))
    assert sum(isinstance(each, RuntimeError | OperationalError) for each in done) == 3 - len(made), done
    assert (await setting.faults())[0] == []


async def test_a_file_that_is_no_anchor_of_ours_takes_its_number_and_is_named(setting: Setting) -> None:
    made = await make_case()
    await make_anchor()
    (setting.folder / "00000002").mkdir()
    (setting.folder / "00000002/anchor.txt").write_text("format: tandem/anchor/1\nnumber: 2\n")
    await happen(made.case_file)

    third = await make_anchor()

    assert third
    assert third.number == 3
    faults, _ = await setting.faults()
    assert faults == ["anchor 2: its lines are not those of an anchor"]


async def test_a_store_that_was_lost_is_gone_on_with_and_named(setting: Setting) -> None:
    made = await make_case()
    first = await make_anchor()
    for path in setting.folder.rglob("*.*"):
        path.unlink()
    await happen(made.case_file)

    second = await make_anchor()

    assert first
    assert second
    assert (second.number, second.previous) == (2, first.sha256)
    assert (await setting.faults())[0] == ["anchor 1: its file is missing"]


async def test_a_database_restored_from_yesterday_learns_of_the_anchors_since(setting: Setting) -> None:
    made = await make_case()
    for _ in range(3):
        await happen(made.case_file)
        await make_anchor()
    owner = await asyncpg.connect(setting.urls.owner)
    await owner.execute("DELETE FROM timeline_anchors WHERE number > 1; DELETE FROM timeline_anchored")
    await owner.close()

    fourth = await make_anchor()

    assert fourth
    assert (fourth.number, fourth.leaves) == (4, 0)
    assert (await setting.faults())[0] == []


async def test_the_web_role_learns_neither_what_moved_nor_how_much(setting: Setting) -> None:
    await make_case()
    await make_anchor()
    web = await asyncpg.connect(setting.urls.web)

    for refused in (
        "SELECT * FROM door_timeline_moved()",
        "SELECT leaves FROM timeline_anchors",
        "UPDATE timeline_anchored SET sequence = 0",
        "INSERT INTO timeline_anchored VALUES (gen_random_uuid(), 'parties', 1, 1)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute(refused)
    assert await web.fetchval("SELECT count(*) FROM timeline_anchors") == 1
    assert await web.fetchval("SELECT count(*) FROM timeline_anchored") == 0, "nobody acts"
    await web.close()


@pytest.mark.timeout(400)
async def test_a_hundred_thousand_chains_in_a_few_seconds(setting: Setting) -> None:
    sides = [cast_id("lenoir"), cast_id("bati-loire")]
    owner = await asyncpg.connect(setting.urls.owner)
    await owner.execute("ALTER TABLE timeline_heads DROP CONSTRAINT timeline_heads_case_file_id_fkey")
    await owner.copy_records_to_table(
        "timeline_heads", records=[(new_id(), "parties", *sides, 7, bytes(32)) for _ in range(100_000)]
    )
    await owner.close()

    started = time.perf_counter()
    anchor = await make_anchor()
    seconds = time.perf_counter() - started

    started = time.perf_counter()
    quiet = await make_anchor()
    print(f"100,000 chains anchored in {seconds:.1f} s; none moved, {time.perf_counter() - started:.2f} s")
    assert anchor
    assert quiet
    assert (anchor.leaves, quiet.leaves) == (100_000, 0)
    assert Path(setting.folder / anchor.leaves_name).stat().st_size > 10_000_000
    assert seconds < 100, "a few seconds on a machine of our own, more when it is busy; a mistake of order takes hours"
