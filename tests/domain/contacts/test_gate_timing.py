"""Hours where they are hard: clocks that change, two possible places, limits that last for days, holidays by region."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.contacts.gate import Channel, ContactResult, Decision, Profile, ReasonCode, RuleMissing
from tandem.contacts.gate.public_holidays import is_holiday
from tests.domain.contacts.facts import B2B, B2C, IE, PACK, PARIS, ask, claim, paris, past

VOICE, SMS, EMAIL, LETTER = Channel.VOICE, Channel.SMS, Channel.EMAIL, Channel.LETTER
REUNION = ZoneInfo("Indian/Reunion")
GUADELOUPE = ZoneInfo("America/Guadeloupe")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-28T12:00:00+00:00", "2026-03-30T07:00:00+00:00"),  # 13:00 in winter, summer time starts on Sunday
        ("2026-10-24T11:00:00+00:00", "2026-10-26T08:00:00+00:00"),  # 13:00 in summer, winter time starts on Sunday
    ],
)
def test_the_first_call_of_the_week_follows_the_clocks(now: str, until: str) -> None:
    verdict = ask(VOICE, datetime.fromisoformat(now))

    assert verdict.until == datetime.fromisoformat(until)


def test_seconds_before_the_hour_wait_for_the_hour() -> None:
    verdict = ask(VOICE, paris("2026-11-24 08:59:59.5"))

    assert verdict.until == paris("2026-11-24 09:00")


def test_the_hours_must_suit_every_place_the_debtor_may_be_at() -> None:
    both = (PARIS, REUNION)  # three hours apart in winter

    morning = ask(VOICE, paris("2026-11-24 09:00"), zones=both)
    afternoon = ask(VOICE, paris("2026-11-24 17:00"), zones=both)

    assert morning.decision is Decision.ALLOW
    assert afternoon.codes == (ReasonCode.OUTSIDE_HOURS,)
    assert afternoon.until == paris("2026-11-25 09:00")


def test_saturday_mornings_that_do_not_meet_wait_for_monday() -> None:
    verdict = ask(VOICE, paris("2026-11-28 13:30"), zones=(GUADELOUPE, PARIS))

    assert verdict.until == paris("2026-11-30 14:00")


def test_places_that_share_no_hour_are_for_a_person_to_settle() -> None:
    verdict = ask(VOICE, zones=(PARIS, ZoneInfo("Pacific/Honolulu")))

    assert (verdict.decision, verdict.until) == (Decision.REVIEW, None)
    assert verdict.codes == (ReasonCode.TIMEZONE_UNKNOWN, ReasonCode.OUTSIDE_HOURS)


@pytest.mark.parametrize(
    ("talked", "profile", "until"),
    [
        ("2026-11-24 09:10", B2C, "2026-11-27 09:00"),  # day 1, 2 and 3 are the 24th, 25th and 26th
        ("2026-11-24 09:10", B2B, "2026-11-25 08:30"),
    ],
)
def test_after_a_conversation_calls_pause_whoever_called(talked: str, profile: Profile, until: str) -> None:
    spoken = past(talked, VOICE, ContactResult.TALKED, inbound=True)

    verdict = ask(VOICE, profile=profile, history=[spoken])

    assert (verdict.codes, verdict.until) == ((ReasonCode.CONVERSATION_COOLDOWN,), paris(until))


def test_what_the_debtor_sends_us_counts_against_nobody() -> None:
    written = [past(f"2026-11-{day} 10:00", SMS, ContactResult.DELIVERED, inbound=True) for day in (20, 21, 22, 23)]

    assert ask(SMS, history=written).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("result", "counted"),
    [
        (ContactResult.DELIVERED, True),
        (ContactResult.UNKNOWN, True),
        (ContactResult.UNDELIVERED, False),
        (ContactResult.FAILED, False),
    ],
)
def test_a_message_of_unknown_outcome_counts_as_a_contact(result: ContactResult, counted: bool) -> None:
    verdict = ask(SMS, history=[past("2026-11-23 10:00", SMS, result), past("2026-11-23 11:00", EMAIL, result)])

    assert (ReasonCode.CONTACT_CAP_7D in verdict.codes) is counted


def test_seven_days_are_local_dates_not_hours() -> None:
    late = [
        past("2026-11-18 23:50", SMS, ContactResult.DELIVERED),
        past("2026-11-18 23:55", SMS, ContactResult.DELIVERED),
    ]

    assert ask(SMS, paris("2026-11-24 10:30"), history=late).codes == (ReasonCode.CONTACT_CAP_7D,)
    assert ask(SMS, paris("2026-11-25 08:00"), history=late).decision is Decision.ALLOW
    assert ask(SMS, paris("2026-11-25 12:00"), history=late, zones=(REUNION,), region="FR-REUNION").codes == (
        ReasonCode.CONTACT_CAP_7D,
    )


EASTER = [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16)]
EASTER += [date(2029, 4, 1), date(2030, 4, 21)]


@pytest.mark.parametrize("easter", EASTER, ids=lambda day: str(day.year))
@pytest.mark.parametrize(
    ("region", "fixed", "good_friday"),
    [
        ("FR", [], False),
        ("FR-ALSACE-MOSELLE", [(12, 26)], True),
        ("FR-REUNION", [(12, 20)], False),
    ],
)
def test_the_calendar_knows_exactly_the_public_holidays(
    easter: date, region: str, fixed: list[tuple[int, int]], good_friday: bool
) -> None:
    everywhere = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    expected = {date(easter.year, month, day) for month, day in everywhere + fixed}
    expected |= {easter + timedelta(days=after) for after in (1, 39, 50)}  # Easter Monday, Ascension, Whit Monday
    if good_friday:
        expected.add(easter - timedelta(days=2))
    rule = B2C.holiday_rule(region, date(easter.year, 6, 1))

    year = [date(easter.year, 1, 1) + timedelta(days=day) for day in range(366)]

    assert {day for day in year if day.year == easter.year and is_holiday(rule, day)} == expected


@pytest.mark.parametrize(
    ("postal_code", "region", "zone"),
    [
        ("75011", "FR", "Europe/Paris"),
        ("20090", "FR", "Europe/Paris"),
        ("67 000", "FR-ALSACE-MOSELLE", "Europe/Paris"),
        ("57000", "FR-ALSACE-MOSELLE", "Europe/Paris"),
        ("97400", "FR-REUNION", "Indian/Reunion"),
        ("97110", "FR-GUADELOUPE", "America/Guadeloupe"),
        ("97133", "FR-SAINT-BARTHELEMY", "America/St_Barthelemy"),
    ],
)
def test_a_postal_code_tells_holidays_and_zone(postal_code: str, region: str, zone: str) -> None:
    place = PACK.place_of(postal_code)

    assert place is not None
    assert (place.region, [each.key for each in place.zones]) == (region, [zone])


@pytest.mark.parametrize("postal_code", ["98800", "", "B-1000"])
def test_an_unknown_postal_code_tells_nothing(postal_code: str) -> None:
    assert PACK.place_of(postal_code) is None


def test_an_unknown_region_is_an_error() -> None:
    with pytest.raises(RuleMissing, match="holidays of region FR-ATLANTIS"):
        ask(SMS, region="FR-ATLANTIS")


def test_a_day_before_the_first_row_is_an_error() -> None:
    with pytest.raises(RuleMissing, match=r"caps FR_B2C on 2012-05-31: add a row to the pack"):
        ask(
            SMS,
            datetime(2012, 5, 31, 9, tzinfo=UTC),
            claims=[claim(due_on=date(2012, 5, 2), opening_letter_posted_on=date(2012, 5, 14))],
        )


def test_a_call_that_we_gave_up_does_not_count_in_france_and_counts_where_the_rules_are_silent() -> None:
    """§4: "FR: count everything but failed/canceled"."""
    given_up = [past(f"2026-11-{day} 10:00", Channel.VOICE, ContactResult.CANCELED) for day in (23, 24, 25)]
    now = paris("2026-11-26 15:00")

    assert ask(Channel.VOICE, now, history=given_up).decision is Decision.ALLOW
    abroad = ask(Channel.VOICE, now, history=given_up, profile=IE, region="IE", zones=[ZoneInfo("Europe/Dublin")])
    assert abroad.codes == (ReasonCode.CALL_CAP_7D,)
