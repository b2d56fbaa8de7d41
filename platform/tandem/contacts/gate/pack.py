"""A jurisdiction's rules, read and checked: what `loading` makes of a pack file and the gate looks up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tandem.contacts.gate.dated import Dated, RuleMissing
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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule comes from."""

    source: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Week:
    """Open minutes of each weekday (Monday first), as [start, end) minutes of the local day, and each day's source."""

    days: tuple[tuple[tuple[int, int], ...], ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Caps:
    """How often a person may be reached; None is no limit. Seven days are the local dates D-6 to D."""

    calls_7d: int | None
    calls_day: int | None
    contacts_7d: int | None
    attempts_7d: int | None
    cooldown_days: int | None
    call_channels: frozenset[Channel]
    cooldown_channels: frozenset[Channel]
    uncounted_calls: frozenset[ContactResult]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Limitation:
    """A limitation period in calendar years, what starts it anew, and what the gate does once it has run out."""

    years: int
    from_next_january: bool
    interrupted_by: frozenset[InterruptionKind]
    barred: Decision
    origin: Origin


@dataclass(frozen=True, slots=True)
class Answers:
    """How long an answer counts as one: a reply after an inbound message, a call around the hour asked for."""

    reply_hours: int
    callback_minutes: int


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Public holidays as the `holidays` library knows them for a country and, if given, a subdivision."""

    country: str
    subdivision: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Place:
    """What a postal code tells: the region for holidays and the zones for hours."""

    region: str
    zones: tuple[ZoneInfo, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules for a contact about claims of some segments. `counted_per`: caps count per person or per debtor."""

    name: str
    segments: frozenset[Segment]
    counted_per: str
    pack_version: str
    legal_zone: ZoneInfo
    hours: Mapping[Channel, Dated[Week]]
    caps: Dated[Caps]
    rules: Mapping[ReasonCode, Dated[Origin]]
    limitations: Mapping[tuple[Segment, ClaimNature], Dated[Limitation]]
    holidays: Mapping[str, Dated[HolidayRule]]
    answers: Dated[Answers]

    def limitation_of(self, segment: Segment, nature: ClaimNature, day: date) -> Limitation:
        """The period that a claim due on `day` has. Raises RuleMissing."""
        rows = self.limitations.get((segment, nature))
        if rows is None:
            raise RuleMissing(f"limitation of {nature} claims on a {segment}", day)
        return rows.on(day)

    def holiday_rule(self, region: str, day: date) -> HolidayRule:
        """The holidays of `region`. Raises RuleMissing."""
        rows = self.holidays.get(region)
        if rows is None:
            raise RuleMissing(f"holidays of region {region}", day)
        return rows.on(day)


@dataclass(frozen=True, slots=True)
class Pack:
    """All profiles of a jurisdiction, strictest first."""

    name: str
    version: str
    profiles: tuple[Profile, ...]
    places: Mapping[str, Place]

    def profile(self, name: str) -> Profile:
        """The profile called `name`. Raises KeyError."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        raise KeyError(name)

    def profile_for(self, segments: Iterable[Segment]) -> Profile:
        """The first profile that any of the segments asks for: one consumer claim makes it a consumer's contact.

        Raises ValueError without a segment.
        """
        named = frozenset(segments)
        for profile in self.profiles:
            if profile.segments & named:
                return profile
        raise ValueError("no claim, no segment: a profile follows from the claims that a contact names")

    def place_of(self, postal_code: str) -> Place | None:
        """Region and zones of a postal code, by its longest known beginning; None when the pack does not know it."""
        code = postal_code.replace(" ", "")
        for length in range(len(code), 0, -1):
            if place := self.places.get(code[:length]):
                return place
        return None
