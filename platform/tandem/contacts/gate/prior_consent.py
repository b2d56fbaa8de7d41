"""Consents of a person to be called beyond the limits (12 CFR 1006.14(b)(3)(i))."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class PriorConsent:
    """That the person agreed to be called beyond the limits: the day they said so, since when it is known here, and
    when they took it back.
    """

    given_on: date
    known_at: datetime
    until: datetime | None = None

    def spares(self, at: datetime, zone: ZoneInfo, days: int) -> bool:
        """Whether a call made at that instant is not counted: known before it, its own day the first of `days`."""
        known = self.known_at <= at and (self.until is None or at < self.until)
        return known and self._covers(at.astimezone(zone).date(), days)

    def opens(self, day: date, days: int) -> bool:
        """Whether calls of that day, today or later, are free of the limits."""
        return self.until is None and self._covers(day, days)

    def _covers(self, day: date, days: int) -> bool:
        return self.given_on <= day < self.given_on + timedelta(days=days)
