"""Every leaf of every pack that ships: changed, it moves an answer of a fixed battery, or the file is refused.

Which version of the rules answered is left out of the comparison: it moves with any leaf.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.limitation import WITH_UNTIL
from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    ClaimNature,
    ContactResult,
    Flags,
    Interruption,
    InterruptionKind,
    Pack,
    PackInvalid,
    PastContact,
    Profile,
    Purpose,
    ReasonCode,
    Reminder,
    RuleMissing,
    Segment,
    Verdict,
    dispute_period,
    first_free_day,
    gate,
    pack_of,
)
from tandem.contacts.gate.public_holidays import named_holidays
from tandem.contacts.gate.waits import working_day_after
from tests.domain.contacts.facts import F_102, claim
from tests.domain.contacts.test_gate_mutations import (
    DAY,
    FILES,
    MONDAY,
    Content,
    at,
    owed_to,
    region_of,
    trigger,
    whole,
)

Path: TypeAlias = tuple[str | int, ...]
Item: TypeAlias = Callable[[Pack], object]
TUESDAY = MONDAY + timedelta(days=1)
SUNDAY = MONDAY + timedelta(days=6)
SUMMER = date(2026, 7, 15)  # a Wednesday: clocks differ that agree in winter
TIMED = (Channel.VOICE, Channel.SMS, Channel.EMAIL)
ADDRESSES = {
    "be": "Rue de la Loi 16, 1000 Bruxelles",
    "fr": "1 rue du Test, 44000 Nantes",
    "gb": "10 Downing Street, London SW1A 2AA",
    "ie": "1 Main Street, Dublin 2, D02 X285",
    "us": "1 Main Street, Buffalo, NY 14201",
}
# Leaves that move no verdict, by table and field, each with the reason.
SILENT = {
    ("version",): "moves the label alone, which every decision keeps: test_another_version_is_another_label",
    ("answers", "basis"): "an answer that still counts is refused nothing, so no reason carries where that is from",
    ("answers", "source"): "as its basis",
}
ANOTHER = {
    "decision": {"block": "review", "review": "block", "defer": "block"},
    "barred": {"block": "review", "review": "block"},
    "basis": {"LAW": "POLICY", "POLICY": "LAW"},
    "period": {"same_day": "from_next_january", "from_next_january": "same_day", "not_counted": "same_day"},
    "counted_per": {"person": "debt", "debtor": "debt", "debt": "person"},
}
# What stands in an empty list.
ADDED = {"uncounted_calls": "unanswered", "interrupted_by": "acknowledgement"}


def leaves(content: Any, path: Path = ()) -> Iterator[Path]:
    """Every scalar of a pack file, and every list that is empty."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from leaves(value, (*path, name))
    elif isinstance(content, list) and content:
        for place, value in enumerate(content):
            yield from leaves(value, (*path, place))
    else:
        yield path


def changed(content: Content, path: Path) -> Content:
    """The file with another value there; from a list the element is taken out, into an empty one something is put."""
    other = deepcopy(content)
    *above, last = path
    parent: Any = other
    for part in above:
        parent = parent[part]
    value = parent[last]
    if isinstance(last, int):
        del parent[last]
    elif isinstance(value, list):
        value.append(ADDED[str(last)])
    elif last == "subdivision":
        del parent[last]
    else:
        parent[last] = _another(str(last), value)
    return other


def _another(field: str, value: Any) -> Any:
    if field in ANOTHER:
        return ANOTHER[field][value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return date(2027, 6, 1)
    if field in ("start", "end"):
        hour, minute = value.split(":")
        return f"{int(hour) + 1:02}:{minute}"
    if field == "legal_zone":
        return "Pacific/Kiritimati"
    if field == "postal_code":
        return "(#)"
    if field == "country":
        return "JP"
    if field == "language":
        return "xx"
    return f"{value} changed"


def told(verdict: Verdict) -> object:
    """All that a verdict says, but the version that said it."""
    return verdict._replace(pack_version="")


def asked(
    pack: Pack,
    now: datetime,
    channel: Channel,
    *,
    segment: Segment,
    region: str,
    zones: tuple[ZoneInfo, ...] | None = None,
    **more: Any,
) -> object:
    """What the pack answers by the profile that it has for the segment there; that it has no rule is an answer too."""
    try:
        profile = pack.profile_for([segment], region, now.date())
        claims = more.pop("claims", [owed_to(profile)])
        told_of = {"purpose": Purpose.DEMAND, "history": [], "flags": Flags(), **more}
        places = (profile.legal_zone,) if zones is None else zones
        verdict = gate(claims=claims, profile=profile, zones=places, region=region, channel=channel, now=now, **told_of)
    except RuleMissing as missing:
        return f"no {missing.what.split(' in ')[0]}"
    return told(verdict)


def clocks(profile: Profile, region: str) -> Iterator[Item]:
    """Each half-hour of a week, by each channel that has hours."""
    segment = sorted(profile.segments)[0]
    for channel in TIMED:
        for day in (MONDAY + timedelta(days=number) for number in range(7)):
            for minute in range(6 * 60, 23 * 60, 30):
                now = at(profile, day, f"{minute // 60:02}:{minute % 60:02}")
                yield partial(asked, now=now, channel=channel, segment=segment, region=region)


def rules(content: Content, pack: Pack) -> Iterator[Item]:
    """Facts that make each rule speak."""
    profile = pack.profiles[-1]
    now, segment = at(profile, TUESDAY, "10:00"), sorted(profile.segments)[0]
    for code in (ReasonCode(row["code"]) for row in content["rules"]):
        channel = Channel.VOICE if code is ReasonCode.DIRECTIVE_NO_PHONE else Channel.SMS
        more = {"zones": ()} if code is ReasonCode.TIMEZONE_UNKNOWN else trigger(code, profile)
        yield partial(asked, now=now, channel=channel, segment=segment, region=region_of(profile, pack), **more)


def limits(profile: Profile, region: str) -> Iterator[Item]:
    """After so many calls, texts and conversations, of today and of the days before, of this debt and of another."""
    now, segment = at(profile, TUESDAY, "12:00"), sorted(profile.segments)[0]
    talked, unanswered = ContactResult.TALKED, ContactResult.UNANSWERED
    ends = [
        [PastContact(now - timedelta(days=days), kind, result)] * number
        for kind in Channel
        for result in ContactResult
        for days in (range(9) if result is talked else (0, 6, 7))
        for number in range(1, 10 if kind is Channel.VOICE else 5)
    ]
    of_another = frozenset({F_102})
    ends += [[PastContact(now, Channel.VOICE, result, claims=of_another)] * 9 for result in (talked, unanswered)]
    for channel in Channel:
        for history in ends:
            yield partial(asked, now=now, channel=channel, segment=segment, region=region, history=history)
    for place in ContactPlace:
        for number in range(1, 4):
            history = [PastContact(now - timedelta(days=29), Channel.VOICE, unanswered, place=place)] * number
            more = {"history": history, "flags": Flags(place=place)}
            yield partial(asked, now=now, channel=Channel.VOICE, segment=segment, region=region, **more)


def ages(pack: Pack) -> Iterator[Item]:
    """Claims of each kind, due one to eight years ago, with and without an act that may have interrupted the period."""
    now = at(pack.profiles[-1], TUESDAY, "10:00")
    regions = {pack.name, *(region for _, _, region in pack.profiles[0].limitations if region)}
    days = (date(2025, 6, 1), date(2026, 3, 1))
    end = timedelta(days=200)
    told_of = [
        (),
        *(
            (Interruption(day, kind, day + end if kind in WITH_UNTIL else None),)
            for kind in InterruptionKind
            for day in days
        ),
    ]
    for segment in Segment:
        for nature in ClaimNature:
            for region in sorted(regions):
                for years in range(1, 12):
                    for acts in told_of:
                        due = date(now.year - years, 10, 1)
                        owed = claim(segment, due_on=due, nature=nature, interruptions=acts)
                        yield partial(
                            asked, now=now, channel=Channel.EMAIL, segment=segment, region=region, claims=[owed]
                        )


def at_places(content: Content, pack: Pack) -> Iterator[Item]:
    """In each region, on every public holiday that any region has, and through a day."""
    segment = sorted(pack.profiles[-1].segments)[0]
    for row in content["regions"]:
        yield partial(waits, region=row["name"])
    for row in content["regions"]:
        zones = tuple(ZoneInfo(zone) for zone in row["zones"])
        for now in instants(content, pack):
            yield partial(asked, now=now, channel=Channel.EMAIL, segment=segment, region=row["name"], zones=zones)


def waits(pack: Pack, region: str) -> list[date]:
    """The fifth working day after each Monday of a year: public holidays count in waits where they stop nobody, too."""
    mondays = (MONDAY + timedelta(weeks=number) for number in range(-46, 7))
    return [working_day_after(day, 5, pack.profiles[0], region) for day in mondays]


def instants(content: Content, pack: Pack) -> list[datetime]:
    """Those at which regions of the country differ."""
    rules = [pack.profiles[0].holiday_rule(row["name"], DAY) for row in content["regions"]]
    days = {day for rule in rules for year in (2026, 2027) for day, _ in named_holidays(rule, year, "en")}
    noons = [datetime.combine(day, time(15), UTC) for day in sorted(days)]
    hours = [datetime.combine(day, time(hour), UTC) for day in (TUESDAY, SUMMER) for hour in range(24)]
    return [*hours, *noons]


def behind(code: str, content: Content, whole_pack: Pack) -> Item:
    """What is answered about whoever lives behind a postal code."""
    segment, when = sorted(whole_pack.profiles[-1].segments)[0], instants(content, whole_pack)

    def answers(pack: Pack) -> object:
        place = pack.place_of(code)
        region, zones = (place.region, place.zones) if place else (pack.name, ())
        ask = partial(asked, pack, channel=Channel.EMAIL, segment=segment, region=region, zones=zones)
        return [ask(now) for now in when]

    return answers


def others(pack: Pack) -> Iterator[Item]:
    """Answers that count or no more, texts in a language, waits, notices, and the country's own time."""
    yield lambda pack: pack.place_in(ADDRESSES[pack.name.lower()])
    for profile in pack.profiles:
        now = at(profile, SUNDAY, "03:00")
        whose: dict[str, Any] = {"segment": sorted(profile.segments)[0], "region": region_of(profile, pack)}
        for minutes in (0, 29, 30, 31, 47 * 60, 48 * 60, 48 * 60 + 1, 49 * 60):
            said = Flags(answers_inbound_at=now - timedelta(minutes=minutes))
            yield partial(asked, now=now, channel=Channel.EMAIL, purpose=Purpose.REPLY, flags=said, **whose)
            agreed = Flags(callback_at=now - timedelta(minutes=minutes))
            yield partial(asked, now=now, channel=Channel.VOICE, purpose=Purpose.CALLBACK, flags=agreed, **whose)
        noon = at(profile, TUESDAY, "12:00")
        for language in ("fr", "en"):
            yield partial(asked, now=noon, channel=Channel.EMAIL, flags=Flags(language=language), **whose)
        vouched = Flags(released=frozenset({ReasonCode.TIMEZONE_UNKNOWN}))
        yield partial(asked, now=noon, channel=Channel.EMAIL, zones=(), flags=vouched, **whose)
        for days in range(30):
            day = TUESDAY - timedelta(days=days)
            for owed in (
                owed_to(profile, reminder=Reminder(day, posted=False)),
                owed_to(profile, reminder=Reminder(day, posted=True)),
                owed_to(profile, first_contact_on=day),
            ):
                yield partial(asked, now=noon, channel=Channel.EMAIL, claims=[owed], **whose)
    if pack.profiles[0].reminder_waits:
        yield lambda pack: first_free_day(Reminder(date(2026, 11, 19), posted=True), pack.profiles[0], pack.name)
    if pack.profiles[0].validation_notices:
        yield lambda pack: dispute_period(date(2026, 11, 2), pack.profiles[0], pack.name)


def battery(name: str) -> dict[str, list[Item]]:
    """The questions, under the table that they look at first."""
    pack, content = whole(name), FILES[name]
    whose = [(profile, region_of(profile, pack)) for profile in pack.profiles]
    return {
        "windows": [item for profile, region in whose for item in clocks(profile, region)],
        "rules": list(rules(content, pack)),
        "caps": [item for profile, region in whose for item in limits(profile, region)],
        "limitations": list(ages(pack)),
        "regions": list(at_places(content, pack)),
        "others": list(others(pack)),
    }


class Battery:
    """The answers of the pack as it ships, each asked once, and whether another pack answers any of them otherwise."""

    def __init__(self, name: str) -> None:
        self._pack, self._content = whole(name), FILES[name]
        self._items = battery(name)
        self._known: dict[Item, object] = {}

    def moves(self, other: Pack, path: Path) -> bool:
        """Whether any answer is another; those of the table that was changed are compared first.

        Of a postal code, and of the zones of its row, it is the answers about those who live behind it.
        """
        if "postal_codes" in path or "zones" in path:
            codes = self._content["regions"][path[1]]["postal_codes"]
            code = codes[path[3] if "postal_codes" in path else 0]
            return self._differs(behind(code, self._content, self._pack), other)
        first = self._items.get(str(path[0]), self._items["others"])
        if path[0] in ("windows", "caps", "limitations"):
            first = sorted(first, key=partial(_is_of_others, self._content[path[0]][path[1]], self._content))
        rest = (item for name, items in self._items.items() if name != path[0] for item in items)
        return any(self._differs(item, other) for items in (first, rest) for item in items)

    def _differs(self, item: Item, other: Pack) -> bool:
        if item not in self._known:
            self._known[item] = self._answer(item, self._pack)
        return self._known[item] != self._answer(item, other)

    @staticmethod
    def _answer(item: Item, pack: Pack) -> object:
        try:
            return item(pack)
        except RuleMissing as missing:
            return str(missing)


def _is_of_others(row: Content, content: Content, item: Any) -> bool:
    """Whether a question is about other people or other claims than a row: such questions come later."""
    segment = item.keywords["segment"]
    if "natures" in row:
        return segment not in row["segments"] or item.keywords["claims"][0].nature not in row["natures"]
    return all(segment not in one["segments"] for one in content["profiles"] if one["name"] == row["profile"])


def as_named(path: Path) -> Path:
    """A leaf without the places of rows and elements, as `SILENT` names it."""
    return tuple(part for part in path if not isinstance(part, int))


def is_silent(content: Content, path: Path) -> bool:
    """Whether no verdict can tell of it: for one of the reasons above, because holidays there stop nobody, or because
    the period is another law's and is not counted, so that nothing interrupts it.
    """
    table, *_ = path
    if table == "regions" and not content["regions"][path[1]]["holidays_off"]:
        return path[-1] in ("basis", "source")
    if table == "limitations" and content["limitations"][path[1]]["period"] == "not_counted":
        return path[2] == "interrupted_by"
    return as_named(path) in SILENT


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_leaf_of_a_pack_moves_an_answer_or_makes_the_file_unfit(name: str) -> None:
    content, questions = FILES[name], Battery(name)
    silent: list[str] = []

    for path in leaves(content):
        try:
            other = pack_of(changed(content, path), f"{name}.toml")
        except PackInvalid:
            continue
        if not is_silent(content, path) and not questions.moves(other, path):
            silent.append(" ".join(map(str, path)))

    assert silent == [], "either a question is missing in the battery, or nothing reads this"


def test_another_version_is_another_label() -> None:
    content = {**FILES["fr"], "version": "2026-11-23"}

    assert pack_of(content, "fr.toml").label.split()[:2] == ["FR", "2026-11-23"]


def test_what_is_said_to_be_silent_is_there() -> None:
    named = {as_named(path) for content in FILES.values() for path in leaves(content)}

    assert set(SILENT) <= named
