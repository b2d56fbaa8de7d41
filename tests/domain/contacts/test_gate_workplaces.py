"""What the law says of a person's place of work, refused there or not."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Basis,
    Channel,
    ContactResult,
    Decision,
    Flags,
    PastContact,
    Profile,
    Purpose,
    ReasonCode,
    RuleMissing,
    Segment,
    Verdict,
    look_back,
)
from tests.domain.contacts.facts import GB, GOOD_MOMENT, IE, NEW_YORK, US, US_MA, ask, claim, local

DUBLIN = ZoneInfo("Europe/Dublin")
LATE_MORNING = local("2026-11-24 11:00", DUBLIN)
IN_BOSTON = local("2026-11-24 10:00", NEW_YORK)
HOME, MOBILE, WORK, UNKNOWN = ContactPlace
AT_WORK = Flags(place=ContactPlace.WORK)


def ask_in_dublin(channel: Channel = Channel.VOICE, **asked: Any) -> Verdict:
    told = {"profile": IE, "zones": [DUBLIN], "region": "IE", "flags": AT_WORK, **asked}
    return ask(channel, told.pop("now", LATE_MORNING), **told)


@pytest.mark.parametrize("channel", Channel)
def test_an_irish_consumer_is_not_contacted_at_work_by_any_channel(channel: Channel) -> None:
    verdict = ask_in_dublin(channel)

    [why] = verdict.reasons
    assert (verdict.decision, why.code, why.basis) == (Decision.BLOCK, ReasonCode.WORK_ADDRESS, Basis.LAW)
    assert why.source.startswith("Consumer Credit Act 1995 s. 46")


@pytest.mark.parametrize("place", sorted(set(ContactPlace) - {ContactPlace.WORK}))
def test_what_is_not_known_to_be_work_is_allowed(place: ContactPlace) -> None:
    assert ask_in_dublin(flags=Flags(place=place)).decision is Decision.ALLOW


@pytest.mark.parametrize("segment", sorted(set(Segment) - {Segment.CONSUMER}))
def test_whoever_owes_as_a_trader_is_contacted_where_they_work(segment: Segment) -> None:
    assert ask_in_dublin(claims=[claim(segment)]).decision is Decision.ALLOW


def test_one_consumers_claim_makes_it_a_consumers_contact() -> None:
    both = [claim(Segment.PROFESSIONAL), claim(Segment.CONSUMER)]

    assert ask_in_dublin(claims=both).codes == (ReasonCode.WORK_ADDRESS,)


@pytest.mark.parametrize(
    ("owed_by", "asked", "decision"),
    [
        (Segment.PROFESSIONAL, Segment.CONSUMER, Decision.BLOCK),
        (Segment.CONSUMER, Segment.PROFESSIONAL, Decision.ALLOW),
    ],
)
def test_whoever_vouches_is_asked_as_what_they_are_whatever_the_debtor_is(
    owed_by: Segment, asked: Segment, decision: Decision
) -> None:
    flags = Flags(place=ContactPlace.WORK, segments=frozenset({asked}))

    assert ask_in_dublin(claims=[claim(owed_by)], flags=flags).decision is decision


@pytest.mark.parametrize("purpose", Purpose)
def test_whoever_writes_from_work_is_answered_there_and_asked_for_nothing(purpose: Purpose) -> None:
    flags = Flags(place=ContactPlace.WORK, answers_inbound_at=LATE_MORNING, callback_at=LATE_MORNING)

    verdict = ask_in_dublin(Channel.EMAIL, purpose=purpose, flags=flags)

    asks = {Purpose.DEMAND, Purpose.FIRST_REMINDER}
    assert verdict.decision is (Decision.BLOCK if purpose in asks else Decision.ALLOW)


def test_an_answer_that_comes_too_late_to_be_one_is_a_demand_there() -> None:
    flags = Flags(place=ContactPlace.WORK, answers_inbound_at=LATE_MORNING - timedelta(days=8))

    assert ask_in_dublin(Channel.EMAIL, purpose=Purpose.REPLY, flags=flags).codes == (ReasonCode.WORK_ADDRESS,)


def test_a_person_cannot_let_it_pass() -> None:
    flags = Flags(place=ContactPlace.WORK, released=frozenset({ReasonCode.WORK_ADDRESS}))

    assert ask_in_dublin(flags=flags).decision is Decision.BLOCK


def test_other_countries_forbid_it_once_it_was_refused() -> None:
    refused = Flags(place=ContactPlace.WORK, workplace_forbidden_on=date(2026, 11, 1))

    assert ask(Channel.VOICE, GOOD_MOMENT, flags=AT_WORK).decision is Decision.ALLOW
    assert ask(Channel.VOICE, GOOD_MOMENT, flags=refused).codes == (ReasonCode.WORKPLACE,)
    assert ReasonCode.WORK_ADDRESS not in GB.rules


def test_a_day_without_the_rule_is_an_error_and_not_a_guess() -> None:
    before = local("1996-05-12 11:00", DUBLIN)

    with pytest.raises(RuleMissing, match="WORK_ADDRESS on 1996-05-12"):
        ask_in_dublin(now=before)


def called(days_ago: int, place: ContactPlace, channel: Channel = Channel.VOICE) -> PastContact:
    return PastContact(IN_BOSTON - timedelta(days=days_ago), channel, ContactResult.UNANSWERED, place=place)


def ask_in_boston(
    place: ContactPlace,
    *history: PastContact,
    channel: Channel = Channel.VOICE,
    now: datetime = IN_BOSTON,
    profile: Profile = US_MA,
) -> Verdict:
    region = "US-MA" if profile is US_MA else "US"
    told = {"profile": profile, "zones": [NEW_YORK], "region": region, "flags": Flags(place=place)}
    return ask(channel, now, history=list(history), **told)


@pytest.mark.parametrize("place", [WORK, UNKNOWN])
@pytest.mark.parametrize("before", [Channel.VOICE, Channel.SMS])
def test_massachusetts_allows_two_calls_or_texts_in_thirty_days_elsewhere(place: ContactPlace, before: Channel) -> None:
    history = [called(29, place, before), called(12, UNKNOWN, before)]

    verdict = ask_in_boston(place, *history)

    [why] = verdict.reasons
    assert (why.code, why.basis, dict(why.arguments)) == (
        ReasonCode.ELSEWHERE_CAP_30D,
        Basis.LAW,
        {"count": "2", "limit": "2"},
    )
    # The first of them is thirty days old tomorrow.
    assert (verdict.decision, verdict.until) == (Decision.DEFER, local("2026-11-25 08:01", NEW_YORK))
    assert ask_in_boston(place, history[1]).decision is Decision.ALLOW
    assert ask_in_boston(place, called(30, place), history[1]).decision is Decision.ALLOW


@pytest.mark.parametrize("place", [HOME, MOBILE])
def test_calls_at_home_and_to_a_mobile_have_the_limit_of_a_week_alone(place: ContactPlace) -> None:
    elsewhere = [called(20, WORK)] * 3

    assert ask_in_boston(place, *[called(20, place)] * 3).decision is Decision.ALLOW
    assert ask_in_boston(place, *elsewhere).decision is Decision.ALLOW
    assert ask_in_boston(WORK, *[called(20, place)] * 3).decision is Decision.ALLOW


def test_an_e_mail_is_no_call_and_the_other_states_have_no_such_limit() -> None:
    elsewhere = [called(20, WORK)] * 3

    assert ask_in_boston(WORK, *elsewhere, channel=Channel.EMAIL).decision is Decision.ALLOW
    assert ask_in_boston(WORK, *elsewhere, profile=US).decision is Decision.ALLOW


def test_thirty_days_of_calls_are_read() -> None:
    assert look_back() >= timedelta(days=30)
