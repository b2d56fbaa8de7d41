"""The rules of contact as a page shows them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

import strawberry

from tandem.casefiles.models import ClaimNature, Segment
from tandem.contacts.gate import Closing as GateClosing
from tandem.contacts.gate import Decision, OpenDays, OwnRules, Pack, Profile, narrowed
from tandem.contacts.gate.dated import Dated, Period
from tandem.contacts.gate.pack import Caps, Limitation, Origin
from tandem.contacts.gate.public_holidays import named_holidays
from tandem.contacts.gate.vocabulary import Basis
from tandem.contacts.models import Channel
from tandem.contacts.rules.queries import OwnVersion, RulesInForce
from tandem.kit import texts
from tandem_graphql.fields import value_type

strawberry.enum(Basis, name="RuleBasis", description="The law's, or a default that no statute fixes.")
Value = TypeVar("Value")
Windows = Sequence[tuple[int, int]]


@value_type()
class RuleSource:
    source: str
    basis: Basis
    since: date

    @classmethod
    def of(cls, origin: Origin, since: date) -> "RuleSource":
        return cls(source=origin.source, basis=origin.basis, since=since)


@value_type()
class RuleHours:
    """From `opens` on and before `closes`, as `09:00` at the debtor's place."""

    opens: str
    closes: str

    @classmethod
    def of(cls, window: tuple[int, int]) -> "RuleHours":
        opens, closes = (f"{minute // 60:02}:{minute % 60:02}" for minute in window)
        return cls(opens=opens, closes=closes)


@value_type()
class RuleDay:
    weekday: int = strawberry.field(description="Monday is 0.")
    hours: list[RuleHours] = strawberry.field(description="What holds for the agency; none: closed.")
    allowed: list[RuleHours] = strawberry.field(description="What the rules allow.")

    @classmethod
    def of(cls, weekday: int, windows: Windows, allowed: Windows) -> "RuleDay":
        return cls(
            weekday=weekday,
            hours=[RuleHours.of(one) for one in windows],
            allowed=[RuleHours.of(one) for one in allowed],
        )


@value_type()
class RuleWeek:
    channel: Channel
    days: list[RuleDay]
    sources: list[RuleSource]


@value_type()
class RuleLimits:
    """How often a person may be reached; null is no limit. Seven days are today and the six before."""

    calls_day: int | None
    calls_7d: int | None
    contacts_7d: int | None
    attempts_7d: int | None
    cooldown_days: int | None = strawberry.field(description="Days of pause after a conversation, its own included.")
    elsewhere_30d: int | None = strawberry.field(
        description="Calls and texts in thirty days to what is neither at home nor a mobile, today and the 29 before."
    )

    @classmethod
    def of(cls, caps: Caps) -> "RuleLimits":
        return cls(
            calls_day=caps.calls_day,
            calls_7d=caps.calls_7d,
            contacts_7d=caps.contacts_7d,
            attempts_7d=caps.attempts_7d,
            cooldown_days=caps.cooldown_days,
            elsewhere_30d=caps.elsewhere_30d,
        )


@value_type()
class OwnDay:
    weekday: int
    opens: str
    closes: str


@value_type()
class ClosedDays:
    """Days, both included, on which the agency contacts nobody."""

    name: str
    first: date
    last: date

    @classmethod
    def of(cls, closing: GateClosing) -> "ClosedDays":
        return cls(name=closing.name, first=closing.first, last=closing.last)


@value_type()
class OwnRulesVersion:
    """What the agency set itself, once: for a profile from a day on, or its closed days (`profile` null)."""

    version: int
    profile: str | None
    starts_on: date
    voice: list[OwnDay] | None = strawberry.field(description="Null: as the rules have it.")
    written: list[OwnDay] | None = strawberry.field(description="Of texts and e-mails; null: as the rules have it.")
    calls_day: int | None
    calls_7d: int | None
    contacts_7d: int | None
    closings: list[ClosedDays] | None
    set_at: datetime
    set_by: str

    @classmethod
    def of(cls, one: OwnVersion) -> "OwnRulesVersion":
        return cls(
            version=one.version,
            profile=one.profile,
            starts_on=one.starts_on,
            voice=_own_days(one.voice),
            written=_own_days(one.written),
            calls_day=one.calls_day,
            calls_7d=one.calls_7d,
            contacts_7d=one.contacts_7d,
            closings=None if one.closings is None else [ClosedDays.of(each) for each in one.closings],
            set_at=one.set_at,
            set_by=one.set_by,
        )


@value_type()
class RuleProfile:
    """The rules for the people that owe as `segments` say, in some regions (null: in all)."""

    name: str
    segments: list[Segment]
    regions: list[str] | None
    counted_per: str = strawberry.field(description="`person`: over all creditors; `debtor`; or `debt`.")
    weeks: list[RuleWeek]
    limits: RuleLimits = strawberry.field(description="What holds for the agency.")
    allowed: RuleLimits = strawberry.field(description="What the rules allow.")
    limits_source: RuleSource
    language: str | None = strawberry.field(description="The language that texts are in by law, as `fr`.")

    @classmethod
    def of(cls, profile: Profile, own: OwnRules, day: date) -> "RuleProfile":
        """As it stands that day."""
        held = narrowed(profile, own)
        caps = _on(profile.caps, day)
        language = profile.language.on(day) if profile.language else None
        return cls(
            name=profile.name,
            segments=sorted((Segment(one.value) for one in profile.segments), key=list(Segment).index),
            regions=sorted(profile.regions) if profile.regions is not None else None,
            counted_per=profile.counted_per,
            weeks=[_week(Channel(channel.value), profile, held, day) for channel in profile.hours],
            limits=RuleLimits.of(held.caps.on(day).narrowest()),
            allowed=RuleLimits.of(caps.value),
            limits_source=RuleSource.of(caps.value.origin, caps.starts),
            language=language.code if language else None,
        )


@value_type()
class RuleObstacle:
    """What stops a contact, puts it off, or leaves it to a person."""

    code: str
    label: str
    decision: Decision
    source: RuleSource


@value_type()
class RuleLimitation:
    """How long a claim may be asked for; `years` null: another law sets it, and it is not counted."""

    segments: list[Segment]
    natures: list[ClaimNature]
    region: str | None
    years: int | None
    from_next_january: bool
    barred: Decision
    source: RuleSource


@value_type()
class PublicHoliday:
    day: date
    name: str


@value_type()
class RuleRegion:
    name: str
    zones: list[str]
    holidays_off: bool = strawberry.field(description="Whether nobody is contacted on public holidays.")
    holidays: list[PublicHoliday] = strawberry.field(description="Of this year and the next one.")
    source: RuleSource


@value_type()
class RulePack:
    """The rules of a country: `label` is what a decision keeps, with the beginning of a hash of all rows."""

    country: str
    label: str
    since: date = strawberry.field(description="The day the last of its rows began that hold now.")
    profiles: list[RuleProfile]
    obstacles: list[RuleObstacle]
    limitations: list[RuleLimitation]
    regions: list[RuleRegion]
    sources: list[RuleSource]


@value_type()
class RuleCountry:
    code: str
    label: str


@value_type()
class ContactRules:
    """The rules of contact in force, and what the agency allows itself within them."""

    countries: list[RuleCountry]
    pack: RulePack
    closings: list[ClosedDays]
    versions: list[OwnRulesVersion] = strawberry.field(description="The newest first, at most a hundred.")
    viewer_can_change: bool
    judged_by: str | None = strawberry.field(
        description="The version of a decision, when these are the rules that it was made by, as they were then."
    )
    day: date = strawberry.field(description="The day that the rules are shown of.")

    @classmethod
    def of(cls, found: RulesInForce, locale: str) -> "ContactRules":
        """In the reader's language, as it stands that day."""
        return cls(
            countries=[RuleCountry(code=pack.name, label=pack.label) for pack in found.countries],
            pack=_pack(found.pack, found.own, found.day, locale),
            closings=[ClosedDays.of(one) for one in found.own.closings],
            versions=[OwnRulesVersion.of(one) for one in found.versions],
            viewer_can_change=found.may_change,
            judged_by=found.judged_by,
            day=found.day,
        )


def _pack(pack: Pack, own: OwnRules, day: date, locale: str) -> RulePack:
    first = pack.profiles[0]
    profiles = [RuleProfile.of(one, own.of(pack.name, one.name), day) for one in pack.profiles]
    obstacles = [
        RuleObstacle(
            code=code.value,
            label=texts.render(f"refusal.{code}", locale),
            decision=period.value.decision,
            source=RuleSource.of(period.value.origin, period.starts),
        )
        for code, rows in first.rules.items()
        if (period := _known_on(rows, day))
    ]
    limitations = _limitations(first, day)
    regions = [_region(pack, name, day, locale) for name in first.holidays]
    sources = [
        *(source for profile in profiles for week in profile.weeks for source in week.sources),
        *(profile.limits_source for profile in profiles),
        *(one.source for one in obstacles),
        *(one.source for one in limitations),
        *(one.source for one in regions),
        *_other_sources(pack, day),
    ]
    return RulePack(
        country=pack.name,
        label=pack.label,
        since=max(source.since for source in sources),
        profiles=profiles,
        obstacles=obstacles,
        limitations=limitations,
        regions=regions,
        sources=_distinct(sources),
    )


def _week(channel: Channel, profile: Profile, held: Profile, day: date) -> RuleWeek:
    by = next(one for one in profile.hours if one.value == channel.value)
    period = _on(profile.hours[by], day)
    now = held.hours[by].on(day)
    return RuleWeek(
        channel=channel,
        days=[RuleDay.of(weekday, windows, period.value.days[weekday]) for weekday, windows in enumerate(now.days)],
        sources=_distinct(RuleSource.of(origin, period.starts) for origin in period.value.origins),
    )


def _limitations(profile: Profile, day: date) -> list[RuleLimitation]:
    """One for all segments and natures that share a period."""
    found: dict[tuple[Limitation, date, str | None], tuple[list[Segment], list[ClaimNature]]] = {}
    for (segment, nature, region), rows in profile.limitations.items():
        if period := _known_on(rows, day):
            segments, natures = found.setdefault((period.value, period.starts, region), ([], []))
            if (known := Segment(segment.value)) not in segments:
                segments.append(known)
            if (kind := ClaimNature(nature.value)) not in natures:
                natures.append(kind)
    return [
        RuleLimitation(
            segments=segments,
            natures=natures,
            region=region,
            years=one.years,
            from_next_january=one.from_next_january,
            barred=one.barred,
            source=RuleSource.of(one.origin, since),
        )
        for (one, since, region), (segments, natures) in found.items()
    ]


def _region(pack: Pack, name: str, day: date, locale: str) -> RuleRegion:
    period = _on(pack.profiles[0].holidays[name], day)
    rule, language = period.value, texts.language_of(locale)
    zones = {zone.key: None for place in pack.places.values() if place.region == name for zone in place.zones}
    named = [one for year in (day.year, day.year + 1) for one in named_holidays(rule, year, language)]
    return RuleRegion(
        name=name,
        zones=list(zones),
        holidays_off=rule.off,
        holidays=[PublicHoliday(day=on, name=called) for on, called in named] if rule.off else [],
        source=RuleSource.of(rule.origin, period.starts),
    )


def _other_sources(pack: Pack, day: date) -> Iterable[RuleSource]:
    """Of the language of texts, the wait after a reminder, and the validation notice."""
    for profile in pack.profiles:
        if profile.language and (language := _known_on(profile.language, day)):
            yield RuleSource.of(language.value.origin, language.starts)
        if profile.reminder_waits and (wait := _known_on(profile.reminder_waits, day)):
            yield RuleSource.of(wait.value.origin, wait.starts)
        if profile.validation_notices and (notice := _known_on(profile.validation_notices, day)):
            yield RuleSource.of(notice.value.origin, notice.starts)


def _own_days(days: OpenDays | None) -> list[OwnDay] | None:
    if days is None:
        return None
    hours = ((weekday, RuleHours.of(one)) for weekday, one in enumerate(days) if one)
    return [OwnDay(weekday=weekday, opens=one.opens, closes=one.closes) for weekday, one in hours]


def _distinct(sources: Iterable[RuleSource]) -> list[RuleSource]:
    return list({(one.source, one.basis): one for one in sources}.values())


def _on(rows: Dated[Value], day: date) -> Period[Value]:
    """The row in force that day. Raises RuleMissing."""
    rows.on(day)
    return next(one for one in rows.periods if one.starts <= day and (one.ends is None or day < one.ends))


def _known_on(rows: Dated[Value], day: date) -> Period[Value] | None:
    return next((one for one in rows.periods if one.starts <= day and (one.ends is None or day < one.ends)), None)
