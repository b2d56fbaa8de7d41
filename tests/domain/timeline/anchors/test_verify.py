"""What verify says of anchors: the chain made anew, the cut tail, the deleted chain, and files that are not right."""

import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from tandem.casefiles.models import CaseFile
from tandem.kit.ids import new_id
from tandem.timeline import Chain
from tandem.timeline.anchors import make_anchor
from tandem.timeline.anchors.signing import fingerprint, private_key
from tandem.timeline.anchors.store import opened
from tandem.timeline.verify import Tally, verify
from tests.domain.timeline.anchors.conftest import SEED, Setting, happen
from tests.domain.timeline.anchors.forging import chain_again
from tests.domain.timeline.tampering import unguarded
from tests.support.builders import make_case

OTHER = private_key(bytes(reversed(SEED)))


async def anchored_case(setting: Setting) -> CaseFile:
    """A case file with six events in its shared chain, anchored after the third and after the sixth."""
    made = await make_case()
    await happen(made.case_file, 2)
    assert await make_anchor()
    await happen(made.case_file, 3)
    assert await make_anchor()
    return made.case_file


async def inside(setting: Setting) -> list[str]:
    """What verifying the database against itself finds."""
    owner = await asyncpg.connect(setting.urls.owner)
    try:
        return [str(fault) async for fault in verify(owner, Tally())]
    finally:
        await owner.close()


async def id_of(setting: Setting, case_file: CaseFile, sequence: int) -> str:
    owner = await asyncpg.connect(setting.urls.owner)
    found = await owner.fetchval(
        "SELECT id FROM timeline_events WHERE case_file_id = $1 AND chain = 'parties' AND sequence = $2",
        case_file.id,
        sequence,
    )
    await owner.close()
    return str(found)


async def test_untouched_chains_and_anchors_are_right(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    await happen(case_file)

    faults, tally = await setting.faults()

    assert faults == []
    assert (tally.anchors, tally.points, tally.stamped) == (2, 2, 0)


async def test_a_suffix_chained_anew_is_named_although_the_database_agrees_with_itself(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    async with unguarded(setting.urls) as owner:
        await chain_again(owner, case_file.id, "parties", 5)

    assert await inside(setting) == [], "inside the database nothing shows"
    (fault,), _ = await setting.faults()

    assert fault.startswith(
        f"case file {case_file.id}, chain parties, event 6 ({await id_of(setting, case_file, 6)}): "
        "it is not the one that was there at "
    )
    assert fault.endswith("(anchor 2)")


async def test_the_first_anchor_that_differs_is_the_one_that_is_named(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    async with unguarded(setting.urls) as owner:
        await chain_again(owner, case_file.id, "parties", 1)

    (fault,), _ = await setting.faults()

    assert f"event 3 ({await id_of(setting, case_file, 3)})" in fault
    assert fault.endswith("(anchor 1)")


async def test_a_cut_tail_with_its_head_moved_back_is_named(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    async with unguarded(setting.urls) as owner:
        for table in ("timeline_events", "timeline_entries"):
            await owner.execute(f"DELETE FROM {table} WHERE case_file_id = $1 AND sequence > 4", case_file.id)
        await owner.execute(
            "UPDATE timeline_heads h SET sequence = 4, hash = e.hash FROM timeline_events e "
            "WHERE e.case_file_id = h.case_file_id AND e.chain = h.chain AND e.sequence = 4 AND e.case_file_id = $1",
            case_file.id,
        )

    assert await inside(setting) == []
    (fault,), _ = await setting.faults()

    assert fault.startswith(f"case file {case_file.id}, chain parties, event 6 (None): it is gone, and was there at ")
    # It is still named once others have come after it and were anchored.
    await happen(case_file, 4)
    assert await make_anchor()
    (again,), _ = await setting.faults()
    assert again.startswith(f"case file {case_file.id}, chain parties, event 6 (")
    assert again.endswith("(anchor 2)")


async def test_a_deleted_chain_is_named(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    async with unguarded(setting.urls) as owner:
        for table in ("timeline_events", "timeline_heads", "timeline_anchored"):
            await owner.execute(f"DELETE FROM {table} WHERE case_file_id = $1", case_file.id)

    assert await inside(setting) == []
    (fault,), _ = await setting.faults()

    assert fault.startswith(f"case file {case_file.id}, chain parties, event 3 (None): it is gone")


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        (
            "UPDATE timeline_anchored SET sequence = 9",
            "event 6 ({event}): the database says that event 9 by anchor 2 is",
        ),
        ("UPDATE timeline_anchored SET anchor = 1", "event 3 ({event}): the database says that event 6 by anchor 1 is"),
        ("DELETE FROM timeline_anchored", "event 3 ({event}): the database says that nothing is anchored last"),
    ],
    ids=["as far as its head", "an older anchor", "none"],
)
async def test_a_forged_row_of_how_far_a_chain_was_anchored_is_named(setting: Setting, forged: str, told: str) -> None:
    """The next anchor passes the chain over, and its page says that all is proved."""
    case_file = await anchored_case(setting)
    await happen(case_file, 3)
    async with unguarded(setting.urls) as owner:
        await owner.execute(forged)

    (fault,), _ = await setting.faults()

    event = await id_of(setting, case_file, int(told.split()[1]))
    assert f"case file {case_file.id}, chain parties, {told.format(event=event)}" in fault


@pytest.mark.parametrize("number", [2, 7], ids=["an anchor without it", "an anchor that never was"])
async def test_a_row_of_a_chain_that_no_anchor_has_is_named(setting: Setting, number: int) -> None:
    case_file = await anchored_case(setting)
    await happen(case_file, chain=Chain.AGENCY)
    async with unguarded(setting.urls) as owner:
        await owner.execute("INSERT INTO timeline_anchored VALUES ($1, 'agency', 1, $2)", case_file.id, number)

    faults, _ = await setting.faults()

    assert faults == [f"anchor {number}: the database names it for 1 chains that are not among its leaves"]


async def test_an_anchor_made_meanwhile_accuses_nobody(setting: Setting) -> None:
    """Its file is there before its rows are committed, and its rows move while others are read."""
    case_file = await anchored_case(setting)
    await happen(case_file, 2)
    owner = await asyncpg.connect(setting.urls.owner)
    before = await owner.fetch("SELECT * FROM timeline_anchored")
    assert await make_anchor()
    await owner.execute("DELETE FROM timeline_anchors WHERE number = 3")
    await owner.execute("UPDATE timeline_anchored SET sequence = $1, anchor = $2", before[0][2], before[0][3])
    await owner.close()

    assert (await setting.faults())[0] == []
    assert await make_anchor()
    assert (await setting.faults())[0] == []


def remove(name: str) -> Callable[[Setting], None]:
    def tamper(setting: Setting) -> None:
        (found,) = setting.folder.glob(name)
        found.unlink()

    return tamper


def write_over(name: str, old: bytes, new: bytes) -> Callable[[Setting], None]:
    def tamper(setting: Setting) -> None:
        (found,) = setting.folder.glob(name)
        text = found.read_bytes()
        assert old in text
        found.write_bytes(text.replace(old, new))

    return tamper


def exchange_leaves(setting: Setting) -> None:
    """Other leaves of the same number, with everything else as it was."""
    (found,) = setting.folder.glob("00000001/leaves.*")
    text = found.read_bytes()
    found.write_bytes(text.replace(text[-10:-2], b"00000000"))


def move(setting: Setting) -> None:
    """The first anchor in the second one's place."""
    shutil.rmtree(setting.folder / "00000002")
    shutil.copytree(setting.folder / "00000001", setting.folder / "00000002")


WRONG: list[tuple[str, Callable[[Setting], None], list[str]]] = [
    ("no anchor file", remove("00000001/anchor.txt"), ["anchor 1: its file is missing"]),
    ("the newest one removed", remove("00000002/anchor.txt"), ["anchor 2: its file is missing"]),
    ("no leaves", remove("00000001/leaves.*"), ["anchor 1: its file 00000001/leaves."]),
    ("no signature", remove("00000002/anchor.*.sig"), ["anchor 2: its file 00000002/anchor."]),
    ("no key", remove("keys/*"), ["anchor 1: its file keys/", "anchor 2: its file keys/"]),
    (
        "another time",
        write_over("00000001/anchor.txt", b"time: 2", b"time: 1"),
        # Its signature's name follows from its text.
        ["anchor 1: its file 00000001/anchor."],
    ),
    ("other leaves", exchange_leaves, ["anchor 1: its leaves are not those whose SHA-256 it names"]),
    ("another one's place", move, ["anchor 2: it calls itself number 1"]),
    (
        "not even text",
        write_over("00000001/anchor.txt", b"format", b"\xff\xfe"),
        ["anchor 1: 'ascii' codec can't decode byte 0xff"],
    ),
]


async def test_files_that_are_not_right_are_named(setting: Setting, tmp_path: Path) -> None:
    await anchored_case(setting)
    right = setting.folder

    for number, (case, tamper, expected) in enumerate(WRONG):
        setting.folder = shutil.copytree(right, tmp_path / f"wrong-{number}")
        setting.configured(store=opened(str(setting.folder)))
        tamper(setting)
        faults, _ = await setting.faults()

        assert len(faults) == len(expected), (case, faults)
        assert all(fault.startswith(beginning) for fault, beginning in zip(faults, expected, strict=True)), faults


async def test_anchors_made_anew_by_another_key_are_named(setting: Setting) -> None:
    """Whoever has the database and the store, but not the key, makes all anchors again with one of his own."""
    case_file = await anchored_case(setting)
    pinned = setting.anchoring.pinned
    shutil.rmtree(setting.folder)
    setting.folder.mkdir()
    owner = await asyncpg.connect(setting.urls.owner)
    await owner.execute("DELETE FROM timeline_anchors; DELETE FROM timeline_anchored")
    await owner.close()
    setting.configured(key=OTHER)
    await happen(case_file)
    assert await make_anchor()

    setting.configured(key=None, trusted=pinned)
    faults, tally = await setting.faults()

    assert faults == [f"anchor 1: it is signed by the key {fingerprint(OTHER).hex()}, which is none of yours"]
    assert tally.points == 0


async def test_an_anchor_that_was_exchanged_and_signed_again_breaks_the_link(setting: Setting) -> None:
    """Even the key does not help: the next anchor names the SHA-256 of this one, and the database remembers it."""
    await anchored_case(setting)
    owner = await asyncpg.connect(setting.urls.owner)
    kept = await owner.fetchrow("SELECT * FROM timeline_anchors WHERE number = 1")
    await owner.execute("DELETE FROM timeline_anchors")
    second = {name: data for name, data in setting.files().items() if name.startswith("00000002/")}
    shutil.rmtree(setting.folder / "00000001")
    shutil.rmtree(setting.folder / "00000002")
    assert await make_anchor()
    for name, data in second.items():
        (setting.folder / name).parent.mkdir(exist_ok=True)
        (setting.folder / name).write_bytes(data)
    await owner.execute("UPDATE timeline_anchors SET sha256 = $1", kept["sha256"])
    await owner.close()

    faults, _ = await setting.faults()

    assert faults == [
        "anchor 1: it is not the one that the database remembers",
        "anchor 2: it does not continue the anchor before it",
    ]


async def test_a_former_key_counts_when_it_is_named(setting: Setting) -> None:
    case_file = await anchored_case(setting)
    former = setting.anchoring.pinned
    setting.configured(key=OTHER)
    await happen(case_file)
    assert await make_anchor()

    refused, _ = await setting.faults()
    setting.configured(trusted=former)

    assert [fault.partition(":")[0] for fault in refused] == ["anchor 1", "anchor 2"]
    assert (await setting.faults())[0] == []


async def test_without_a_key_nothing_is_believed(setting: Setting) -> None:
    await anchored_case(setting)
    setting.configured(key=None)

    assert (await setting.faults())[0] == [
        "anchor 2: no key is known: set TANDEM_ANCHOR_KEY or TANDEM_TRUSTED_ANCHOR_KEYS"
    ]


async def test_a_chain_that_never_was_is_not_forgiven(setting: Setting) -> None:
    """Points count one by one: many thousand right ones hide no wrong one."""
    case_file = await anchored_case(setting)
    owner = await asyncpg.connect(setting.urls.owner)
    await owner.execute("ALTER TABLE timeline_heads DROP CONSTRAINT timeline_heads_case_file_id_fkey")
    ghost = new_id()
    await owner.execute(
        "INSERT INTO timeline_heads SELECT $1, 'parties', agency_id, creditor_id, 3, hash FROM timeline_heads "
        "WHERE case_file_id = $2",
        ghost,
        case_file.id,
    )
    await owner.close()
    assert await make_anchor()

    (fault,), tally = await setting.faults()

    assert fault.startswith(f"case file {ghost}, chain parties, event 3 (None): it is gone")
    assert tally.points == 3
