"""Waiting times in days: the American and Belgian examples of the compliance notes (§2, §3), and breathing space."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.contacts.gate import (
    Channel,
    Decision,
    Flags,
    HoldKind,
    Purpose,
    ReasonCode,
    Reminder,
    RuleMissing,
    dispute_period,
    first_free_day,
)
from tests.domain.contacts.facts import B2C, BE, F_102, GB, NEW_YORK, PARIS, US, ask, claim, hold, local, paris

BRUSSELS, LONDON = ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/London")
HONOLULU = ZoneInfo("Pacific/Honolulu")


@pytest.mark.parametrize(
    ("sent", "received", "ends"),
    [
        # §2, 12 CFR 1006.34: received after five days without Saturdays, Sundays and federal holidays, then 30 days.
        (date(2026, 11, 2), date(2026, 11, 9), date(2026, 12, 9)),
        (date(2026, 11, 6), date(2026, 11, 16), date(2026, 12, 16)),  # 11 November is a holiday
    ],
)
def test_the_period_to_dispute_an_american_debt(sent: date, received: date, ends: date) -> None:
    assert dispute_period(sent, US, "US") == (received, ends)


@pytest.mark.parametrize(
    ("sent", "posted", "free"),
    [
        # §3, CDE XIX: from the day after it was e-mailed, or the third working day after it was posted.
        (date(2026, 11, 19), False, date(2026, 12, 4)),
        (date(2026, 11, 19), True, date(2026, 12, 8)),  # Friday, Monday, Tuesday 24
        (date(2026, 11, 9), True, date(2026, 11, 27)),  # the 11th is a holiday: 10, 12, 13
        (date(2026, 12, 24), True, date(2027, 1, 13)),  # Christmas and two days of a weekend: 28, 29, 30
    ],
)
def test_the_days_after_a_belgian_reminder(sent: date, posted: bool, free: date) -> None:
    assert first_free_day(Reminder(sent, posted), BE, "BE") == free


def test_a_country_without_such_days_has_none_to_tell() -> None:
    with pytest.raises(RuleMissing, match="a wait after a reminder in FR"):
        first_free_day(Reminder(date(2026, 11, 19), posted=True), B2C, "FR")
    with pytest.raises(RuleMissing, match="a validation notice in FR"):
        dispute_period(date(2026, 11, 19), B2C, "FR")


@pytest.mark.parametrize("channel", Channel)
def test_the_belgian_wait_puts_off_every_channel_and_ends_on_its_day(channel: Channel) -> None:
    reminded = [claim(reminder=Reminder(date(2026, 11, 19), posted=False))]

    def at(text: str) -> Decision:
        now = local(text, BRUSSELS)
        return ask(channel, now, claims=reminded, profile=BE, zones=[BRUSSELS], region="BE").decision

    assert at("2026-12-03 10:00") is Decision.DEFER
    assert at("2026-12-04 10:00") is Decision.ALLOW


def test_a_wait_is_the_claims_own_and_an_answer_passes_it() -> None:
    reminded = claim(reminder=Reminder(date(2026, 11, 19), posted=False))
    now = local("2026-11-20 10:00", BRUSSELS)
    place: dict[str, Any] = {"profile": BE, "zones": [BRUSSELS], "region": "BE"}

    both = ask(Channel.SMS, now, claims=[reminded, claim()], **place)
    reply = ask(
        Channel.SMS, now, claims=[reminded], purpose=Purpose.REPLY, flags=Flags(answers_inbound_at=now), **place
    )

    assert (both.decision, len(both.allowed), len(both.removed)) == (Decision.ALLOW, 1, 1)
    assert reply.decision is Decision.ALLOW


def test_a_promise_that_outlasts_the_wait_puts_off_longer() -> None:
    reminded = claim(reminder=Reminder(date(2026, 11, 19), posted=False), holds=(hold(HoldKind.PROMISE),))
    now = local("2026-11-24 10:00", BRUSSELS)

    verdict = ask(Channel.SMS, now, claims=[reminded], profile=BE, zones=[BRUSSELS], region="BE")

    assert verdict.codes == (ReasonCode.BE_14_DAY_WAIT, ReasonCode.PROMISE_PENDING)
    assert verdict.until == paris("2026-12-15 08:00")


def test_breathing_space_puts_off_until_it_is_over_everywhere() -> None:
    rests = Flags(breathing_space_until=date(2026, 12, 1))
    now = local("2026-11-24 10:00", LONDON)

    verdict = ask(Channel.EMAIL, now, profile=GB, zones=[LONDON], region="GB", flags=rests)
    receipt = ask(Channel.EMAIL, now, profile=GB, zones=[LONDON], region="GB", flags=rests, purpose=Purpose.RECEIPT)
    letter = ask(Channel.LETTER, now, profile=GB, zones=[LONDON, HONOLULU], region="GB", flags=rests)

    assert (verdict.codes, verdict.until) == (
        (ReasonCode.GB_BREATHING_SPACE,),
        datetime.fromisoformat("2026-12-01T08:00+00:00"),
    )
    assert receipt.decision is Decision.ALLOW
    assert letter.until == datetime.fromisoformat("2026-12-01T00:00-10:00")


def test_breathing_space_puts_off_the_opening_letter_too() -> None:
    # SI 2020/1311, reg. 7: no demand of any kind; §5.1 lets the opening letter pass rules 17, 19 and 20 alone.
    rests = Flags(breathing_space_until=date(2027, 1, 10), opening_letter=True)
    place: dict[str, Any] = {"profile": GB, "zones": [LONDON], "region": "GB", "flags": rests}
    promised = claim(holds=(hold(HoldKind.PROMISE, until=local("2027-02-01 00:00", LONDON)),))

    letter = ask(Channel.LETTER, local("2026-11-22 03:00", LONDON), **place)
    both = ask(Channel.LETTER, local("2026-11-24 10:00", LONDON), claims=[promised], **place)
    after = ask(Channel.LETTER, local("2027-01-10 00:00", LONDON), **place)

    assert (letter.codes, letter.until) == (
        (ReasonCode.GB_BREATHING_SPACE,),
        datetime.fromisoformat("2027-01-10T00:00+00:00"),
    )
    assert both.codes == (ReasonCode.GB_BREATHING_SPACE, ReasonCode.PROMISE_PENDING)
    assert both.until == datetime.fromisoformat("2027-02-01T00:00+00:00")
    assert after.decision is Decision.ALLOW


def test_breathing_space_holds_where_the_law_knows_it_and_nowhere_else() -> None:
    # Entered while the debtor lived in Great Britain; one who moved is judged by the rules of the new country.
    verdict = ask(Channel.EMAIL, flags=Flags(breathing_space_until=date(2026, 12, 1)))

    assert verdict.decision is Decision.ALLOW


def test_a_fact_that_the_country_must_have_a_rule_for_is_an_error_and_never_passed_over() -> None:
    without = replace(B2C, rules={code: rows for code, rows in B2C.rules.items() if code is not ReasonCode.REPRESENTED})

    with pytest.raises(RuleMissing, match="REPRESENTED in FR"):
        ask(Channel.EMAIL, profile=without, flags=Flags(represented_on=date(2026, 11, 1)))


@pytest.mark.parametrize(
    ("first", "sent", "channel", "decision"),
    [
        # §2, 12 CFR 1006.34: within five days of the first communication.
        (date(2026, 11, 19), None, Channel.VOICE, Decision.ALLOW),
        (date(2026, 11, 18), None, Channel.VOICE, Decision.BLOCK),
        (date(2026, 11, 18), None, Channel.LETTER, Decision.ALLOW),
        (date(2026, 11, 18), date(2026, 11, 24), Channel.VOICE, Decision.ALLOW),
        (date(2026, 11, 18), date(2026, 11, 25), Channel.VOICE, Decision.BLOCK),
        (None, None, Channel.VOICE, Decision.ALLOW),
    ],
)
def test_five_days_after_the_first_contact_the_american_notice_is_overdue(
    first: date | None, sent: date | None, channel: Channel, decision: Decision
) -> None:
    owed = [claim(first_contact_on=first, validation_notice_on=sent)]
    now = local("2026-11-24 10:00", NEW_YORK)

    assert ask(channel, now, claims=owed, profile=US, zones=[NEW_YORK], region="US").decision is decision
    assert ask(channel, paris("2026-11-24 10:00"), claims=owed, zones=[PARIS]).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("channel", "purpose", "opening", "codes"),
    [
        (Channel.VOICE, Purpose.DEMAND, False, ("BE_FIRST_REMINDER_MISSING",)),
        (Channel.EMAIL, Purpose.DEMAND, False, ("BE_FIRST_REMINDER_MISSING",)),
        (Channel.LETTER, Purpose.DEMAND, False, ("BE_FIRST_REMINDER_MISSING",)),
        (Channel.LETTER, Purpose.DEMAND, True, ()),
        (Channel.EMAIL, Purpose.RECEIPT, False, ()),
    ],
)
def test_a_belgian_consumer_is_asked_for_nothing_before_the_free_reminder(
    channel: Channel, purpose: Purpose, opening: bool, codes: tuple[str, ...]
) -> None:
    verdict = ask(
        channel,
        claims=[claim(opening_letter_posted_on=None, reminder=None)],
        profile=BE,
        zones=[ZoneInfo("Europe/Brussels")],
        region="BE",
        purpose=purpose,
        flags=Flags(opening_letter=opening),
    )

    assert verdict.codes == codes


@pytest.mark.parametrize("days_ago", [0, 14, 400])
def test_there_is_one_first_reminder_a_claim_however_long_ago(days_ago: int) -> None:
    now = paris("2026-11-24 10:30")
    sent = (now - timedelta(days=days_ago)).date()
    reminded, other = claim(reminder=Reminder(sent, posted=False)), claim(id=F_102, reminder=None)

    verdict = ask(
        Channel.EMAIL,
        now,
        claims=[reminded, other],
        profile=BE,
        zones=[BRUSSELS],
        region="BE",
        purpose=Purpose.FIRST_REMINDER,
    )

    assert [one.decision for one in verdict.claims] == [Decision.BLOCK, Decision.ALLOW]
    [why] = verdict.claims[0].reasons
    assert (why.code, why.arguments) == (ReasonCode.BE_FIRST_REMINDER_SENT, (("sent_on", sent.isoformat()),))
