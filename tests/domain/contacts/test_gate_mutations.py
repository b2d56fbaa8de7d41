"""Every row of every pack that ships decides something: moved by a little, it moves an answer."""

import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    ClaimFacts,
    ClaimNature,
    ContactResult,
    Decision,
    Flags,
    HoldKind,
    Pack,
    PackInvalid,
    PastContact,
    Profile,
    Purpose,
    ReasonCode,
    Reminder,
    Segment,
    Verdict,
    dispute_period,
    first_free_day,
    pack_of,
)
from tandem.contacts.gate.public_holidays import is_holiday
from tandem.kit.money import Money
from tandem.kit.rule_packs import SHIPPED as PACKS
from tests.domain.contacts.facts import ask, claim, hold

Content = dict[str, Any]
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PACKS.glob("*.toml"))}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# A week from Monday without a public holiday in any of the countries.
MONDAY = date(2026, 11, 16)
DAY = date(2026, 11, 1)


def test_all_countries_are_there() -> None:
    assert set(FILES) == {"be", "fr", "gb", "ie", "us"}


def rows(table: str) -> list[Any]:
    """Each row of that table in each pack, as (pack, table, place in it)."""
    return [
        pytest.param(name, table, place, id=f"{name}-{place + 1}")
        for name, content in FILES.items()
        for place, _ in enumerate(content.get(table, []))
    ]


def mutated(name: str, table: str, place: int, **fields: object) -> Pack:
    """The pack with other fields in one row."""
    content: Content = deepcopy(FILES[name])
    content[table][place].update(fields)
    return pack_of(content, f"{name}.toml")


def whole(name: str) -> Pack:
    return pack_of(FILES[name], f"{name}.toml")


def owed_to(profile: Profile, **changes: Any) -> ClaimFacts:
    segment = Segment.CONSUMER if Segment.CONSUMER in profile.segments else Segment.PROFESSIONAL
    return claim(segment, **changes)


def region_of(profile: Profile, pack: Pack) -> str:
    return sorted(profile.regions)[0] if profile.regions else pack.name


def answer(pack: Pack, profile_name: str, channel: Channel, now: datetime, **asked: Any) -> Verdict:
    """What the pack answers about one claim at its own country's clock."""
    profile = pack.profile(profile_name)
    asked.setdefault("claims", [owed_to(profile)])
    asked.setdefault("region", region_of(profile, pack))
    return ask(channel, now, profile=profile, zones=[profile.legal_zone], **asked)


def clock(row: Content, field: str, hours: int = 0) -> str:
    hour, minute = row[field].split(":")
    return f"{int(hour) + hours:02}:{minute}"


def at(profile: Profile, day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), profile.legal_zone)


@pytest.mark.parametrize(("name", "table", "place"), rows("windows"))
def test_a_window_an_hour_later_opens_and_closes_an_hour_later(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    pack = whole(name)
    later = mutated(name, table, place, start=clock(row, "start", 1), end=clock(row, "end", 1))
    profile = pack.profile(row["profile"])

    for channel in map(Channel, row["channels"]):
        for day in (MONDAY + timedelta(days=WEEKDAYS.index(word)) for word in row["days"]):
            opens, closes = at(profile, day, row["start"]), at(profile, day, row["end"])
            assert answer(pack, profile.name, channel, opens).decision is Decision.ALLOW
            put_off = answer(later, profile.name, channel, opens)
            assert (put_off.codes, put_off.until) == ((ReasonCode.OUTSIDE_HOURS,), opens + timedelta(hours=1))
            assert answer(pack, profile.name, channel, closes).decision is Decision.DEFER
            assert answer(later, profile.name, channel, closes).decision is Decision.ALLOW


LIMITS = {
    "calls_7d": (ReasonCode.CALL_CAP_7D, Channel.VOICE, ContactResult.UNANSWERED),
    "calls_day": (ReasonCode.CALL_CAP_DAY, Channel.VOICE, ContactResult.UNANSWERED),
    "elsewhere_30d": (ReasonCode.ELSEWHERE_CAP_30D, Channel.VOICE, ContactResult.UNANSWERED),
    "contacts_7d": (ReasonCode.CONTACT_CAP_7D, Channel.EMAIL, ContactResult.DELIVERED),
    "attempts_7d": (ReasonCode.ATTEMPT_CAP_7D, Channel.EMAIL, ContactResult.UNDELIVERED),
}


@pytest.mark.parametrize(("name", "table", "place"), rows("caps"))
def test_a_limit_higher_by_one_lets_one_more_through(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    profile = whole(name).profile(row["profile"])
    now = at(profile, MONDAY + timedelta(days=1), "10:00")

    for field, (code, channel, result) in LIMITS.items():
        if field not in row:
            continue
        before = [PastContact(now - timedelta(minutes=5), channel, result)] * row[field]
        higher = mutated(name, table, place, **{field: row[field] + 1})
        assert code in answer(whole(name), profile.name, Channel.VOICE, now, history=before).codes
        assert code not in answer(higher, profile.name, Channel.VOICE, now, history=before).codes
        assert code not in answer(whole(name), profile.name, Channel.VOICE, now, history=before[1:]).codes


@pytest.mark.parametrize(("name", "table", "place"), rows("caps"))
def test_a_pause_longer_by_a_day_lasts_a_day_longer(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    days = row.get("cooldown_days", 0)  # left out: nobody rests
    profile = whole(name).profile(row["profile"])
    now = at(profile, MONDAY + timedelta(days=1), "10:00")
    talk = [PastContact(now - timedelta(days=days), Channel.VOICE, ContactResult.TALKED)]
    longer = mutated(name, table, place, cooldown_days=days + 1)

    resting = ReasonCode.CONVERSATION_COOLDOWN
    assert resting not in answer(whole(name), profile.name, Channel.VOICE, now, history=talk).codes
    assert resting in answer(longer, profile.name, Channel.VOICE, now, history=talk).codes


@pytest.mark.parametrize(("name", "table", "place"), rows("caps"))
def test_what_does_not_count_as_a_call_is_a_row_too(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    profile = whole(name).profile(row["profile"])
    now = at(profile, MONDAY + timedelta(days=1), "10:00")
    result = ContactResult(next(iter(row["uncounted_calls"]), "not_connected"))
    busy = [PastContact(now, Channel.VOICE, result)] * row["calls_7d"]
    other = mutated(name, table, place, uncounted_calls=[] if row["uncounted_calls"] else ["not_connected"])

    counted = [
        ReasonCode.CALL_CAP_7D in answer(pack, profile.name, Channel.VOICE, now, history=busy).codes
        for pack in (whole(name), other)
    ]

    assert counted == ([False, True] if row["uncounted_calls"] else [True, False])


def a_holiday(pack: Pack, region: str) -> date:
    """A public holiday of 2026 on a Tuesday to Friday."""
    rule = pack.profiles[0].holiday_rule(region, DAY)
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    return next(day for day in days if day.weekday() in (1, 2, 3, 4) and is_holiday(rule, day))


@pytest.mark.parametrize(("name", "table", "place"), rows("regions"))
def test_a_region_without_its_holidays_or_with_them_answers_otherwise(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    pack = whole(name)
    profile = pack.profiles[-1]
    now = at(profile, a_holiday(pack, row["name"]), "10:00")
    other = mutated(name, table, place, holidays_off=not row["holidays_off"])

    off = [
        ReasonCode.HOLIDAY in answer(one, profile.name, Channel.EMAIL, now, region=row["name"]).codes
        for one in (pack, other)
    ]

    assert off == ([True, False] if row["holidays_off"] else [False, True])


@pytest.mark.parametrize(
    ("name", "region", "holiday"),
    [
        ("fr", "FR-ALSACE-MOSELLE", date(2026, 12, 26)),
        ("fr", "FR-REUNION", date(2026, 12, 20)),
        ("gb", "GB", date(2026, 8, 31)),
        ("gb", "GB-SCOTLAND", date(2026, 11, 30)),
        ("gb", "GB-NORTHERN-IRELAND", date(2026, 3, 17)),
        ("us", "US-MA", date(2026, 4, 20)),
    ],
)
def test_a_region_without_its_subdivision_loses_the_holiday(name: str, region: str, holiday: date) -> None:
    content = deepcopy(FILES[name])
    row = next(row for row in content["regions"] if row["name"] == region)
    del row["subdivision"]

    kept = [
        is_holiday(pack.profiles[0].holiday_rule(region, DAY), holiday)
        for pack in (whole(name), pack_of(content, f"{name}.toml"))
    ]

    assert kept == [True, False]


def trigger(code: ReasonCode, profile: Profile) -> dict[str, Any]:
    """Facts that make this rule speak."""
    flags = {
        ReasonCode.WRONG_PARTY: Flags(wrong_party_on=DAY),
        ReasonCode.REPRESENTED: Flags(represented_on=DAY),
        ReasonCode.CEASE_REQUEST: Flags(cease_on=DAY),
        ReasonCode.DIRECTIVE_NO_PHONE: Flags(no_phone_on=DAY),
        ReasonCode.DIRECTIVE_EMAIL_ONLY: Flags(email_only_on=DAY),
        ReasonCode.DIRECTIVE_PERSON: Flags(other_person_on=DAY),
        ReasonCode.OPTED_OUT: Flags(opted_out_on=DAY),
        ReasonCode.ADDRESS_INVALID: Flags(address_invalid_on=DAY),
        ReasonCode.WORKPLACE: Flags(workplace_forbidden_on=DAY),
        ReasonCode.WORK_ADDRESS: Flags(place=ContactPlace.WORK),
        ReasonCode.CARRIER_FORBIDDEN_3P_DEBT_SMS: Flags(number="+12125550100"),
        ReasonCode.LANGUAGE: Flags(template_missing=True),
        ReasonCode.GB_BREATHING_SPACE: Flags(breathing_space_until=date(2026, 12, 1)),
        ReasonCode.PREFERRED_HOURS: Flags(preferred_hours=(15 * 60, 17 * 60)),
    }
    holds = {
        ReasonCode.DECEASED: HoldKind.DECEASED,
        ReasonCode.INSOLVENCY: HoldKind.INSOLVENCY,
        ReasonCode.OVERINDEBTEDNESS: HoldKind.OVERINDEBTEDNESS,
        ReasonCode.CLIENT_HOLD: HoldKind.DIRECTIVE,
        ReasonCode.LEGAL_HOLD: HoldKind.LEGAL,
        ReasonCode.DISPUTE_OPEN: HoldKind.DISPUTE,
        ReasonCode.PROMISE_PENDING: HoldKind.PROMISE,
        ReasonCode.PLAN_ACTIVE: HoldKind.PLAN,
    }
    if code in flags:
        return {"flags": flags[code]}
    if code in holds:
        since = datetime(2026, 11, 1, tzinfo=profile.legal_zone)
        return {"claims": [owed_to(profile, holds=(replace(hold(holds[code]), since=since),))]}
    if code is ReasonCode.CASE_CLOSED:
        return {"claims": [owed_to(profile, outstanding=Money(0, "EUR"))]}
    if code is ReasonCode.NO_MANDATE:
        return {"claims": [owed_to(profile, mandated=False)]}
    if code is ReasonCode.FR_FIRST_LETTER_MISSING:
        return {"claims": [owed_to(profile, opening_letter_posted_on=None)]}
    if code is ReasonCode.BE_FIRST_REMINDER_MISSING:
        return {"claims": [owed_to(profile, reminder=None)]}
    if code is ReasonCode.BE_FIRST_REMINDER_SENT:
        return {"purpose": Purpose.FIRST_REMINDER}
    raise KeyError(code)


@pytest.mark.parametrize(("name", "table", "place"), rows("rules"))
def test_a_rule_with_another_decision_answers_otherwise(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    code, decision = ReasonCode(row["code"]), Decision(row["decision"])
    pack = whole(name)
    profile = pack.profiles[-1]
    now = at(profile, MONDAY + timedelta(days=1), "10:00")
    channel = Channel.VOICE if code is ReasonCode.DIRECTIVE_NO_PHONE else Channel.SMS

    def of(one: Pack) -> Verdict:
        if code is ReasonCode.TIMEZONE_UNKNOWN:
            mine = one.profile(profile.name)
            return ask(Channel.SMS, now, profile=mine, zones=[], region=one.name, claims=[owed_to(mine)])
        return answer(one, profile.name, channel, now, **trigger(code, profile))

    assert (of(pack).decision, of(pack).codes) == (decision, (code,))
    if decision is Decision.DEFER:
        with pytest.raises(PackInvalid, match=f"rules, row {place + 1}, field decision: {code} cannot block"):
            mutated(name, table, place, decision="block")
        return
    other = Decision.REVIEW if decision is Decision.BLOCK else Decision.BLOCK
    moved = of(mutated(name, table, place, decision=other.value))
    assert (moved.decision, moved.codes) == (other, (code,))


@pytest.mark.parametrize(("name", "table", "place"), rows("limitations"))
def test_a_limitation_longer_by_a_year_or_of_another_consequence_answers_otherwise(
    name: str, table: str, place: int
) -> None:
    row = FILES[name][table][place]
    pack = whole(name)
    if row["period"] == "not_counted":
        counted = mutated(name, table, place, period="same_day", years=1, unknown_years=None)
        assert time_barred(pack, row, years=2) is None
        assert time_barred(counted, row, years=2) is Decision(row["barred"])
        asked_after = row["unknown_years"]
        other = mutated(name, table, place, unknown_years=asked_after + 1)
        unknown = ReasonCode.LIMITATION_UNKNOWN
        assert time_barred(pack, row, asked_after, unknown) is Decision(row["barred"])
        assert time_barred(other, row, asked_after, unknown) is None
        return
    longer = mutated(name, table, place, years=row["years"] + 1)
    other = "review" if row["barred"] == "block" else "block"
    years = row["years"] + (1 if row["period"] == "from_next_january" else 0)

    assert time_barred(pack, row, years) is Decision(row["barred"])
    assert time_barred(longer, row, years) is None
    assert time_barred(mutated(name, table, place, barred=other), row, years) is Decision(other)


def time_barred(pack: Pack, row: Content, years: int, code: ReasonCode = ReasonCode.TIME_BARRED) -> Decision | None:
    """What the rule says of a claim of that row, due a day more than so many years before a Tuesday in November."""
    segment = Segment(row["segments"][0])
    region = row.get("regions", [pack.name])[0]
    profile = pack.profile_for([segment], region, DAY)
    now = at(profile, MONDAY + timedelta(days=1), "10:00")
    due = date(now.year - years, 11, 1)
    owed = claim(segment, due_on=due, nature=ClaimNature(row["natures"][0]))
    verdict = answer(pack, profile.name, Channel.EMAIL, now, claims=[owed], region=region)
    found = [reason.decision for reason in verdict.reasons if reason.code is code]
    return found[0] if found else None


@pytest.mark.parametrize(("name", "table", "place"), rows("languages"))
def test_another_language_of_the_law_answers_otherwise(name: str, table: str, place: int) -> None:
    row = FILES[name][table][place]
    profile = whole(name).profile(row["profile"])
    now = at(profile, MONDAY + timedelta(days=1), "10:00")

    def codes(pack: Pack) -> tuple[ReasonCode, ...]:
        return answer(pack, profile.name, Channel.EMAIL, now, flags=Flags(language=row["language"])).codes

    assert codes(whole(name)) == ()
    assert codes(mutated(name, table, place, language="xx")) == (ReasonCode.LANGUAGE,)


def test_a_wait_longer_by_a_day_ends_a_day_later() -> None:
    reminder = Reminder(date(2026, 11, 19), posted=True)

    def free(**fields: int) -> date:
        return first_free_day(reminder, mutated("be", "reminder_waits", 0, **fields).profiles[0], "BE")

    assert free() == date(2026, 12, 8)
    assert free(days=15) == date(2026, 12, 9)
    assert free(posted_working_days=4) == date(2026, 12, 9)


def test_an_american_notice_of_other_days_has_other_dates() -> None:
    def period(**fields: int) -> tuple[date, date]:
        return dispute_period(date(2026, 11, 2), mutated("us", "validation_notices", 0, **fields).profiles[0], "US")

    def due(**fields: int) -> Decision:
        pack = mutated("us", "validation_notices", 0, **fields)
        now = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("America/New_York"))
        return answer(pack, "US", Channel.VOICE, now, claims=[claim(first_contact_on=date(2026, 11, 18))]).decision

    assert period(received_after_working_days=6) == (date(2026, 11, 10), date(2026, 12, 10))
    assert period(dispute_days=31) == (date(2026, 11, 9), date(2026, 12, 10))
    assert (due(), due(due_days=6)) == (Decision.BLOCK, Decision.ALLOW)
