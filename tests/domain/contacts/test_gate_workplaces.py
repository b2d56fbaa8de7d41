"""What the law says of a person's place of work, refused there or not."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import Basis, Channel, Decision, Flags, Purpose, ReasonCode, RuleMissing, Segment, Verdict
from tests.domain.contacts.facts import GB, GOOD_MOMENT, IE, ask, claim, local

DUBLIN = ZoneInfo("Europe/Dublin")
LATE_MORNING = local("2026-11-24 11:00", DUBLIN)
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


@pytest.mark.parametrize("purpose", Purpose)
def test_only_what_the_person_asked_for_is_answered_there(purpose: Purpose) -> None:
    flags = Flags(place=ContactPlace.WORK, answers_inbound_at=LATE_MORNING, callback_at=LATE_MORNING)

    verdict = ask_in_dublin(Channel.EMAIL, purpose=purpose, flags=flags)

    answers = {Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM}
    assert verdict.decision is (Decision.ALLOW if purpose in answers else Decision.BLOCK)


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
