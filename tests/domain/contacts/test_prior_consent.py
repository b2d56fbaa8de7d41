"""Calls that an American consumer agreed to beforehand: not counted for seven days (12 CFR 1006.14(b)(3)(i))."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tandem.contacts.gate import (
    Channel,
    ContactResult,
    Decision,
    Flags,
    Narrower,
    OwnRules,
    PastContact,
    PriorConsent,
    Profile,
    Verdict,
    agency_origin,
    narrowed,
)
from tests.domain.contacts.facts import LOS_ANGELES, NEW_YORK, US, US_MA, ask, local, past

HONOLULU = ZoneInfo("Pacific/Honolulu")


def ny(text: str) -> datetime:
    return local(f"2026-11-{text}", NEW_YORK)


def call(text: str, result: ContactResult = ContactResult.UNANSWERED) -> PastContact:
    return past(f"2026-11-{text}", result=result, zone=NEW_YORK)


AGREED = PriorConsent(ny("20 11:00"), ny("20 11:00"))
TAKEN_BACK = PriorConsent(ny("20 11:00"), ny("20 11:00"), until=ny("24 12:00"))
# The seven that may be made from the 18th on; the last was a day before the consent.
SEVEN = [call("18 10:00")] * 6 + [call("19 10:00")]
TALKED = [call("20 10:00", ContactResult.TALKED)]


def on(text: str, history: Sequence[PastContact], *consents: PriorConsent, profile: Profile = US) -> Verdict:
    return ask(
        Channel.VOICE,
        ny(text),
        profile=profile,
        zones=[NEW_YORK],
        region="US",
        history=history,
        flags=Flags(consents=consents),
    )


@pytest.mark.parametrize("day", ["20 12:00", "24 10:00", "26 10:00"], ids=["the same day", "later", "the seventh day"])
def test_a_call_that_was_agreed_to_passes_the_wait_after_a_conversation(day: str) -> None:
    assert on(day, TALKED).codes == ("CONVERSATION_COOLDOWN",)

    assert on(day, TALKED, AGREED).decision is Decision.ALLOW


def test_an_eighth_call_passes_too() -> None:
    assert on("24 10:00", SEVEN).codes == ("CALL_CAP_7D",)

    assert on("24 10:00", SEVEN, AGREED).decision is Decision.ALLOW


def test_from_the_eighth_day_on_it_counts_no_more() -> None:
    talked = [call("24 10:00", ContactResult.TALKED)]

    verdict = on("27 10:00", talked, AGREED)

    assert (verdict.decision, verdict.codes) == (Decision.DEFER, ("CONVERSATION_COOLDOWN",))
    assert verdict.until == ny("30 00:00").replace(month=12, day=1, hour=8, minute=1)


def test_calls_made_with_it_are_not_counted_later() -> None:
    agreed_to = [call("21 10:00")] * 7

    assert on("27 10:00", agreed_to).codes == ("CALL_CAP_7D",)
    assert on("27 10:00", agreed_to, AGREED).decision is Decision.ALLOW


def test_calls_made_before_it_was_known_are_counted() -> None:
    before = [call("20 10:00")] * 7

    assert on("26 10:00", before, AGREED).decision is Decision.ALLOW
    assert on("26 10:00", before, TAKEN_BACK).codes == ("CALL_CAP_7D",)


def test_taken_back_it_frees_no_call_and_spares_those_made_until_then() -> None:
    meanwhile = [call("22 10:00")] * 7

    assert on("25 10:00", TALKED, TAKEN_BACK).codes == ("CONVERSATION_COOLDOWN",)
    assert on("25 10:00", meanwhile, TAKEN_BACK).decision is Decision.ALLOW
    assert on("25 10:00", [call("24 13:00")] * 7, TAKEN_BACK).codes == ("CALL_CAP_7D",)


def test_what_was_said_in_such_a_call_still_starts_the_wait() -> None:
    assert on("27 10:00", [call("25 10:00", ContactResult.TALKED)], AGREED).codes == ("CONVERSATION_COOLDOWN",)


def test_a_call_that_waits_is_free_again_once_it_is_agreed_to() -> None:
    early = on("24 07:00", TALKED, AGREED)

    assert (early.codes, early.until) == (("OUTSIDE_HOURS",), ny("24 08:01"))


def test_its_days_are_those_where_the_person_is() -> None:
    late = local("2026-11-26 19:00", HONOLULU)  # the 27th in New York

    found = [
        ask(
            Channel.VOICE,
            late,
            profile=US,
            zones=[HONOLULU],
            region="US-HAWAII",
            history=[past("2026-11-23 10:00", result=ContactResult.TALKED, zone=HONOLULU)],
            flags=Flags(consents=consents),
        ).decision
        for consents in ((), (AGREED,))
    ]

    assert found == [Decision.DEFER, Decision.ALLOW]


def test_the_limit_of_massachusetts_knows_no_such_exception() -> None:
    verdict = ask(
        Channel.VOICE,
        ny("24 10:00"),
        profile=US_MA,
        zones=[NEW_YORK],
        region="US-MA",
        history=[call("21 10:00"), call("22 10:00")],
        flags=Flags(consents=(AGREED,)),
    )

    assert "CALL_CAP_7D" in verdict.codes


def test_its_first_day_is_the_one_that_it_was_there_when_it_was_given() -> None:
    said = local("2026-11-20 23:30", LOS_ANGELES)  # the 21st in Paris
    agreed = PriorConsent(said, said)
    talked = [past("2026-11-20 10:00", result=ContactResult.TALKED, zone=LOS_ANGELES)]

    def decided(text: str) -> Decision:
        return ask(
            Channel.VOICE,
            local(f"2026-11-{text}", LOS_ANGELES),
            profile=US,
            zones=[LOS_ANGELES],
            region="US",
            history=talked
            if text < "27"
            else [past("2026-11-26 10:00", result=ContactResult.TALKED, zone=LOS_ANGELES)],
            flags=Flags(consents=(agreed,)),
        ).decision

    assert [decided("21 10:00"), decided("26 10:00")] == [Decision.ALLOW, Decision.ALLOW]
    assert decided("27 10:00") is Decision.DEFER


@pytest.mark.parametrize("limit", [{"calls_day": 1}, {"calls_7d": 3}], ids=["a day", "in seven days"])
def test_it_leaves_what_the_agency_allows_itself_as_it_is(limit: dict[str, int]) -> None:
    own = OwnRules((Narrower("US", "US", version=3, starts=date(2026, 11, 1), **limit),))
    made = [call("24 09:00"), call("23 10:00"), call("22 10:00")]

    verdict = on("24 10:00", made, AGREED, profile=narrowed(US, own))

    assert on("24 10:00", made, AGREED).decision is Decision.ALLOW
    assert (verdict.decision, verdict.codes) == (
        Decision.DEFER,
        (f"CALL_CAP_{'DAY' if 'calls_day' in limit else '7D'}",),
    )
    assert verdict.reasons[0].source == agency_origin(3).source


def test_the_agencys_own_limit_holds_though_the_law_is_met_first() -> None:
    own = OwnRules((Narrower("US", "US", version=3, starts=date(2026, 11, 1), calls_7d=9),))
    nine = [call("22 10:00")] * 9

    found = [on("24 10:00", made, AGREED, profile=narrowed(US, own)).codes for made in (nine[:8], nine)]

    assert found == [(), ("CALL_CAP_7D",)]
