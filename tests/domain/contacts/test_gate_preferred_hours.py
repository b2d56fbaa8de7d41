"""Hours at which a person asked to be reached (UK CONC 7.9.4R; 12 CFR 1006.6(b)(1); elsewhere our policy)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tandem.contacts.gate import Basis, Channel, Decision, Flags, Purpose, ReasonCode, shipped_pack
from tests.domain.contacts.facts import B2B, PARIS, ask, paris

VOICE, SMS, LETTER = Channel.VOICE, Channel.SMS, Channel.LETTER
AFTERNOON = Flags(preferred_hours=(14 * 60, 18 * 60))
EVENING = Flags(preferred_hours=(18 * 60 + 30, 20 * 60))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24 10:30", "2026-11-24 14:00"),
        ("2026-11-24 18:00", "2026-11-25 14:00"),  # the end is exclusive
        ("2026-11-27 18:30", "2026-11-30 14:00"),  # Saturday's calls end at 13:00, before the afternoon
    ],
)
def test_a_call_outside_of_them_waits_for_them(now: str, until: str) -> None:
    verdict = ask(VOICE, paris(now), flags=AFTERNOON)

    assert (verdict.decision, verdict.codes) == (Decision.DEFER, (ReasonCode.PREFERRED_HOURS,))
    assert verdict.until == paris(until)
    assert verdict.reasons[0].source


def test_within_them_it_leaves() -> None:
    assert ask(VOICE, paris("2026-11-24 14:00"), flags=AFTERNOON).decision is Decision.ALLOW


def test_the_hours_of_the_law_hold_as_well() -> None:
    verdict = ask(VOICE, paris("2026-11-24 20:30"), flags=AFTERNOON)

    assert verdict.codes == (ReasonCode.OUTSIDE_HOURS,)
    assert verdict.until == paris("2026-11-25 14:00")


def test_hours_that_no_day_of_the_week_has_stop_nothing() -> None:
    verdict = ask(VOICE, profile=B2B, flags=Flags(preferred_hours=(19 * 60, 20 * 60)))

    assert verdict.decision is Decision.ALLOW


def test_hours_that_no_two_places_share_stop_nothing() -> None:
    verdict = ask(VOICE, paris("2026-11-24 10:30"), zones=(PARIS, ZoneInfo("Indian/Reunion")), flags=EVENING)

    assert verdict.decision is Decision.ALLOW


@pytest.mark.parametrize("purpose", [Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM])
def test_receipts_and_rights_do_not_wait_for_them(purpose: Purpose) -> None:
    assert ask(SMS, flags=AFTERNOON, purpose=purpose).decision is Decision.ALLOW


def test_a_letter_has_no_hour() -> None:
    assert ask(LETTER, flags=AFTERNOON).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("country", "basis"),
    [("fr", Basis.POLICY), ("gb", Basis.LAW), ("us", Basis.LAW), ("ie", Basis.POLICY), ("be", Basis.POLICY)],
)
def test_every_pack_says_by_which_rule(country: str, basis: Basis) -> None:
    profile = next(iter(shipped_pack(country).profiles))

    rule = profile.rules[ReasonCode.PREFERRED_HOURS].on(datetime(2026, 11, 24, tzinfo=UTC).date())

    assert (rule.decision, rule.origin.basis) == (Decision.DEFER, basis)
