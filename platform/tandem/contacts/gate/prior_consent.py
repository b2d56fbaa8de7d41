"""Consents of a person to be called beyond the limits (12 CFR 1006.14(b)(3)(i))."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class PriorConsent:
    """That the person agreed to be called beyond the limits: when they said so, since when it is known here, and when
    they took it back.
    """

    given_at: datetime
    known_at: datetime
    until: datetime | None = None

    def spares(self, at: datetime, zone: ZoneInfo, days: int) -> bool:
        """Whether a call made at that instant is not counted: known before it, the day it was given the first of
        `days`, as dates go at the place of the call.
        """
        known = self.known_at <= at and (self.until is None or at < self.until)
        return known and 0 <= at.astimezone(zone).toordinal() - self.first_day(zone) < days

    def first_day(self, zone: ZoneInfo) -> int:
        """The number (date.toordinal) of the day on which it was given, there."""
        return self.given_at.astimezone(zone).toordinal()
