"""Holds: what they stop, what passes them, and what is left of a demand."""

from datetime import datetime

import pytest

from tandem.contacts.gate import Channel, Decision, Flags, HoldKind, Purpose, ReasonCode
from tandem.kit.money import Money
from tests.domain.contacts.facts import F_102, GOOD_MOMENT, ask, claim, hold, paris

EMAIL, LETTER = Channel.EMAIL, Channel.LETTER
CODES = {
    HoldKind.DIRECTIVE: ReasonCode.CLIENT_HOLD,
    HoldKind.DISPUTE: ReasonCode.DISPUTE_OPEN,
    HoldKind.LEGAL: ReasonCode.LEGAL_HOLD,
    HoldKind.INSOLVENCY: ReasonCode.INSOLVENCY,
    HoldKind.OVERINDEBTEDNESS: ReasonCode.OVERINDEBTEDNESS,
    HoldKind.DECEASED: ReasonCode.DECEASED,
}


def in_time(purpose: Purpose) -> Flags:
    """What makes a reply a reply and a call back a call back."""
    if purpose is Purpose.REPLY:
        return Flags(answers_inbound_at=GOOD_MOMENT)
    return Flags(callback_at=GOOD_MOMENT) if purpose is Purpose.CALLBACK else Flags()


@pytest.mark.parametrize("kind", CODES)
def test_a_hold_stops_demands_and_names_its_owner_and_its_day(kind: HoldKind) -> None:
    verdict = ask(EMAIL, claims=[claim(holds=(hold(kind),))])

    assert (verdict.decision, verdict.codes) == (Decision.BLOCK, (CODES[kind],))
    assert dict(verdict.reasons[0].arguments) == {"since": "2026-11-20", "by": "Claire Morel"}
    assert verdict.claims[0].demandable == Money(0, "EUR")


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize(
    "purpose", [Purpose.LEGAL_NOTICE, Purpose.REPLY, Purpose.RECEIPT, Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM]
)
def test_other_purposes_pass_a_hold_and_say_so(kind: HoldKind, purpose: Purpose) -> None:
    verdict = ask(EMAIL, claims=[claim(holds=(hold(kind),))], purpose=purpose, flags=in_time(purpose))

    assert verdict.decision is Decision.ALLOW
    assert [(reason.code, reason.decision) for reason in verdict.claims[0].passed] == [(CODES[kind], Decision.ALLOW)]


def test_a_call_back_speaks_of_the_debt_so_a_hold_stops_it() -> None:
    verdict = ask(
        Channel.VOICE,
        claims=[claim(holds=(hold(HoldKind.DIRECTIVE),))],
        purpose=Purpose.CALLBACK,
        flags=in_time(Purpose.CALLBACK),
    )

    assert verdict.codes == (ReasonCode.CLIENT_HOLD,)


@pytest.mark.parametrize(
    ("now", "decision"),
    [
        (paris("2026-11-23 09:59"), Decision.ALLOW),
        (paris("2026-11-23 10:00"), Decision.BLOCK),
        (paris("2026-11-25 14:59"), Decision.BLOCK),
        (paris("2026-11-25 15:00"), Decision.ALLOW),
    ],
)
def test_a_hold_holds_from_its_start_and_before_its_end(now: datetime, decision: Decision) -> None:
    held = hold(HoldKind.DIRECTIVE, since=paris("2026-11-23 10:00"), until=paris("2026-11-25 15:00"))

    assert ask(EMAIL, now, claims=[claim(holds=(held,))]).decision is decision


@pytest.mark.parametrize(
    ("kind", "code"),
    [(HoldKind.PROMISE, ReasonCode.PROMISE_PENDING), (HoldKind.PLAN, ReasonCode.PLAN_ACTIVE)],
)
@pytest.mark.parametrize(
    ("channel", "until"), [(EMAIL, paris("2026-12-15 08:00")), (LETTER, paris("2026-12-15 00:00"))]
)
def test_a_promise_defers_a_demand_to_the_first_good_minute_after_it(
    kind: HoldKind, code: ReasonCode, channel: Channel, until: datetime
) -> None:
    verdict = ask(channel, claims=[claim(holds=(hold(kind),))])

    assert (verdict.decision, verdict.codes, verdict.until) == (Decision.DEFER, (code,), until)
    assert verdict.claims[0].demandable == Money(700_00, "EUR")


def test_a_promise_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="a promise hold needs the instant at which it ends"):
        hold(HoldKind.PROMISE, until=None)


def test_the_part_of_a_claim_that_is_not_disputed_may_be_demanded() -> None:
    disputed = hold(HoldKind.DISPUTE, amount_minor=150_00)

    verdict = ask(LETTER, claims=[claim(holds=(disputed,))])

    assert verdict.decision is Decision.ALLOW
    assert verdict.claims[0].demandable == Money(550_00, "EUR")
    assert verdict.claims[0].codes == (ReasonCode.DISPUTE_OPEN,)


def test_parts_held_for_different_reasons_are_different_parts() -> None:
    disputed = hold(HoldKind.DISPUTE, amount_minor=400_00)
    promised = hold(HoldKind.PROMISE, amount_minor=300_00)

    verdict = ask(EMAIL, claims=[claim(holds=(disputed, promised))])

    assert (verdict.decision, verdict.until) == (Decision.DEFER, paris("2026-12-15 08:00"))
    assert verdict.codes == (ReasonCode.DISPUTE_OPEN, ReasonCode.PROMISE_PENDING)
    assert verdict.claims[0].demandable == Money(300_00, "EUR")


def test_parts_that_are_all_disputed_leave_nothing() -> None:
    parts = (hold(HoldKind.DISPUTE, amount_minor=400_00), hold(HoldKind.LEGAL, amount_minor=300_00))

    verdict = ask(EMAIL, claims=[claim(holds=parts)])

    assert (verdict.decision, verdict.codes) == (Decision.BLOCK, (ReasonCode.LEGAL_HOLD, ReasonCode.DISPUTE_OPEN))


def test_a_hold_on_a_part_is_of_a_positive_amount() -> None:
    with pytest.raises(ValueError, match="a positive amount"):
        hold(HoldKind.DISPUTE, amount_minor=0)


def test_of_a_promised_and_a_disputed_claim_the_promised_one_remains_for_later() -> None:
    promised = claim(holds=(hold(HoldKind.PROMISE),))
    disputed = claim(id=F_102, holds=(hold(HoldKind.DISPUTE),))

    verdict = ask(EMAIL, claims=[promised, disputed])

    assert (verdict.decision, verdict.codes) == (Decision.DEFER, (ReasonCode.PROMISE_PENDING,))
    assert [answer.decision for answer in verdict.claims] == [Decision.DEFER, Decision.BLOCK]


def test_releasing_one_hold_leaves_the_other() -> None:
    both = ask(EMAIL, claims=[claim(holds=(hold(HoldKind.DIRECTIVE), hold(HoldKind.DISPUTE)))])
    one = ask(EMAIL, claims=[claim(holds=(hold(HoldKind.DISPUTE),))])

    assert both.codes == (ReasonCode.CLIENT_HOLD, ReasonCode.DISPUTE_OPEN)
    assert one.codes == (ReasonCode.DISPUTE_OPEN,)
