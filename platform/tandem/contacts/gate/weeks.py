"""Window rows to weeks: the open hours of a channel, which change on the days that rows start or end."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from tandem.contacts.gate.dated import Dated, Period
from tandem.contacts.gate.pack import Origin, Week
from tandem.contacts.gate.rows import WEEKDAYS, WindowRow
from tandem.contacts.gate.vocabulary import Channel

# A letter has no hour.
TIMED_CHANNELS = (Channel.VOICE, Channel.SMS, Channel.EMAIL)


class OverlappingWindows(ValueError):
    """Two rows open the same minute: most often an old row that was not ended. `number` is the later row."""

    def __init__(self, number: int, earlier: int) -> None:
        super().__init__(f"opens minutes that row {earlier} opens already: end the old row or correct the hours")
        self.number = number


def hours_of(profile: str, rows: Sequence[WindowRow]) -> dict[Channel, Dated[Week]]:
    """The weeks of each channel that has rows. Raises OverlappingWindows, OverlappingPeriods."""
    hours: dict[Channel, Dated[Week]] = {}
    for channel in TIMED_CHANNELS:
        mine = [(n, row) for n, row in enumerate(rows, 1) if row.profile == profile and channel in row.channels]
        for (earlier, row), (later, other) in combinations(mine, 2):
            if _same_minutes(row, other):
                raise OverlappingWindows(later, earlier)
        if mine:
            weeks = _weeks([row for _, row in mine])
            hours[channel] = Dated.of(f"hours of {channel} for {profile}", weeks)
    return hours


def within(windows: Sequence[tuple[int, int]], hours: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """What is left of a day's windows within these hours."""
    cut = ((max(opens, hours[0]), min(closes, hours[1])) for opens, closes in windows)
    return tuple((opens, closes) for opens, closes in cut if opens < closes)


def _same_minutes(row: WindowRow, other: WindowRow) -> bool:
    dates = row.starts < (other.ends or date.max) and other.starts < (row.ends or date.max)
    return dates and bool(set(row.days) & set(other.days)) and row.start < other.end and other.start < row.end


def _weeks(rows: list[WindowRow]) -> list[Period[Week]]:
    changes = sorted({row.starts for row in rows} | {row.ends for row in rows if row.ends})
    weeks = []
    for index, starts in enumerate(changes):
        ends = changes[index + 1] if index + 1 < len(changes) else None
        in_force = [row for row in rows if row.starts <= starts and (row.ends is None or starts < row.ends)]
        if in_force:
            weeks.append(Period(starts, ends, _week(in_force)))
    return weeks


def _week(rows: list[WindowRow]) -> Week:
    days, origins = [], []
    for day in WEEKDAYS:
        mine = sorted((row for row in rows if day in row.days), key=lambda row: row.start)
        days.append(tuple((_minutes(row.start), _minutes(row.end)) for row in mine))
        spoken = mine[0] if mine else rows[0]
        origins.append(Origin(spoken.source, spoken.basis))
    return Week(tuple(days), tuple(origins))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
