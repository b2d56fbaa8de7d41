"""The rows of a pack file as a lawyer writes them; pydantic names every field that is wrong."""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import (
    Basis,
    Channel,
    ClaimNature,
    ContactResult,
    Decision,
    InterruptionKind,
    Segment,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Text = Annotated[str, Field(min_length=1)]
Limit = Annotated[int, Field(ge=1)]


def _minute_of_day(clock: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", clock):
        raise ValueError("write a time of day such as 09:00, at most 24:00")
    return clock


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is not a time zone such as Europe/Paris") from None
    return name


Clock = Annotated[str, AfterValidator(_minute_of_day)]
ZoneName = Annotated[str, AfterValidator(_zone)]


class Row(BaseModel):
    """Closed: a misspelt field is an error, not a rule that is silently left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class DatedRow(Row):
    """A row in force from a day, before another, with its source."""

    starts: date = Field(alias="from")
    ends: date | None = Field(default=None, alias="until")
    basis: Basis
    source: Text

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "DatedRow":
        if self.ends is not None and self.ends <= self.starts:
            raise ValueError("until must be after from")
        return self


class RuleRow(DatedRow):
    """The source of a rule that has no figures."""

    code: ReasonCode


class ProfileRow(Row):
    """A profile and the segments it serves."""

    name: Text
    segments: list[Segment] = Field(min_length=1)
    counted_per: Literal["person", "debtor", "debt"]


class WindowRow(DatedRow):
    """Open hours [start, end) of some channels on some weekdays."""

    profile: Text
    channels: list[Channel] = Field(min_length=1)
    days: list[Weekday] = Field(min_length=1)
    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> "WindowRow":
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self


class CapsRow(DatedRow):
    """How often a person may be reached; a limit left out is no limit."""

    profile: Text
    calls_7d: Limit | None = None
    calls_day: Limit | None = None
    contacts_7d: Limit | None = None
    attempts_7d: Limit | None = None
    cooldown_days: Limit | None = None
    call_channels: list[Channel]
    cooldown_channels: list[Channel]
    uncounted_calls: list[ContactResult]


class LimitationRow(DatedRow):
    """A limitation period for some segments."""

    segments: list[Segment] = Field(min_length=1)
    nature: ClaimNature
    years: Limit
    period: Literal["same_day", "from_next_january"]
    interrupted_by: list[InterruptionKind]
    barred: Literal[Decision.BLOCK, Decision.REVIEW]


class RegionRow(DatedRow):
    """Where a postal code is: its holidays and its time zones."""

    name: Text
    country: Text
    subdivision: Text | None = None
    zones: list[ZoneName] = Field(min_length=1)
    postal_codes: list[Annotated[str, Field(pattern=r"^\d+$")]]

    @model_validator(mode="after")
    def _is_known_to_the_calendar(self) -> "RegionRow":
        known = holidays.list_supported_countries(include_aliases=False)
        if self.country not in known:
            raise ValueError(f"the holiday calendar does not know the country {self.country!r}")
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            raise ValueError(f"the holiday calendar of {self.country} does not know {self.subdivision!r}")
        return self


class AnswerRow(DatedRow):
    """How long an answer counts as one."""

    reply_hours: Limit
    callback_minutes: Limit


class PackFile(Row):
    """A whole pack file."""

    name: Text
    version: Text
    legal_zone: ZoneName
    rules: list[RuleRow]
    profiles: list[ProfileRow] = Field(min_length=1)
    windows: list[WindowRow]
    caps: list[CapsRow]
    limitations: list[LimitationRow]
    regions: list[RegionRow]
    answers: list[AnswerRow]
