"""Rules on the whole contact: which purposes each one stops, how reasons add up, and facts that contradict."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.contacts.gate import Channel, ContactResult, Decision, Flags, HoldKind, Purpose, ReasonCode, Segment
from tests.domain.contacts.facts import B2B, F_102, GOOD_MOMENT, PACK, PARIS, ask, claim, hold, paris, past

SMS, LETTER, VOICE = Channel.SMS, Channel.LETTER, Channel.VOICE
# Belgium's free first reminder asks for money as a demand does; what is its own is what BE_FIRST_REMINDER_… says of it.
ASKS_TO_PAY = {Purpose.DEMAND, Purpose.FIRST_REMINDER}
DAY = date(2026, 11, 1)
NIGHT = paris("2026-11-29 23:10")


def flags_for(purpose: Purpose, **facts: Any) -> Flags:
    answers = GOOD_MOMENT if purpose is Purpose.REPLY else None
    asked_for = GOOD_MOMENT if purpose is Purpose.CALLBACK else None
    return Flags(answers_inbound_at=answers, callback_at=asked_for, **facts)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(
    ("fact", "code", "passes"),
    [
        ("closed_on", ReasonCode.CASE_CLOSED, {Purpose.RECEIPT}),
        ("opted_out_on", ReasonCode.OPTED_OUT, {Purpose.OPTOUT_CONFIRM}),
        ("address_invalid_on", ReasonCode.ADDRESS_INVALID, set()),
        ("wrong_party_on", ReasonCode.WRONG_PARTY, {Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM}),
        ("represented_on", ReasonCode.REPRESENTED, {Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM}),
        ("cease_on", ReasonCode.CEASE_REQUEST, {Purpose.LEGAL_NOTICE, Purpose.OPTOUT_CONFIRM}),
        ("email_only_on", ReasonCode.DIRECTIVE_EMAIL_ONLY, set(Purpose) - ASKS_TO_PAY - {Purpose.CALLBACK}),
        ("other_person_on", ReasonCode.DIRECTIVE_PERSON, set(Purpose) - ASKS_TO_PAY - {Purpose.CALLBACK}),
        ("workplace_forbidden_on", ReasonCode.WORKPLACE, set()),
    ],
)
def test_what_passes_a_fact_about_the_file_or_the_address(
    purpose: Purpose, fact: str, code: ReasonCode, passes: set[Purpose]
) -> None:
    verdict = ask(SMS, purpose=purpose, flags=flags_for(purpose, **{fact: DAY}))

    assert verdict.codes == (() if purpose in passes else (code,))
    assert verdict.decision is (Decision.ALLOW if purpose in passes else Decision.BLOCK)


def test_what_the_client_directed_about_channels_stops_those_only() -> None:
    unposted = claim(opening_letter_posted_on=None)
    opening = Flags(opening_letter=True, email_only_on=DAY)

    assert ask(VOICE, flags=Flags(no_phone_on=DAY)).codes == (ReasonCode.DIRECTIVE_NO_PHONE,)
    assert ask(SMS, flags=Flags(no_phone_on=DAY)).decision is Decision.ALLOW
    assert ask(Channel.EMAIL, flags=Flags(email_only_on=DAY)).decision is Decision.ALLOW
    # The law wants a letter first, whatever the client prefers (CPCE R124-4).
    assert ask(LETTER, claims=[unposted], flags=opening).decision is Decision.ALLOW


@pytest.mark.parametrize("number", ["+12125550100", "+15145550100"])
def test_no_text_message_goes_to_north_america_whichever_country_judges(number: str) -> None:
    flags = Flags(number=number)

    assert ask(SMS, flags=flags).codes == (ReasonCode.CARRIER_FORBIDDEN_3P_DEBT_SMS,)
    assert ask(VOICE, flags=flags).decision is Decision.ALLOW
    assert ask(SMS, flags=Flags(number="+33612345678")).decision is Decision.ALLOW


def test_who_releases_an_unknown_place_vouches_for_the_countrys_own_time() -> None:
    released = Flags(released=frozenset({ReasonCode.TIMEZONE_UNKNOWN}))

    assert ask(VOICE, zones=(), flags=released).decision is Decision.ALLOW
    at_night = ask(VOICE, NIGHT, zones=(), flags=released)
    assert (at_night.decision, at_night.until) == (Decision.DEFER, paris("2026-11-30 09:00"))
    contradictory = (PARIS, ZoneInfo("Pacific/Honolulu"))
    assert ask(VOICE, NIGHT, zones=contradictory).decision is Decision.REVIEW
    assert ask(VOICE, NIGHT, zones=contradictory, flags=released).until == paris("2026-11-30 09:00")


@pytest.mark.parametrize("code", [ReasonCode.OPTED_OUT, ReasonCode.WORKPLACE])
def test_what_nobody_may_override_is_not_released(code: ReasonCode) -> None:
    flags = Flags(opted_out_on=DAY, workplace_forbidden_on=DAY, released=frozenset({code}))

    assert code in ask(SMS, flags=flags).codes


@pytest.mark.parametrize("purpose", Purpose)
def test_no_step_of_collecting_but_the_opening_letter_itself_passes_a_missing_one(purpose: Purpose) -> None:
    unposted = claim(opening_letter_posted_on=None)

    verdict = ask(LETTER, claims=[unposted], purpose=purpose, flags=flags_for(purpose))

    # CPCE R124-6 and GDPR art. 12 ask for these two, and the confirmation of a STOP ends what R124-4 speaks of.
    is_no_step = purpose in (Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM)
    assert verdict.codes == (() if is_no_step else (ReasonCode.FR_FIRST_LETTER_MISSING,))


def test_an_opening_letter_with_a_later_posting_day_is_not_posted() -> None:
    assert ask(SMS, claims=[claim(opening_letter_posted_on=date(2026, 11, 24))]).decision is Decision.ALLOW
    assert ask(SMS, claims=[claim(opening_letter_posted_on=date(2026, 11, 25))]).decision is Decision.BLOCK


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - ASKS_TO_PAY - {Purpose.LEGAL_NOTICE}))
def test_answers_receipts_and_rights_have_no_hour(purpose: Purpose) -> None:
    flags = Flags(answers_inbound_at=NIGHT - timedelta(hours=1), callback_at=NIGHT)

    assert ask(SMS, NIGHT, purpose=purpose, zones=(), flags=flags).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("hours", "decision"), [(48, Decision.ALLOW), (48.1, Decision.DEFER), (-1, Decision.DEFER), (None, Decision.DEFER)]
)
def test_a_reply_to_nothing_or_too_late_is_judged_as_a_demand(hours: float | None, decision: Decision) -> None:
    asked = None if hours is None else NIGHT - timedelta(hours=hours)

    assert ask(SMS, NIGHT, purpose=Purpose.REPLY, flags=Flags(answers_inbound_at=asked)).decision is decision


@pytest.mark.parametrize(
    ("minutes", "decision"),
    [(-30, Decision.ALLOW), (30, Decision.ALLOW), (31, Decision.DEFER), (-31, Decision.DEFER), (None, Decision.DEFER)],
)
def test_a_call_back_at_another_hour_than_asked_is_judged_as_a_demand(minutes: int | None, decision: Decision) -> None:
    asked = None if minutes is None else NIGHT - timedelta(minutes=minutes)

    assert ask(VOICE, NIGHT, purpose=Purpose.CALLBACK, flags=Flags(callback_at=asked)).decision is decision


def test_a_letter_knows_no_hour_and_counts_attempts_only() -> None:
    two_calls = [past("2026-11-24 09:10", VOICE, ContactResult.TALKED), past("2026-11-23 09:10")]
    a_third = past("2026-11-23 18:00", SMS, ContactResult.UNDELIVERED)

    assert ask(LETTER, NIGHT, zones=()).decision is Decision.ALLOW
    assert ask(LETTER, history=two_calls).decision is Decision.ALLOW
    third = ask(LETTER, history=[*two_calls, a_third])
    assert (third.codes, third.until) == ((ReasonCode.ATTEMPT_CAP_7D,), paris("2026-11-30 00:00"))
    opening = ask(LETTER, history=[*two_calls, a_third], flags=Flags(opening_letter=True))
    assert opening.decision is Decision.ALLOW


def test_a_review_gives_way_to_a_block_that_nobody_may_release() -> None:
    barred = claim(Segment.PROFESSIONAL, due_on=date(2020, 1, 1))

    verdict = ask(SMS, profile=B2B, claims=[barred], flags=Flags(opted_out_on=DAY))

    assert verdict.decision is Decision.BLOCK
    assert verdict.codes == (ReasonCode.TIME_BARRED, ReasonCode.OPTED_OUT)


def test_all_reasons_are_told_at_once_in_rule_order() -> None:
    verdict = ask(
        VOICE,
        paris("2026-11-29 21:00"),
        claims=[claim(mandated=False, opening_letter_posted_on=None, holds=(hold(HoldKind.DIRECTIVE),))],
        history=[past("2026-11-29 10:00", VOICE, ContactResult.TALKED)],
        flags=Flags(address_invalid_on=DAY),
    )

    assert (verdict.decision, verdict.until) == (Decision.BLOCK, None)
    assert verdict.codes == (
        ReasonCode.NO_MANDATE,
        ReasonCode.CLIENT_HOLD,
        ReasonCode.ADDRESS_INVALID,
        ReasonCode.FR_FIRST_LETTER_MISSING,
        ReasonCode.CONVERSATION_COOLDOWN,
        ReasonCode.CALL_CAP_DAY,
        ReasonCode.DAY_OFF,
    )


def test_a_paid_claim_is_left_out_of_a_demand() -> None:
    paid = claim(id=F_102, outstanding=claim().outstanding - claim().outstanding)

    verdict = ask(SMS, claims=[claim(), paid])

    assert verdict.decision is Decision.ALLOW
    assert [out.codes for out in verdict.removed] == [(ReasonCode.CASE_CLOSED,)]


def test_one_consumer_claim_makes_it_a_consumers_contact() -> None:
    assert PACK.profile_for([Segment.PROFESSIONAL, Segment.CONSUMER], "FR", DAY).name == "FR_B2C"
    assert PACK.profile_for([Segment.PROFESSIONAL, Segment.ASSOCIATION], "FR", DAY).name == "FR_B2B"
    with pytest.raises(ValueError, match="no claim, no segment"):
        PACK.profile_for([], "FR", DAY)


def test_a_reason_can_be_logged_as_plain_json() -> None:
    verdict = ask(SMS, flags=Flags(opted_out_on=DAY))

    assert verdict.reasons[0].record() == {
        "code": "OPTED_OUT",
        "decision": "block",
        "source": "RGPD art. 21 et choix du canal par le débiteur",
        "basis": "LAW",
        "args": {"since": "2026-11-01"},
    }


def test_facts_that_contradict_each_other_are_refused() -> None:
    for purpose in (Purpose.DEMAND, Purpose.CALLBACK, Purpose.LEGAL_NOTICE, Purpose.RECEIPT, Purpose.REPLY):
        with pytest.raises(ValueError, match="names the claims it speaks of"):
            ask(SMS, claims=[], purpose=purpose)
    with pytest.raises(ValueError, match="the opening letter is a demand by letter"):
        ask(SMS, flags=Flags(opening_letter=True))
    with pytest.raises(ValueError, match="aware"):
        ask(SMS, GOOD_MOMENT.replace(tzinfo=None))
