"""Limitation dates: the examples of the compliance notes (§1.3) and the days around the last one."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contacts.gate import (
    Channel,
    ClaimFacts,
    ClaimNature,
    Decision,
    Flags,
    Interruption,
    InterruptionKind,
    ReasonCode,
    RuleMissing,
    Segment,
    Verdict,
    last_day_of,
)
from tests.domain.contacts.facts import B2B, B2C, BE, NEW_YORK, US, ask, claim, local, paris

CONSUMER, PRO, PUBLIC = Segment.CONSUMER, Segment.PROFESSIONAL, Segment.PUBLIC_BUYER
PAID_A_PART = Interruption(date(2026, 5, 10), InterruptionKind.PART_PAYMENT)
LETTER = Interruption(date(2026, 12, 1), InterruptionKind.WRITTEN_DEMAND)
SUED = Interruption(date(2026, 5, 10), InterruptionKind.COURT_CLAIM)
TOO_LATE = Interruption(date(2027, 1, 16), InterruptionKind.PART_PAYMENT)

DATES = {
    "business": (claim(PRO, due_on=date(2022, 3, 31)), date(2027, 3, 31)),
    "consumer": (claim(due_on=date(2025, 1, 15)), date(2027, 1, 15)),
    "a part payment starts it anew": (
        claim(due_on=date(2025, 1, 15), interruptions=(PAID_A_PART,)),
        date(2028, 5, 10),
    ),
    "a registered letter does not": (
        claim(due_on=date(2025, 1, 15), interruptions=(LETTER,)),
        date(2027, 1, 15),
    ),
    "telecom": (claim(nature=ClaimNature.TELECOM, due_on=date(2026, 1, 31)), date(2027, 1, 31)),
    "a payment after the last day revives nothing": (
        claim(due_on=date(2025, 1, 15), interruptions=(TOO_LATE,)),
        date(2027, 1, 15),
    ),
    "acts count in their order, whatever order they are told in": (
        claim(due_on=date(2025, 1, 15), interruptions=(Interruption(date(2028, 5, 1), SUED.kind), PAID_A_PART)),
        date(2030, 5, 1),
    ),
    "a debt paid in part before it was due": (
        claim(due_on=date(2025, 1, 15), interruptions=(Interruption(date(2024, 12, 1), PAID_A_PART.kind),)),
        date(2027, 1, 15),
    ),
    "due on a leap day": (claim(due_on=date(2024, 2, 29)), date(2026, 2, 28)),
    "forclusion is not interrupted by a part payment": (
        claim(nature=ClaimNature.CONSUMER_CREDIT, due_on=date(2025, 1, 15), interruptions=(PAID_A_PART,)),
        date(2027, 1, 15),
    ),
    "forclusion is interrupted by a claim in court": (
        claim(nature=ClaimNature.CONSUMER_CREDIT, due_on=date(2025, 1, 15), interruptions=(SUED,)),
        date(2028, 5, 10),
    ),
    "public body: four years from the next 1 January": (claim(PUBLIC, due_on=date(2022, 3, 31)), date(2026, 12, 31)),
    "public body: a written demand starts it anew": (
        claim(PUBLIC, due_on=date(2022, 3, 31), interruptions=(LETTER,)),
        date(2030, 12, 31),
    ),
    "association": (claim(Segment.ASSOCIATION, due_on=date(2022, 3, 31)), date(2027, 3, 31)),
}


@pytest.mark.parametrize(("owed", "last_day"), DATES.values(), ids=DATES.keys())
def test_last_day(owed: ClaimFacts, last_day: date) -> None:
    profile = B2C if owed.segment is CONSUMER else B2B

    assert last_day_of(owed, profile, "FR") == last_day


def test_a_due_date_before_the_first_row_is_an_error() -> None:
    with pytest.raises(RuleMissing, match=r"limitations consumer general on 2008-06-18: add a row"):
        last_day_of(claim(due_on=date(2008, 6, 18)), B2C, "FR")


def test_a_nature_without_a_row_for_the_segment_is_an_error() -> None:
    with pytest.raises(RuleMissing, match="limitation of telecom claims on a consumer"):
        last_day_of(claim(nature=ClaimNature.TELECOM), BE, "BE")


MEDIATED = Interruption(date(2026, 10, 1), InterruptionKind.MEDIATION, date(2026, 11, 10))
FOUND = Interruption(date(2026, 6, 1), InterruptionKind.STATED_LAST_DAY, date(2026, 11, 23))


def test_a_mediation_that_began_in_time_lets_a_demand_leave_after_the_day_that_was_the_last() -> None:
    barred, mediated = (claim(due_on=date(2024, 11, 1), interruptions=acts) for acts in ((), (MEDIATED,)))

    assert ask(Channel.EMAIL, claims=[barred]).codes == (ReasonCode.TIME_BARRED,)
    assert ask(Channel.EMAIL, claims=[mediated]).decision is Decision.ALLOW
    assert last_day_of(mediated, B2C, "FR") == date(2027, 5, 10)


def test_while_a_mediation_goes_on_no_day_is_the_last() -> None:
    going_on = claim(due_on=date(2024, 11, 1), interruptions=(replace(MEDIATED, until=None),))

    assert ask(Channel.EMAIL, claims=[going_on]).decision is Decision.ALLOW
    assert last_day_of(going_on, B2C, "FR") is None


def in_new_york(day: str, *acts: Interruption, **more: Any) -> Verdict:
    """A demand to an American consumer at ten in the morning."""
    owed = claim(due_on=date(2020, 1, 15), interruptions=acts)
    now = local(f"{day} 10:00", NEW_YORK)
    return ask(Channel.EMAIL, now, claims=[owed], profile=US, zones=(NEW_YORK,), region="US", **more)


def test_an_american_claim_whose_last_day_nobody_found_is_left_to_a_person_after_six_years() -> None:
    on_the_day, after = in_new_york("2026-01-15"), in_new_york("2026-01-16")
    released = Flags(released=frozenset({ReasonCode.LIMITATION_UNKNOWN}))

    assert on_the_day.decision is Decision.ALLOW
    assert (after.decision, after.codes) == (Decision.REVIEW, (ReasonCode.LIMITATION_UNKNOWN,))
    assert dict(after.reasons[0].arguments) == {"since": "2020-01-15"}
    assert "1006.26(b)" in after.reasons[0].source
    assert in_new_york("2026-01-16", flags=released).decision is Decision.ALLOW
    assert in_new_york("2026-01-16", FOUND).decision is Decision.ALLOW


def test_after_the_last_day_that_was_found_a_demand_to_an_american_waits_for_a_person() -> None:
    on_the_day, after = in_new_york("2026-11-23", FOUND), in_new_york("2026-11-24", FOUND)

    assert on_the_day.decision is Decision.ALLOW
    assert (after.decision, after.codes) == (Decision.REVIEW, (ReasonCode.TIME_BARRED,))
    assert dict(after.reasons[0].arguments) == {"last_day": "2026-11-23"}
    assert "1006.26(b)" in after.reasons[0].source


def test_who_lets_it_pass_takes_it_on_themselves() -> None:
    released = Flags(released=frozenset({ReasonCode.TIME_BARRED}))

    assert in_new_york("2026-11-24", FOUND, flags=released).decision is Decision.ALLOW


def test_a_claim_may_be_demanded_until_the_end_of_its_last_day() -> None:
    owed = claim(due_on=date(2024, 11, 24))

    last_evening = ask(Channel.SMS, paris("2026-11-24 19:59"), claims=[owed])
    next_morning = ask(Channel.SMS, paris("2026-11-25 08:00"), claims=[owed])

    assert last_evening.decision is Decision.ALLOW
    assert (next_morning.decision, next_morning.codes) == (Decision.BLOCK, (ReasonCode.TIME_BARRED,))
    assert dict(next_morning.reasons[0].arguments) == {"last_day": "2026-11-24"}


def test_where_the_day_is_over_already_the_claim_is_barred_already() -> None:
    owed = claim(due_on=date(2024, 11, 24))
    late_evening = paris("2026-11-24 23:00")  # 02:00 on the 25th in Réunion

    assert ask(Channel.LETTER, late_evening, claims=[owed]).decision is Decision.ALLOW
    in_reunion = ask(Channel.LETTER, late_evening, claims=[owed], zones=(ZoneInfo("Indian/Reunion"),))
    assert in_reunion.codes == (ReasonCode.TIME_BARRED,)


def test_a_person_may_release_a_barred_business_claim_but_not_a_consumers() -> None:
    released = Flags(released=frozenset({ReasonCode.TIME_BARRED}))

    business = ask(Channel.EMAIL, profile=B2B, claims=[claim(PRO, due_on=date(2020, 1, 1))], flags=released)
    consumer = ask(Channel.EMAIL, claims=[claim(due_on=date(2020, 1, 1))], flags=released)

    assert business.decision is Decision.ALLOW
    assert consumer.codes == (ReasonCode.TIME_BARRED,)


@given(due=st.dates(date(2009, 1, 1), date(2030, 1, 1)), acts=st.lists(st.dates(date(2009, 1, 1), date(2035, 1, 1))))
def test_an_act_never_shortens_the_period(due: date, acts: list[date]) -> None:
    bare = claim(due_on=due)
    interrupted = claim(
        due_on=due, interruptions=tuple(Interruption(day, InterruptionKind.ACKNOWLEDGEMENT) for day in acts)
    )

    later, earlier = last_day_of(interrupted, B2C, "FR"), last_day_of(bare, B2C, "FR")
    assert later is not None
    assert earlier is not None
    assert later >= earlier
