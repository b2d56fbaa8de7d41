"""Reading a printer's status file: a line a letter and day, in the words of `PostalStatus`; a bad line spoils no other.

id;status;date;reason;tracking_number
01a2…;deposited;2026-11-25;;RK123456785FR
01a2…;returned;2026-12-02;moved;
"""

import csv
import io
from datetime import date

from tandem_channels.contract import Provider
from tandem_channels.postal import PostalEvent, PostalStatus, ReturnedFor

_NEEDED = ("id", "status", "date")
_LINES = 50_000
_LONGEST = 200  # characters of a cell that is kept


def read_status(content: bytes, provider: Provider) -> tuple[list[PostalEvent], list[str]]:
    """The events of a file, and what is wrong with the lines that are none. UTF-8, semicolons or commas."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["not UTF-8"]
    head = text.split("\n", 1)[0]
    if text.count("\n") > _LINES:
        return [], [f"more than {_LINES} lines"]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
    events, faults = [], []
    try:
        named = [field.strip().lower() for field in rows.fieldnames or ()]
        missing = [name for name in _NEEDED if name not in named]
        if missing:
            return [], [f"line 1: no column {', '.join(missing)}"]
        for number, row in enumerate(rows, 2):
            plain = {str(key).strip().lower(): str(value or "").strip()[:_LONGEST] for key, value in row.items() if key}
            if any(plain.values()):
                found = _event(plain, provider)
                if isinstance(found, str):
                    faults.append(f"line {number}: {found}")
                else:
                    events.append(found)
    except csv.Error:
        faults.append("cannot be read to its end")
    return events, faults


def _event(row: dict[str, str], provider: Provider) -> PostalEvent | str:
    """The event of a line, or what is wrong with it."""
    word, reason = row["status"].lower(), row.get("reason", "").lower()
    status = PostalStatus(word) if word in set(PostalStatus) else PostalStatus.UNKNOWN
    if not row["id"]:
        return "no id"
    if any("\0" in cell for cell in row.values()):
        return "a character that is none"
    if status is PostalStatus.UNKNOWN:
        return "a status that nobody knows"
    if status is PostalStatus.RETURNED and reason not in set(ReturnedFor):
        return "returned, and no reason that is known"
    try:
        day = date.fromisoformat(row["date"])
    except ValueError:
        return "a date is written 2026-12-31"
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
