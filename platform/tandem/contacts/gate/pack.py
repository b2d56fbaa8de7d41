"""A jurisdiction's rules, read and checked: what `loading` makes of a pack file and the gate looks up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.casefiles.models import ContactPlace, InterruptionKind
from tandem.contacts.gate.dated import Dated, RuleMissing
from tandem.contacts.gate.reasons import ReasonCode
from tandem.contacts.gate.vocabulary import (
    Basis,
    Channel,
    ClaimNature,
    ContactResult,
    Decision,
    Segment,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule comes from."""

    source: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule without figures: what it answers, and where it comes from."""

    decision: Decision
    origin: Origin


@dataclass(frozen=True, slots=True)
class Week:
    """Open minutes of each weekday (Monday first), as [start, end) minutes of the local day, and each day's source."""

    days: tuple[tuple[tuple[int, int], ...], ...]
    origins: tuple[Origin, ...]
    # The pack's own week, where an agency allows itself less (`narrowing`).
    wider: "Week | None" = None


@dataclass(frozen=True, slots=True)
class Caps:
    """How often a person may be reached; None is no limit. Seven days are the local dates D-6 to D.

    `elsewhere_30d`: calls in thirty days, D-29 to D, to what is one of `elsewhere_places`.
    """

    calls_7d: int | None
    calls_day: int | None
    contacts_7d: int | None
    attempts_7d: int | None
    cooldown_days: int | None
    call_channels: frozenset[Channel]
    cooldown_channels: frozenset[Channel]
    uncounted_calls: frozenset[ContactResult]
    # How long a consent to calls beyond the limits holds, the day it was given first; None: it is not heeded.
    consented_days: int | None
    elsewhere_30d: int | None
    elsewhere_places: frozenset[ContactPlace]
    origin: Origin
    # What an agency allows itself beside them (`narrowing`): no consent widens it.
    own: "Caps | None" = None

    def narrowest(self) -> "Caps":
        """With the agency's own limits where they are the smaller ones."""
        if self.own is None:
            return self
        return replace(
            self,
            calls_day=_least(self.calls_day, self.own.calls_day),
            calls_7d=_least(self.calls_7d, self.own.calls_7d),
            contacts_7d=_least(self.contacts_7d, self.own.contacts_7d),
        )


@dataclass(frozen=True, slots=True)
class Limitation:
    """A limitation period in calendar years, what moves its end, and what the gate does once it has run out.

    `years` None: the pack leaves the period to another law, and the last day is the one that a person found; as long as
    nobody has found one, a person is asked `unknown_years` after the claim was due.
    """

    years: int | None
    from_next_january: bool
    moved_by: frozenset[InterruptionKind]
    barred: Decision
    origin: Origin
    unknown_years: int | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """The language that texts are in by law, as `fr`."""

    code: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Answers:
    """How long an answer counts as one: a reply after an inbound message, a call around the hour asked for."""

    reply_hours: int
    callback_minutes: int

    def around(self, asked_for: datetime) -> tuple[datetime, datetime]:
        """The first and the last instant (UTC) at which a call is the one that was asked for."""
        tolerance, at = timedelta(minutes=self.callback_minutes), asked_for.astimezone(UTC)
        return at - tolerance, at + tolerance


@dataclass(frozen=True, slots=True)
class ReminderWait:
    """Days to wait after a first reminder: from the day after it, or from a working day after it was posted."""

    days: int
    posted_working_days: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class ValidationNotice:
    """A notice that is due some days after the first contact, and the days to dispute once it counts as received."""

    due_days: int
    received_after_working_days: int
    dispute_days: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Public holidays as the `holidays` library knows them for a country and, if given, a subdivision.

    `off`: nobody is contacted on them; where they are working days for contacts they still count in waiting times.
    """

    country: str
    subdivision: str | None
    off: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Closing:
    """Days, both included, on which the agency contacts nobody: at the debtor's place, as a public holiday."""

    name: str
    first: date
    last: date
    origin: Origin


@dataclass(frozen=True, slots=True)
class Place:
    """What a postal code tells: the region for holidays and the zones for hours."""

    region: str
    zones: tuple[ZoneInfo, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The rules for a contact about claims of some segments, in some regions (None: everywhere).

    `counted_per`: caps count per person, per debtor (one client's), or per debt. One is equal to itself alone: what
    follows from its rows for a day is worked out once and kept (`timing`, `claim_rules`).
    """

    name: str
    segments: frozenset[Segment]
    regions: frozenset[str] | None
    counted_per: str
    pack_version: str
    legal_zone: ZoneInfo
    hours: Mapping[Channel, Dated[Week]]
    caps: Dated[Caps]
    rules: Mapping[ReasonCode, Dated[Rule]]
    limitations: Mapping[tuple[Segment, ClaimNature, str | None], Dated[Limitation]]
    holidays: Mapping[str, Dated[HolidayRule]]
    answers: Dated[Answers]
    language: Dated[Language] | None
    reminder_waits: Dated[ReminderWait] | None
    validation_notices: Dated[ValidationNotice] | None
    closings: tuple[Closing, ...] = ()

    def closing_on(self, day: date) -> Closing | None:
        """Why the agency is closed that day; None: it is not."""
        for one in self.closings:
            if one.first <= day <= one.last:
                return one
        return None

    def serves(self, segments: frozenset[Segment], region: str) -> bool:
        """Whether any of the segments is this profile's, there."""
        return bool(self.segments & segments) and (self.regions is None or region in self.regions)

    def limitation_of(self, segment: Segment, nature: ClaimNature, region: str, day: date) -> Limitation:
        """The period that a claim due on `day` has; the region's own before the country's. Raises RuleMissing."""
        rows = self.limitations.get((segment, nature, region)) or self.limitations.get((segment, nature, None))
        if rows is None:
            raise RuleMissing(f"limitation of {nature} claims on a {segment}", day)
        return rows.on(day)

    def holiday_rule(self, region: str, day: date) -> HolidayRule:
        """The holidays of `region`. Raises RuleMissing."""
        rows = self.holidays.get(region)
        if rows is None:
            raise RuleMissing(f"holidays of region {region}", day)
        return rows.on(day)

    def reminder_wait_on(self, day: date) -> ReminderWait:
        """The wait after a reminder sent that day. Raises RuleMissing."""
        if self.reminder_waits is None:
            raise RuleMissing(f"a wait after a reminder in {self.pack_version}", day)
        return self.reminder_waits.on(day)

    def validation_notice_on(self, day: date) -> ValidationNotice:
        """The dates of a validation notice sent that day. Raises RuleMissing."""
        if self.validation_notices is None:
            raise RuleMissing(f"a validation notice in {self.pack_version}", day)
        return self.validation_notices.on(day)


@dataclass(frozen=True, slots=True)
class Pack:
    """All profiles of a jurisdiction, strictest first."""

    name: str
    # Name, version and the beginning of a hash of the rows, as they are kept with every decision.
    label: str
    profiles: tuple[Profile, ...]
    places: Mapping[str, Place]
    postal_code: re.Pattern[str]

    def profile(self, name: str) -> Profile:
        """The profile called `name`. Raises KeyError."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        raise KeyError(name)

    def profile_for(self, segments: Iterable[Segment], region: str, day: date) -> Profile:
        """The first profile that any of the segments asks for: one consumer claim makes it a consumer's contact.

        Raises RuleMissing for a segment that the pack has no rules for, ValueError without a segment.
        """
        named = frozenset(segments)
        if not named:
            raise ValueError("no claim, no segment: a profile follows from the claims that a contact names")
        for segment in named:
            if not any(profile.serves(frozenset({segment}), region) for profile in self.profiles):
                raise RuleMissing(f"contacts about claims on a {segment} in {self.label}", day)
        return next(profile for profile in self.profiles if profile.serves(named, region))

    def place_of(self, postal_code: str) -> Place | None:
        """Region and zones of a postal code, by its longest known beginning; None when the pack does not know it."""
        code = postal_code.replace(" ", "")
        for length in range(len(code), 0, -1):
            if place := self.places.get(code[:length]):
                return place
        return None

    def place_in(self, address: str) -> Place | None:
        """Where a postal address is, by the last postal code that it holds; None when it says nothing."""
        codes = self.postal_code.findall(address.upper())
        return self.place_of(codes[-1]) if codes else None


def _least(of_pack: int | None, own: int | None) -> int | None:
    limits = [limit for limit in (of_pack, own) if limit is not None]
    return min(limits, default=None)
