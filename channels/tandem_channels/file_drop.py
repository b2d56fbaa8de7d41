"""A printer that takes letters from a folder and puts status files into it: no account, no network of ours.

    letters/<id>/letter.pdf, index.csv   for the printer, complete or not there at all; it may take the folder away
    status/*.csv                         from the printer: id;status;date;reason;tracking_number;proof
    status/<id>….pdf, .png, .jpg         proofs that its lines name; there before the line is, and never replaced
    status/reading                       what is being read, out of the way of the next file of the same name
    status/read, status/refused          what was read, proofs too; what holds a line that nobody can read, and why
    sent/<id>                            which letters were handed over: what keeps the same one from being made twice
    making/<id>                          letters that are not ready

A letter is written and flushed in `making`, then its mark in `sent`, then the folder is renamed into `letters`. With a
mark and without a folder in `making` it was handed over; with both, a crash came between, and the rename is all that
is left to do. So a crash at any instant neither loses nor doubles a letter.
"""

import asyncio
import contextlib
import csv
import hashlib
import io
import os
import re
import shutil
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tandem_channels.contract import Cause, Provider, Rejected, SendReceipt, Unavailable, Unconfirmed
from tandem_channels.file_drop_status import PROOF_MOST, in_words, read_status
from tandem_channels.postal import OutboundLetter, PostalReport, Unread, Unreadable, UnreadLine, UnreadReport

TAKEN = "taken"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_LARGEST = 5_000_000  # bytes of a status file
_FOLDERS = ("letters", "making", "sent", "status", "status/reading", "status/read", "status/refused")
_STATUS_FILE, _SAYS = ".csv", ".txt"  # what the printer writes, and what we write beside one that we refuse
_OLDEST = 50  # files with unread lines that are looked into
_APART = "~"  # between the name of a file that is being read and what makes it the only one
# What a spreadsheet would run as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class FileDrop:
    """The printer of one agency, in a folder of its own.

    Its folders are made by `is_usable` alone, which a person asks for. Where they are missing, the share is away: a
    letter that was put into the empty place where it is mounted would never be printed.
    """

    provider = Provider.FILE_DROP

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def submit(self, letter: OutboundLetter) -> SendReceipt:
        """Put the letter into the folder; the same id is there once, whoever asks again."""
        if not _ID.fullmatch(letter.attempt_id):
            raise Rejected("id", Cause.CONFIGURATION)
        return await asyncio.to_thread(self._submit, letter)

    async def find(self, attempt_id: str) -> SendReceipt | None:
        """The letter that was handed over, or whose hand-over is ended now that a crash had left it half done."""
        return await asyncio.to_thread(self._find, attempt_id)

    async def reports(self) -> Sequence[PostalReport]:
        """One for each status file, the oldest name first. Files whose name begins with a dot are not ready."""
        return await asyncio.to_thread(self._reports)

    async def settle(self, report: PostalReport) -> None:
        """Move the file out of the way, to `refused` where a line of it could not be read."""
        await asyncio.to_thread(self._settle, report)

    async def unread(self) -> Unread:
        """The files in `refused`, the oldest first; whoever takes one out of there has dealt with it, too."""
        return await asyncio.to_thread(self._unread)

    async def settle_unread(self, name: str) -> bool:
        """Move the file, with what is wrong with it, to `read`."""
        return await asyncio.to_thread(self._settle_unread, name)

    async def is_usable(self) -> bool:
        """Whether letters can be put there, in folders that are made now if they never were."""
        return await asyncio.to_thread(self._made)

    async def close(self) -> None:
        """Nothing stays open."""

    def _made(self) -> bool:
        try:
            if not self._folder.parent.is_dir():
                return False
            for name in _FOLDERS:
                (self._folder / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        return os.access(self._folder / "letters", os.W_OK)

    def _ready(self) -> None:
        if not all((self._folder / name).is_dir() for name in _FOLDERS):
            raise Unavailable

    def _submit(self, letter: OutboundLetter) -> SendReceipt:
        self._ready()
        known = self._find(letter.attempt_id)
        if known is not None:
            return known
        making, mark = self._folder / "making" / letter.attempt_id, self._folder / "sent" / letter.attempt_id
        try:
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            _write(making / "letter.pdf", letter.pdf)
            _write(making / "index.csv", _index(letter))
            _flush(making)
            _flush(making.parent)
        except OSError:
            raise Unavailable from None  # without its mark it is not handed over
        try:
            _write(mark, hashlib.sha256(letter.pdf).hexdigest().encode(), exclusive=True)
            _flush(mark.parent)
            self._end(letter.attempt_id)
        except OSError:
            raise Unconfirmed from None
        return SendReceipt(self.provider, letter.attempt_id, TAKEN)

    def _find(self, attempt_id: str) -> SendReceipt | None:
        self._ready()
        if not (self._folder / "sent" / attempt_id).is_file():
            return None
        try:
            self._end(attempt_id)
        except OSError:
            raise Unconfirmed from None
        return SendReceipt(self.provider, attempt_id, TAKEN)

    def _end(self, attempt_id: str) -> None:
        """The rename that hands it over, unless that was done."""
        making = self._folder / "making" / attempt_id
        if making.is_dir():
            making.rename(self._folder / "letters" / attempt_id)
            _flush(self._folder / "letters")

    def _reports(self) -> list[PostalReport]:
        self._ready()
        reading = self._folder / "status" / "reading"
        try:
            for path in (self._folder / "status").iterdir():
                if path.is_file() and path.suffix.lower() == _STATUS_FILE and not path.name.startswith("."):
                    _take(path, reading)
            return [self._report(path) for path in sorted(reading.iterdir())]
        except OSError:
            raise Unavailable from None

    def _report(self, path: Path) -> PostalReport:
        try:
            if path.stat().st_size > _LARGEST:
                return PostalReport(path.name, (), (UnreadLine(Unreadable.SIZE, about=str(_LARGEST)),))
            events, faults = read_status(path.read_bytes(), self.provider, self._beside)
        except FileNotFoundError:
            return PostalReport(path.name, ())  # another worker has settled it
        except PermissionError:
            return PostalReport(path.name, (), (UnreadLine(Unreadable.CLOSED),))
        return PostalReport(path.name, tuple(events), tuple(faults))

    def _beside(self, name: str) -> bytes | None:
        """A proof, were it read before: of a report that is read again because nobody could settle it."""
        for folder in (self._folder / "status", self._folder / "status" / "read"):
            with contextlib.suppress(FileNotFoundError), (folder / name).open("rb") as file:
                return file.read(PROOF_MOST + 1)
        return None

    def _settle(self, report: PostalReport) -> None:
        path = self._folder / "status" / "reading" / report.key
        name = Path(report.key.rpartition(_APART)[0])
        try:
            target = _free(self._folder / "status" / ("refused" if report.faults else "read") / name)
            if report.faults:
                _write(target.with_suffix(_SAYS), "\n".join(map(in_words, report.faults)).encode())
            path.rename(target)
            for proof in {event.proof.name for event in report.events if event.proof}:
                with contextlib.suppress(FileNotFoundError):
                    (self._folder / "status" / proof).rename(_free(self._folder / "status" / "read" / proof))
        except FileNotFoundError:
            return  # another worker has read it, too
        except OSError:
            raise Unavailable from None

    def _unread(self) -> Unread:
        self._ready()
        try:
            refused = (self._folder / "status" / "refused").iterdir()
            since = {one: _since(one) for one in refused if one.suffix.lower() == _STATUS_FILE}
            oldest = sorted(since, key=lambda one: (since[one], one.name))[:_OLDEST]
            found = [UnreadReport(one.name, since[one], self._report(one).faults) for one in oldest]
        except OSError:
            raise Unavailable from None
        return Unread(len(since), tuple(found))

    def _settle_unread(self, name: str) -> bool:
        self._ready()
        refused = self._folder / "status" / "refused"
        try:
            # Only what lies there: a name that somebody gives is never a path.
            if name not in {one.name for one in refused.iterdir()}:
                return False
            for one in {refused / name, (refused / name).with_suffix(_SAYS)}:
                if one.is_file():
                    one.rename(_free(self._folder / "status" / "read" / one.name))
        except FileNotFoundError:
            return False  # somebody else has, too
        except OSError:
            raise Unavailable from None
        return True


def _since(refused: Path) -> datetime:
    """When it was read: what is wrong with it was written then, beside it."""
    says = refused.with_suffix(_SAYS)
    return datetime.fromtimestamp((says if says.is_file() else refused).stat().st_mtime, UTC)


def _free(target: Path) -> Path:
    """The same name, or one with a number where there is such a file already."""
    name, number = target, 1
    while target.exists():
        number += 1
        target = name.with_name(f"{name.stem}-{number}{name.suffix}")
    return target


def _take(path: Path, reading: Path) -> None:
    """Out of the printer's way before a line is read: what it writes next under that name is a file of its own."""
    try:
        path.rename(reading / f"{path.name}{_APART}{uuid.uuid4().hex}")
    except FileNotFoundError:
        return  # another worker has taken it


def _index(letter: OutboundLetter) -> bytes:
    """One line about the letter, with the address as its lines: semicolons, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("id", "reference", "service", "address", "sha256"))
    address = " / ".join(letter.address)
    cells = (letter.attempt_id, letter.reference, letter.service, address, hashlib.sha256(letter.pdf).hexdigest())
    writer.writerow("'" + cell if cell.startswith(_FORMULA_STARTS) else cell for cell in cells)
    return text.getvalue().encode()


def _write(path: Path, content: bytes, *, exclusive: bool = False) -> None:
    """The whole file, on the disk when this returns."""
    with path.open("xb" if exclusive else "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """What was made or renamed in a folder, on the disk when this returns."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
