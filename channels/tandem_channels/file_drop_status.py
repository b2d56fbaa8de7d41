"""Reading a printer's status file: a line a letter and day, in the words of `PostalStatus`; a bad line spoils no other.

id;status;date;reason;tracking_number
01a2…;deposited;2026-11-25;;RK123456785FR
01a2…;returned;2026-12-02;moved;
"""

import csv
import io
from dataclasses import replace
from datetime import date

from tandem_channels.contract import Provider
from tandem_channels.postal import PostalEvent, PostalStatus, ReturnedFor, Unreadable, UnreadLine

_NEEDED = ("id", "status", "date")
_LINES = 50_000
_LONGEST = 200  # characters of a cell that is kept
_TOLD = 40  # characters of one that is told back
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
}


def in_words(line: UnreadLine) -> str:
    """One line of the file that says what is wrong."""
    where = f"line {line.line}: " if line.line else ""
    return where + _WORDS[line.fault].format(about=line.about)


def read_status(content: bytes, provider: Provider) -> tuple[list[PostalEvent], list[UnreadLine]]:
    """The events of a file, and what is wrong with the lines that are none. UTF-8, semicolons or commas."""
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
                else:
                    events.append(found)
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
