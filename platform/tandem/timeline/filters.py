"""What a timeline is narrowed to: groups of kinds, a side, a period of days; as conditions in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.kit.errors import InvalidInput
from tandem.timeline.events import Chain
from tandem.timeline.groups import EventGroup, GroupedBy
from tandem.timeline.kinds import every_kind

HOME = "Europe/Paris"
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """Each part left out narrows nothing. The period is that of recording, as is the order: `since` up to `before`."""

    groups: frozenset[EventGroup] = frozenset()
    chain: Chain | None = None
    since: datetime | None = None
    before: datetime | None = None

    @classmethod
    def of_days(
        cls,
        groups: Iterable[EventGroup] = (),
        chain: Chain | None = None,
        first_day: date | None = None,
        last_day: date | None = None,
        zone: str = HOME,
    ) -> "TimelineFilter":
        """From a period of whole days in the reader's time zone, both included.

        Raises InvalidInput for an unknown zone, a day outside our calendar and a period that ends before it begins.
        """
        if first_day and last_day and last_day < first_day:
            raise InvalidInput("filter.until", last_day, "day_after_from")
        since = start_of(first_day, zone, "filter.from") if first_day else None
        before = end_of(last_day, zone, "filter.until") if last_day else None
        return cls(frozenset(groups), chain, since, before)

    def conditions(self, args: list[object]) -> list[str]:
        """SQL conditions on `timeline_entries`; values are added to `args`."""
        found = []
        if self.groups:
            found.append(_in_groups(self.groups, args))
        if self.chain is not None:
            found.append(f"chain = {_added(args, self.chain.value)}")
        if self.since is not None:
            found.append(f"recorded_at >= {_added(args, self.since)}")
        if self.before is not None:
            found.append(f"recorded_at < {_added(args, self.before)}")
        return found


EVERYTHING = TimelineFilter()


def start_of(day: date, zone: str, field: str) -> datetime:
    """The instant at which a day begins in a time zone, also on the days when clocks change. Raises InvalidInput."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidInput(field, day, "day_in_calendar")
    return datetime.combine(day, time.min, _zone(zone)).astimezone(UTC)


def end_of(day: date, zone: str, field: str) -> datetime:
    """The instant at which the next day begins. Raises InvalidInput."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidInput(field, day, "day_in_calendar")
    return datetime.combine(day + timedelta(days=1), time.min, _zone(zone)).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput("timeZone", name, "time_zone") from None


def _in_groups(wanted: frozenset[EventGroup], args: list[object]) -> str:
    """By kind, and where a kind belongs to several groups by the field that decides."""
    whole, parts = [], []
    for kind, declared in every_kind().items():
        grouping = declared.group
        if isinstance(grouping, GroupedBy):
            parts.append(_in_part(kind, grouping, wanted, args))
        elif grouping in wanted:
            whole.append(kind)
    return f"({' OR '.join([f'kind = ANY ({_added(args, whole)}::text[])', *filter(None, parts)])})"


def _in_part(kind: str, grouping: GroupedBy, wanted: frozenset[EventGroup], args: list[object]) -> str | None:
    inside = [value for value, group in grouping.values.items() if group in wanted]
    if grouping.otherwise in wanted:
        outside = [value for value in grouping.values if value not in inside]
        chosen = f"coalesce(data ->> '{grouping.field}', '') <> ALL ({_added(args, outside)}::text[])"
    elif inside:
        chosen = f"data ->> '{grouping.field}' = ANY ({_added(args, inside)}::text[])"
    else:
        return None
    return f"(kind = '{kind}' AND {chosen})"


def _added(args: list[object], value: object) -> str:
    args.append(value)
    return f"${len(args)}"
