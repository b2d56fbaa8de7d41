"""Reading a printer's status file: a line a letter and day, in the words of `PostalStatus`; a bad line spoils no other.

id;status;date;reason;tracking_number;proof
01a2…;deposited;2026-11-25;;RK123456785FR;01a2…-slip.pdf
01a2…;returned;2026-12-02;moved;;

`proof`, which may be left out, names a file beside it: what the line tells counts, whatever is wrong with its proof.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tandem_channels.contract import Provider, Unavailable
from tandem_channels.postal import PostalEvent, PostalProof, PostalStatus, ReturnedFor, Unreadable, UnreadLine

_NEEDED = ("id", "status", "date")
_LINES = 50_000
_LONGEST = 200  # characters of a cell that is kept
_TOLD = 40  # characters of one that is told back
PROOF_MOST = 10_000_000
"""Bytes of a proof."""
# After the letter's id, so that no proof is taken for another letter's, and no name is a path.
_PROOF_ENDS = re.compile(r"[A-Za-z0-9_.-]{0,40}\.(pdf|png|jpg|jpeg)", re.IGNORECASE)
_PROOF_BEGINS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# The first bytes of a file of the printer's, one more than a proof may have; None: there is none of that name.
Beside = Callable[[str], bytes | None]
_F = Unreadable
# What the file beside a refused one says, for whoever writes the printer's files.
_WORDS = {
    _F.NO_ID: "no id",
    _F.CHARACTER: "a character that is none",
    _F.STATUS: "a status that nobody knows: {about}",
    _F.REASON: "returned, and no reason that is known: {about}",
    _F.DATE: "a date is written 2026-12-31, not: {about}",
    _F.COLUMNS: "no column {about}",
    _F.ENCODING: "not UTF-8",
    _F.CUT_OFF: "cannot be read to its end",
    _F.LINES: "more than {about} lines",
    _F.SIZE: "larger than {about} bytes",
    _F.CLOSED: "may not be opened by us",
    _F.PROOF_NAME: "a proof has the letter's id and .pdf, .png or .jpg in its name, such as ID-slip.pdf, not: {about}",
    _F.PROOF_MISSING: "no file {about} in status: put the proof there first, then tell it again",
    _F.PROOF_SIZE: f"the proof {{about}} is empty or larger than {PROOF_MOST} bytes",
    _F.PROOF_TYPE: "the proof {about} is no PDF, PNG or JPEG",
}


def in_words(line: UnreadLine) -> str:
    """One line of the file that says what is wrong."""
    where = f"line {line.line}: " if line.line else ""
    return where + _WORDS[line.fault].format(about=line.about)


def read_status(content: bytes, provider: Provider, beside: Beside) -> tuple[list[PostalEvent], list[UnreadLine]]:
    """The events of a file, and what is wrong with lines and their proofs. UTF-8, semicolons or commas."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [UnreadLine(_F.ENCODING)]
    head = text.split("\n", 1)[0]
    if text.count("\n") > _LINES:
        return [], [UnreadLine(_F.LINES, about=str(_LINES))]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
    events: list[PostalEvent] = []
    faults: list[UnreadLine] = []
    try:
        named = [field.strip().lower() for field in rows.fieldnames or ()]
        missing = [name for name in _NEEDED if name not in named]
        if missing:
            return [], [UnreadLine(_F.COLUMNS, 1, ", ".join(missing))]
        for number, row in enumerate(rows, 2):
            plain = {str(key).strip().lower(): str(value or "").strip()[:_LONGEST] for key, value in row.items() if key}
            if any(plain.values()):
                found = _event(plain, provider)
                if isinstance(found, UnreadLine):
                    faults.append(replace(found, line=number))
                    continue
                proof = _proof(plain, beside)
                if isinstance(proof, UnreadLine):
                    faults.append(replace(proof, line=number))
                events.append(_proven(found, proof) if isinstance(proof, PostalProof) else found)
    except csv.Error:
        faults.append(UnreadLine(_F.CUT_OFF))
    return events, faults


def _event(row: dict[str, str], provider: Provider) -> PostalEvent | UnreadLine:
    """The event of a line, or what is wrong with it."""
    word, reason = row["status"].lower(), row.get("reason", "").lower()
    status = PostalStatus(word) if word in set(PostalStatus) else PostalStatus.UNKNOWN
    if not row["id"]:
        return UnreadLine(_F.NO_ID)
    if any("\0" in cell for cell in row.values()):
        return UnreadLine(_F.CHARACTER)
    if status is PostalStatus.UNKNOWN:
        return UnreadLine(_F.STATUS, about=row["status"][:_TOLD])
    if status is PostalStatus.RETURNED and reason not in set(ReturnedFor):
        return UnreadLine(_F.REASON, about=reason[:_TOLD])
    try:
        day = date.fromisoformat(row["date"])
    except ValueError:
        return UnreadLine(_F.DATE, about=row["date"][:_TOLD])
    return PostalEvent(
        provider=provider,
        dedupe_key=f"{row['id']} {word} {day.isoformat()} {reason}",
        attempt_id=row["id"],
        status=status,
        happened_on=day,
        raw=row,
        reason=ReturnedFor(reason) if reason in set(ReturnedFor) else None,
        tracking_number=row.get("tracking_number") or None,
    )


def _proof(row: dict[str, str], beside: Beside) -> PostalProof | UnreadLine | None:
    """The proof that a line names, or what is wrong with it; None where it names none."""
    name = row.get("proof", "")
    if not name:
        return None
    if not name.startswith(row["id"]) or not _PROOF_ENDS.fullmatch(name.removeprefix(row["id"])):
        return UnreadLine(_F.PROOF_NAME, about=name[:_TOLD])
    content = beside(name)
    if content is None:
        return UnreadLine(_F.PROOF_MISSING, about=name)
    if not 0 < len(content) <= PROOF_MOST:
        return UnreadLine(_F.PROOF_SIZE, about=name)
    if not content.startswith(_PROOF_BEGINS):
        return UnreadLine(_F.PROOF_TYPE, about=name)
    return PostalProof(name, hashlib.sha256(content).hexdigest(), lambda: _loaded(name, beside))


def _loaded(name: str, beside: Beside) -> bytes:
    content = beside(name)
    if content is None:
        raise Unavailable
    return content


def _proven(event: PostalEvent, proof: PostalProof) -> PostalEvent:
    return replace(event, dedupe_key=f"{event.dedupe_key} {proof.sha256}", proof=proof)
