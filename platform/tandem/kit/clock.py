"""The one place that knows what time it is; shifted as a whole by TANDEM_CLOCK for demonstrations and tests."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)


def configure(shift: timedelta) -> None:
    """Shift the clock of this process. Only the composition root calls this."""
    global _shift
    _shift = shift


def shift() -> timedelta:
    """How far this process's clock is from the real one."""
    return _shift


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC) + _shift


def today(zone: str = "Europe/Paris") -> date:
    """The present calendar day in `zone` (an IANA name)."""
    return local_day(now(), zone)


def local_day(at: datetime, zone: str = "Europe/Paris") -> date:
    """The calendar day of an instant in `zone` (an IANA name)."""
    return at.astimezone(ZoneInfo(zone)).date()


def until_next_day(zone: str = "Europe/Paris") -> timedelta:
    """How long the present calendar day still lasts in `zone`: one of 23 or 25 hours where clocks change."""
    at = now()
    midnight = datetime.combine(local_day(at, zone) + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    # Across a change of the clock only instants of one zone that has none can be subtracted.
    return midnight.astimezone(UTC) - at


def is_shifted() -> bool:
    """True when demonstrations run at another time than the real one."""
    return _shift != timedelta(0)
