"""The printer that takes letters from a folder: the contract, and a crash at each step of a hand-over."""

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tandem_channels.contract import Rejected, Unavailable
from tandem_channels.file_drop import FileDrop
from tandem_channels.postal import Unread, Unreadable, UnreadLine
from tests.channels.postal_contract import LETTER, PostalContract

_COLUMNS = ("id", "status", "date", "reason", "tracking_number")


class Killed(BaseException):
    """What a test throws where a process would die."""


class FileDropBench:
    """A folder, and what a printer does in it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "agency"
        for name in ("letters", "making", "sent", "status/reading", "status/read", "status/refused"):
            (self.folder / name).mkdir(parents=True)
        self.channel = FileDrop(self.folder)
        self._names = itertools.count(1)

    def unreachable(self) -> FileDrop:
        mount = self.folder.parent / "mount"  # there, and nothing is mounted on it
        mount.mkdir(exist_ok=True)
        return FileDrop(mount / "agency")

    @contextmanager
    def lose_next(self) -> Iterator[None]:
        real = Path.rename

        def lose(path: Path, target: Path) -> Path:
            real(path, target)
            raise OSError("gone")

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Path, "rename", lose)
            yield

    def taken(self) -> list[tuple[str, bytes]]:
        letters = self.folder / "letters"
        return [(one.name, (one / "letter.pdf").read_bytes()) for one in sorted(letters.glob("*"))]

    def tell(self, *lines: tuple[str, str, str, str, str]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows([_COLUMNS, *lines])
        self.drop(f"{next(self._names):04}.csv", text.getvalue().encode())

    def drop(self, name: str, content: bytes) -> None:
        (self.folder / "status").mkdir(parents=True, exist_ok=True)
        (self.folder / "status" / name).write_bytes(content)


@pytest.fixture
def bench(tmp_path: Path) -> FileDropBench:
    return FileDropBench(tmp_path)


class TestFileDrop(PostalContract):
    """The folder keeps every promise of a postal provider."""


# What must be on the disk before the next, in the order of a hand-over: the process dies before it.
STEPS = ("letter", "index", "its folder", "making", "mark", "sent", "rename", "letters")


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
async def test_a_crash_at_any_step_neither_loses_nor_doubles_a_letter(bench: FileDropBench, step: int) -> None:
    calls = itertools.count()
    with pytest.MonkeyPatch.context() as patched:
        for owner, name in ((os, "fsync"), (Path, "rename")):
            patched.setattr(owner, name, dying(getattr(owner, name), calls, step))
        with pytest.raises(Killed):
            await bench.channel.submit(LETTER)
    seen = bench.taken()

    found = await bench.channel.find(LETTER.attempt_id)
    if found is None:
        assert seen == []
        await bench.channel.submit(LETTER)

    assert bench.taken() == [(LETTER.attempt_id, LETTER.pdf)]
    assert list((bench.folder / "making").iterdir()) == []


async def test_a_letter_that_the_printer_took_away_is_not_made_again(bench: FileDropBench) -> None:
    await bench.channel.submit(LETTER)
    os.rename(bench.folder / "letters" / LETTER.attempt_id, bench.folder / "at the printer")

    await bench.channel.submit(LETTER)

    assert bench.taken() == []


async def test_the_index_says_how_it_is_posted_and_runs_no_formula(bench: FileDropBench) -> None:
    await bench.channel.submit(LETTER)

    text = (bench.folder / "letters" / LETTER.attempt_id / "index.csv").read_text()
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["id"], row["service"]) == (LETTER.attempt_id, "registered_receipt")
    assert row["address"] == "Jeanne Martin / 4 rue des Lilas / 44000 Nantes"


async def test_an_id_is_never_a_path(bench: FileDropBench) -> None:
    with pytest.raises(Rejected):
        await bench.channel.submit(type(LETTER)("../../etc", "R", ("A",), LETTER.service, b"%PDF"))


async def test_a_disk_that_is_full_took_nothing(bench: FileDropBench) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Unavailable):
            await bench.channel.submit(LETTER)

    assert await bench.channel.find(LETTER.attempt_id) is None


@pytest.mark.parametrize("content", [b"\xff\xfe nothing", b"", b"id;status\nx;delivered\n"])
async def test_a_file_that_cannot_be_read_is_put_aside_with_its_reason(bench: FileDropBench, content: bytes) -> None:
    bench.drop("bad.csv", content)

    [report] = await bench.channel.reports()
    await bench.channel.settle(report)

    assert (report.events, bool(report.faults)) == ((), True)
    assert sorted(path.name for path in (bench.folder / "status" / "refused").iterdir()) == ["bad.csv", "bad.txt"]


async def test_a_file_that_is_still_being_written_is_left_alone(bench: FileDropBench) -> None:
    bench.drop(".half.csv", b"id;status;date\n")
    bench.drop("half.csv.part", b"id;status;date\n")

    assert await bench.channel.reports() == []


async def test_the_place_of_a_share_that_is_away_stays_empty_until_a_person_asks_for_folders(
    bench: FileDropBench,
) -> None:
    away = bench.unreachable()

    with pytest.raises(Unavailable):
        await away.submit(LETTER)
    assert list((bench.folder.parent / "mount").iterdir()) == []

    assert await away.is_usable()
    await away.submit(LETTER)
    assert await away.find(LETTER.attempt_id)


async def test_what_is_written_while_a_file_is_read_is_read_next(bench: FileDropBench) -> None:
    line = b"id;status;date\nA;delivered;2026-11-2"
    bench.drop("status.csv", line + b"5\n")
    [first] = await bench.channel.reports()

    bench.drop("status.csv", line + b"6\n")
    await bench.channel.settle(first)
    [second] = await bench.channel.reports()
    await bench.channel.settle(second)

    assert [one.happened_on.day for report in (first, second) for one in report.events] == [25, 26]
    assert sorted(path.name for path in (bench.folder / "status" / "read").iterdir()) == ["status-2.csv", "status.csv"]


async def test_what_an_ended_process_was_reading_is_told_again(bench: FileDropBench) -> None:
    bench.drop("status.csv", b"id;status;date\nA;delivered;2026-11-25\n")
    [before] = await bench.channel.reports()

    assert await FileDrop(bench.folder).reports() == [before]


@pytest.mark.parametrize(
    "content",
    [b"x" * 200_000, b"id;status;date\n" + b"A;delivered;2026-11-25\n" * 50_001],
    ids=["a line beyond any reader", "more lines than are read"],
)
async def test_one_file_that_nobody_can_read_keeps_no_other_out(bench: FileDropBench, content: bytes) -> None:
    bench.drop("0.csv", content)
    bench.drop("1.csv", b"id;status;date\nA;delivered;2026-11-25\n")

    bad, good = await bench.channel.reports()

    assert (bad.events, bool(bad.faults)) == ((), True)
    assert (len(good.events), good.faults) == (1, ())


async def test_a_line_with_what_no_text_holds_is_a_fault_of_that_line(bench: FileDropBench) -> None:
    bench.drop("1.csv", b"id;status;date\nA\x00;delivered;2026-11-25\nB;delivered;2026-11-25\n")

    [report] = await bench.channel.reports()

    assert [one.attempt_id for one in report.events] == ["B"]
    assert report.faults == (UnreadLine(Unreadable.CHARACTER, 2),)


async def test_what_cannot_be_read_is_listed_until_somebody_has_dealt_with_it(bench: FileDropBench) -> None:
    bench.drop("1.csv", b"id;status;date\nA;delivered;2026-11-25\nB;eaten;2026-11-25\nC;delivered;25/11/2026\n")
    bench.drop("2.csv", b"id;status\nx;delivered\n")
    assert await bench.channel.unread() == Unread()
    for report in await bench.channel.reports():
        await bench.channel.settle(report)

    unread = await bench.channel.unread()

    assert unread.total == 2
    assert [(one.name, one.lines) for one in unread.oldest] == [
        ("1.csv", (UnreadLine(Unreadable.STATUS, 3, "eaten"), UnreadLine(Unreadable.DATE, 4, "25/11/2026"))),
        ("2.csv", (UnreadLine(Unreadable.COLUMNS, 1, "date"),)),
    ]
    says = bench.folder / "status" / "refused" / "1.txt"
    assert says.read_text().splitlines()[0] == "line 3: a status that nobody knows: eaten"
    assert unread.oldest[0].since == datetime.fromtimestamp(says.stat().st_mtime, UTC)

    assert await bench.channel.settle_unread("1.csv")
    assert not await bench.channel.settle_unread("1.csv")

    assert [one.name for one in (await bench.channel.unread()).oldest] == ["2.csv"]
    assert sorted(path.name for path in (bench.folder / "status" / "read").iterdir()) == ["1.csv", "1.txt"]


SLIP = b"%PDF-1.7 the slip of a deposit"
_PROVEN = b"id;status;date;proof\nA;deposited;2026-11-25;A-slip.pdf\n"


async def test_a_line_names_its_proof_which_is_read_with_it_and_put_away(bench: FileDropBench) -> None:
    bench.drop("A-slip.pdf", SLIP)
    bench.drop("1.csv", _PROVEN)

    [first] = await bench.channel.reports()
    [again] = await bench.channel.reports()
    await bench.channel.settle(again)
    [event] = again.events

    assert event.proof
    assert (event.proof.name, event.proof.load()) == ("A-slip.pdf", SLIP)
    assert (again.faults, first.events) == ((), again.events)
    assert sorted(path.name for path in (bench.folder / "status" / "read").iterdir()) == ["1.csv", "A-slip.pdf"]
    assert list((bench.folder / "status").glob("*.*")) == []


async def test_told_again_with_another_proof_it_is_another_event(bench: FileDropBench) -> None:
    bench.drop("1.csv", _PROVEN.replace(b"A-slip.pdf", b""))
    bench.drop("2.csv", _PROVEN)
    bench.drop("A-slip.pdf", SLIP)

    without, proven = [report.events[0] for report in await bench.channel.reports()]

    assert without.proof is None
    assert without.dedupe_key != proven.dedupe_key


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("A-slip.pdf", None, Unreadable.PROOF_MISSING),
        ("A-slip.pdf", b"", Unreadable.PROOF_SIZE),
        ("A-slip.pdf", b"%PDF-" + b"0" * 10_000_000, Unreadable.PROOF_SIZE),
        ("A-slip.pdf", b"MZ a program", Unreadable.PROOF_TYPE),
        ("B-slip.pdf", SLIP, Unreadable.PROOF_NAME),
        ("A-slip.exe", SLIP, Unreadable.PROOF_NAME),
        ("A/../../x.pdf", None, Unreadable.PROOF_NAME),
        ("../A.pdf", None, Unreadable.PROOF_NAME),
    ],
    ids=["missing", "empty", "large", "a program", "another's", "an ending", "a path", "above"],
)
async def test_what_is_told_counts_whatever_is_wrong_with_its_proof(
    bench: FileDropBench, name: str, content: bytes | None, fault: Unreadable
) -> None:
    if content is not None:
        bench.drop(name, content)
    bench.drop("1.csv", _PROVEN.replace(b"A-slip.pdf", name.encode()))

    [report] = await bench.channel.reports()

    assert [(one.attempt_id, one.proof) for one in report.events] == [("A", None)]
    assert report.faults == (UnreadLine(fault, 2, name),)


@pytest.mark.parametrize("name", ["../1.csv", "", ".", "2.csv", "/etc/passwd"])
async def test_only_what_lies_among_the_refused_is_dealt_with(bench: FileDropBench, name: str) -> None:
    bench.drop("1.csv", b"id;status;date\nA;delivered;2026-11-25\n")

    assert not await bench.channel.settle_unread(name)
    assert [path.name for path in (bench.folder / "status").glob("*.csv")] == ["1.csv"]


async def test_a_share_that_is_away_tells_nothing_of_what_cannot_be_read(bench: FileDropBench) -> None:
    away = bench.unreachable()

    with pytest.raises(Unavailable):
        await away.unread()
    with pytest.raises(Unavailable):
        await away.settle_unread("1.csv")


def dying(real: Callable[..., Any], calls: Iterator[int], step: int) -> Callable[..., Any]:
    """The call, dying before it where its turn is the step."""

    def call(*arguments: Any) -> Any:
        if next(calls) == step:
            raise Killed
        return real(*arguments)

    return call
