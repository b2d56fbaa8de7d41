"""The rows of a pack file as a lawyer writes them; pydantic names every field that is wrong."""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tandem.casefiles.models import ContactPlace, InterruptionKind
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import (
    Basis,
    Channel,
    ClaimNature,
    ContactResult,
    Decision,
    Segment,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Text = Annotated[str, Field(min_length=1)]
Limit = Annotated[int, Field(ge=1)]
# Days that a consent to calls beyond the limits may hold: `contacts.consents` reads none that is older.
LONGEST_CONSENT = 7


def _minute_of_day(clock: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", clock):
        raise ValueError("write a time of day such as 09:00, at most 24:00")
    return clock


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no time zone: write a name of the IANA list, such as Europe/Paris") from None
    return name


def _postal_code(pattern: str) -> str:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"{error}: write a regular expression that finds a postal code") from None
    if groups != 1:
        raise ValueError("put the part of the postal code that names the place into one pair of brackets")
    return pattern


PostalCode = Annotated[str, AfterValidator(_postal_code)]
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
    """A rule that has no figures: what it answers, and its source."""

    code: ReasonCode
    decision: Literal[Decision.BLOCK, Decision.REVIEW, Decision.DEFER]


class ProfileRow(Row):
    """A profile, the segments it serves, and the regions it is for (all, unless named)."""

    name: Text
    segments: list[Segment] = Field(min_length=1)
    regions: list[Text] | None = Field(default=None, min_length=1)
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
        if Channel.LETTER in self.channels:
            raise ValueError("a letter has no hours: take it out of channels")
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
    consented_days: Annotated[int, Field(ge=1, le=LONGEST_CONSENT)] | None = None
    elsewhere_30d: Limit | None = None
    elsewhere_places: list[ContactPlace] = []

    @model_validator(mode="after")
    def _says_what_is_elsewhere(self) -> "CapsRow":
        if (self.elsewhere_30d is None) != (not self.elsewhere_places):
            raise ValueError("give elsewhere_30d with elsewhere_places, or neither")
        return self


class LimitationRow(DatedRow):
    """A limitation period for claims of some natures on some segments, in some regions (all, unless named)."""

    segments: list[Segment] = Field(min_length=1)
    natures: list[ClaimNature] = Field(min_length=1)
    years: Limit | None = None
    period: Literal["same_day", "from_next_january", "not_counted"]
    interrupted_by: list[InterruptionKind]
    suspended_by: list[Literal[InterruptionKind.MEDIATION]] = []
    barred: Literal[Decision.BLOCK, Decision.REVIEW]
    # Where they are not counted: after how many a claim whose last day nobody found is left to a person.
    unknown_years: Limit | None = None
    regions: list[Text] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _counts_years_or_nothing(self) -> "LimitationRow":
        if (self.period == "not_counted") != (self.years is None):
            raise ValueError("give years, or the period not_counted and no years")
        if self.unknown_years is not None and self.years is not None:
            raise ValueError("give unknown_years with the period not_counted alone")
        return self


class ReminderWaitRow(DatedRow):
    """How many days to wait after a first reminder, and from which working day when it was posted."""

    days: Limit
    posted_working_days: Limit


class ValidationNoticeRow(DatedRow):
    """A notice that is due after the first contact, when it counts as received, and how long it may be disputed."""

    due_days: Limit
    received_after_working_days: Limit
    dispute_days: Limit


class RegionRow(DatedRow):
    """Where a postal code is: its holidays and its time zones."""

    name: Text
    country: Text
    subdivision: Text | None = None
    holidays_off: bool
    zones: list[ZoneName] = Field(min_length=1)
    postal_codes: list[Annotated[str, Field(pattern=r"^[0-9A-Z]+$")]]

    @model_validator(mode="after")
    def _is_known_to_the_calendar(self) -> "RegionRow":
        known = holidays.list_supported_countries(include_aliases=False)
        if self.country not in known:
            raise ValueError(f"the holiday calendar does not know the country {self.country!r}")
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            raise ValueError(f"the holiday calendar of {self.country} does not know {self.subdivision!r}")
        return self


class LanguageRow(DatedRow):
    """The language (ISO 639, two letters) that texts to the people of a profile are in by law."""

    profile: Text
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class AnswerRow(DatedRow):
    """How long an answer counts as one."""

    reply_hours: Limit
    callback_minutes: Limit


class PackFile(Row):
    """A whole pack file."""

    name: Text
    version: Text
    legal_zone: ZoneName
    postal_code: PostalCode
    segments_without_rules: list[Segment] = []
    rules: list[RuleRow]
    profiles: list[ProfileRow] = Field(min_length=1)
    windows: list[WindowRow]
    caps: list[CapsRow]
    limitations: list[LimitationRow]
    regions: list[RegionRow]
    answers: list[AnswerRow]
    languages: list[LanguageRow] = []
    reminder_waits: list[ReminderWaitRow] = []
    validation_notices: list[ValidationNoticeRow] = []
