"""What an agency allows itself within a pack: the gate reads a narrowed profile as any other, and never a wider one."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contacts.gate import (
    OF_AGENCY,
    Basis,
    Channel,
    Closing,
    ContactResult,
    Decision,
    Narrower,
    OpenDays,
    OwnRules,
    Profile,
    Purpose,
    Reason,
    ReasonCode,
    Verdict,
    agency_origin,
    judged_by_all,
    narrowed,
    shipped_pack,
)
from tandem.contacts.gate import under as under_laws
from tandem.contacts.models import ContactAttempt
from tests.domain.contacts.facts import B2B, B2C, PARIS, US_MA, ask, paris, past

VOICE, SMS, EMAIL, LETTER = Channel.VOICE, Channel.SMS, Channel.EMAIL, Channel.LETTER
BEGAN = date(2026, 11, 1)
TEN_TO_FIVE: OpenDays = ((600, 1020),) * 4 + (None,) * 3  # Monday to Thursday


def own(**rules: Any) -> Narrower:
    return replace(Narrower("FR", "FR_B2C", version=3, starts=BEGAN), **rules)


def under(*narrower: Narrower, closings: tuple[Closing, ...] = (), profile: Profile = B2C) -> Profile:
    return narrowed(profile, OwnRules(narrower, closings, 5 if closings else 0))


def says_agency(reason: Reason, version: int) -> bool:
    return (reason.source, reason.basis) == (f"{OF_AGENCY}{version}", Basis.POLICY)


def test_without_rules_of_its_own_the_profile_is_the_packs() -> None:
    assert narrowed(B2C, OwnRules()) is B2C


def test_a_call_outside_the_agencys_hours_waits_for_them_and_the_reason_names_them() -> None:
    verdict = ask(VOICE, paris("2026-11-24 09:30"), profile=under(own(voice=TEN_TO_FIVE)))

    assert (verdict.decision, verdict.codes) == (Decision.DEFER, (ReasonCode.OUTSIDE_HOURS,))
    assert verdict.until == paris("2026-11-24 10:00")
    assert says_agency(verdict.reasons[0], 3)
    assert dict(verdict.reasons[0].arguments) == {"hours": "10:00–17:00"}
    assert verdict.pack_version == f"{B2C.pack_version} + agency 3"


def test_where_the_pack_forbids_it_too_the_pack_speaks() -> None:
    verdict = ask(VOICE, paris("2026-11-24 20:30"), profile=under(own(voice=TEN_TO_FIVE)))

    assert verdict.codes == (ReasonCode.OUTSIDE_HOURS,)
    assert verdict.reasons[0].source == B2C.hours[VOICE].on(BEGAN).origins[1].source
    assert dict(verdict.reasons[0].arguments) == {"hours": "09:00–20:00"}
    assert verdict.until == paris("2026-11-25 10:00")


def test_a_weekday_that_the_agency_leaves_out_is_closed() -> None:
    verdict = ask(VOICE, paris("2026-11-27 11:00"), profile=under(own(voice=TEN_TO_FIVE)))

    assert verdict.codes == (ReasonCode.DAY_OFF,)
    assert says_agency(verdict.reasons[0], 3)
    assert verdict.until == paris("2026-11-30 10:00")


def test_hours_of_calls_leave_texts_alone() -> None:
    profile = under(own(voice=TEN_TO_FIVE))

    assert ask(SMS, paris("2026-11-24 08:30"), profile=profile).decision is Decision.ALLOW
    assert ask(SMS, paris("2026-11-24 08:30"), profile=under(own(written=TEN_TO_FIVE))).decision is Decision.DEFER
    assert ask(EMAIL, paris("2026-11-24 08:30"), profile=under(own(written=TEN_TO_FIVE))).decision is Decision.DEFER


@pytest.mark.parametrize(
    ("limit", "code", "count"),
    [
        ({"calls_7d": 1}, ReasonCode.CALL_CAP_7D, "1"),
        ({"contacts_7d": 1}, ReasonCode.CONTACT_CAP_7D, "1"),
    ],
)
def test_a_smaller_limit_is_the_agencys(limit: dict[str, int], code: ReasonCode, count: str) -> None:
    channel, result = (VOICE, ContactResult.UNANSWERED) if "calls_7d" in limit else (SMS, ContactResult.DELIVERED)
    history = [past("2026-11-20 10:00", channel, result)]

    verdict = ask(channel, history=history, profile=under(own(**limit)))

    assert ask(channel, history=history).decision is Decision.ALLOW
    assert verdict.codes == (code,)
    assert says_agency(verdict.reasons[0], 3)
    assert dict(verdict.reasons[0].arguments) == {"count": count, "limit": "1"}


def test_a_limit_that_the_pack_meets_too_is_the_packs() -> None:
    history = [past("2026-11-20 10:00"), past("2026-11-21 10:00")]

    verdict = ask(VOICE, history=history, profile=under(own(calls_7d=1)))

    assert [(reason.code, reason.source) for reason in verdict.reasons] == [
        (ReasonCode.CALL_CAP_7D, B2C.caps.on(BEGAN).origin.source)
    ]
    assert dict(verdict.reasons[0].arguments) == {"count": "2", "limit": "2"}


def test_a_limit_where_the_pack_has_none() -> None:
    american = replace(own(calls_day=1), country="US", profile="US_MA")
    profile = narrowed(US_MA, OwnRules((american,)))

    verdict = ask(VOICE, paris("2026-11-24 18:00"), history=[past("2026-11-24 15:00")], profile=profile, region="US-MA")

    assert verdict.codes == (ReasonCode.CALL_CAP_DAY,)


def test_nobody_is_contacted_on_a_closed_day_but_by_letter_or_in_answer() -> None:
    closed = Closing("Inventaire", date(2026, 11, 23), date(2026, 11, 25), agency_origin(5))
    profile = under(closings=(closed,))

    verdict = ask(SMS, paris("2026-11-24 10:30"), profile=profile)

    assert (verdict.decision, verdict.codes) == (Decision.DEFER, (ReasonCode.AGENCY_CLOSED,))
    assert verdict.until == paris("2026-11-26 08:00")
    assert dict(verdict.reasons[0].arguments) == {"day": "2026-11-24", "name": "Inventaire"}
    assert says_agency(verdict.reasons[0], 5)
    assert verdict.pack_version == f"{B2C.pack_version} + agency 5"
    assert ask(LETTER, paris("2026-11-24 10:30"), profile=profile).decision is Decision.ALLOW
    assert ask(SMS, paris("2026-11-24 10:30"), profile=profile, purpose=Purpose.RECEIPT).decision is Decision.ALLOW


def test_a_list_of_closed_days_that_was_emptied_is_another_version() -> None:
    """Else decisions before it and after it would name one number for two states of the rules."""
    mine = own(voice=TEN_TO_FIVE)
    closed = Closing("Inventaire", date(2026, 12, 23), date(2026, 12, 25), agency_origin(2))

    before = narrowed(B2C, OwnRules((mine,), (closed,), 2))
    after = narrowed(B2C, OwnRules((mine,), (), 4))

    assert before.pack_version == f"{B2C.pack_version} + agency 3"
    assert after.pack_version == f"{B2C.pack_version} + agency 4"


def test_several_places_under_several_laws_are_named_once_each_and_fit_what_is_kept() -> None:
    """A decision keeps 200 characters: a debtor in every American region, a British creditor, a French agency."""
    combined = [
        under_laws(one, shipped_pack("us"), shipped_pack("gb"), shipped_pack("fr"))
        for one in shipped_pack("us").profiles
    ]
    rules = [
        replace(own(calls_7d=1), country="US", profile=one.name, version=97 + at) for at, one in enumerate(combined)
    ]
    profiles = [narrowed(one, OwnRules((mine,))) for one, mine in zip(combined, rules, strict=True)]

    verdict = judged_by_all(
        [partial(asked_at, profile=one) for one in profiles], datetime(2026, 11, 24, 15, tzinfo=ZoneInfo("UTC"))
    )

    labels = [shipped_pack(name).label for name in ("us", "gb", "fr")]
    assert verdict.pack_version == " + ".join([*labels, *(f"agency {one.version}" for one in rules)])
    assert len(verdict.pack_version) <= ContactAttempt._meta.fields_map["pack_version"].max_length


def asked_at(at: datetime, profile: Profile) -> Verdict:
    return ask(VOICE, at, profile=profile, region="US-MA")


def test_each_version_holds_from_its_day_on() -> None:
    later = own(version=4, starts=date(2026, 12, 1), voice=((660, 900),) * 5 + (None, None))
    profile = under(own(voice=TEN_TO_FIVE), later)

    assert ask(VOICE, paris("2026-10-27 09:30"), profile=profile).decision is Decision.ALLOW
    assert ask(VOICE, paris("2026-11-26 10:30"), profile=profile).decision is Decision.ALLOW
    in_december = ask(VOICE, paris("2026-12-01 10:30"), profile=profile)
    assert in_december.until == paris("2026-12-01 11:00")
    assert says_agency(in_december.reasons[0], 4)
    # What is put off in November already waits for the hours of December.
    assert ask(VOICE, paris("2026-11-30 17:00"), profile=profile).until == paris("2026-12-01 11:00")


def test_of_two_versions_of_one_day_the_last_word_counts() -> None:
    profile = under(own(voice=TEN_TO_FIVE), own(version=4))

    assert ask(VOICE, paris("2026-11-24 09:30"), profile=profile).decision is Decision.ALLOW


def test_rules_of_one_profile_are_not_anothers() -> None:
    rules = OwnRules((own(voice=TEN_TO_FIVE),))

    assert narrowed(B2B, rules.of("FR", "FR_B2B")) is B2B
    assert narrowed(B2C, rules.of("FR", "FR_B2C")).hours != B2C.hours


minutes = st.integers(0, 24 * 60)
weeks = st.lists(st.none() | st.tuples(minutes, minutes).map(lambda two: (min(two), max(two))), min_size=7, max_size=7)
limits = st.none() | st.integers(1, 9)
INSTANTS = st.integers(0, 60 * 24 * 60).map(lambda at: datetime(2026, 11, 2, tzinfo=PARIS) + timedelta(minutes=at))


@given(weeks, weeks, limits, limits, limits, INSTANTS, st.sampled_from([VOICE, SMS, EMAIL]), st.integers(0, 3))
def test_whatever_an_agency_sets_nothing_leaves_that_the_pack_forbids(
    voice: list[tuple[int, int] | None],
    written: list[tuple[int, int] | None],
    calls_day: int | None,
    calls_7d: int | None,
    contacts_7d: int | None,
    now: datetime,
    channel: Channel,
    calls: int,
) -> None:
    rules = own(
        voice=tuple(voice), written=tuple(written), calls_day=calls_day, calls_7d=calls_7d, contacts_7d=contacts_7d
    )
    history = [past("2026-11-20 10:00")] * calls

    verdict = ask(channel, now, profile=under(rules), history=history)

    if verdict.decision is Decision.ALLOW:
        assert ask(channel, now, history=history).decision is Decision.ALLOW
        week = voice if channel is VOICE else written
        hours, local = week[now.weekday()], now.astimezone(ZoneInfo("Europe/Paris"))
        assert hours is not None
        assert hours[0] <= local.hour * 60 + local.minute < hours[1]
    if verdict.until is not None:
        assert ask(channel, verdict.until, history=history).decision is Decision.ALLOW
