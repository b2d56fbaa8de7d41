"""What the rules leave to a person: planned all the same, let through by name for exactly that, and never past a no."""

from datetime import date, datetime, timedelta

import orjson
import pytest
import time_machine

from tandem.casefiles.models import Claim, ContactPoint, Debtor, Segment
from tandem.contacts.attention import attention_for, rights_on
from tandem.contacts.commands import record_opt_out, release_contact
from tandem.contacts.errors import ContactAttemptNotFound, ContactNotReleasable, ContactRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.queries import templates_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import RateLimited
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker", "morning")

MARC, CLAIRE = actor_of_cast("marc"), actor_of_cast("claire")
BARRED = date(2021, 9, 1)  # five years and more before the morning of the tests (C. com. L110-4)
WHY = "The debtor asked for this reminder in writing."


async def left_to_a_person() -> tuple[MadeCase, ContactAttempt]:
    """A professional's claim that is barred: the rules leave a reminder to a person."""
    made = await make_case(due_on=BARRED)
    return made, await plan(made)


async def let_pass(attempt: ContactAttempt, actor: Actor = MARC, *codes: str, reason: str = WHY) -> ContactAttempt:
    return await release_contact(actor, attempt.id, codes=codes or ("TIME_BARRED",), reason=reason)


async def decisions_about(attempt: ContactAttempt) -> list[tuple[str, list[str], str | None]]:
    """What the gate decided: its answer, the codes, and what it was told had been let pass."""
    async with reading(AGENCY):
        rows = await database.rows(
            "SELECT decision, codes, inputs -> 'flags' ->> 'released' AS released FROM gate_decisions "
            "WHERE attempt_id = $1",
            attempt.id,
        )
    return [(row["decision"], row["codes"], row["released"]) for row in rows]


async def test_what_the_rules_leave_to_a_person_is_planned_and_waits(fakes: Fakes):
    _, attempt = await left_to_a_person()

    await work()

    assert (attempt.state, [reason["code"] for reason in attempt.reasons]) == (
        AttemptState.NEEDS_PERSON,
        ["TIME_BARRED"],
    )
    assert fakes.sms.accepted == []
    assert [decision for decision, *_ in await decisions_about(attempt)] == ["review"]


async def test_a_manager_lets_it_pass_with_a_reason_that_both_parties_and_the_audit_log_keep(fakes: Fakes):
    made, attempt = await left_to_a_person()

    await let_pass(attempt)
    await work()

    sent = await reread(attempt)
    assert sent.state is AttemptState.ACCEPTED
    assert len(fakes.sms.accepted) == 1
    [release] = sent.released or []
    assert (release["codes"], release["by"], release["reason"]) == (["TIME_BARRED"], MARC.person_name, WHY)
    for reader in (AWA, HELENE):
        [event] = [entry for entry in await told(made, reader) if entry.kind == "contact_released"]
        assert (event.data["reason"], event.data["reasons"][0]["code"]) == (WHY, "TIME_BARRED")
        assert event.actor_name == MARC.person_name
    assert sorted(await decisions_about(attempt)) == [
        ("allow", [], '["TIME_BARRED"]'),  # when it was let pass
        ("allow", [], '["TIME_BARRED"]'),  # when it left
        ("review", ["TIME_BARRED"], None),
    ]
    async with reading(MARC):
        audited = await database.row("SELECT details FROM audit_events WHERE kind = 'contact_released'")
    assert audited
    assert orjson.loads(audited["details"]) == {"channel": "sms", "codes": "TIME_BARRED"}


async def test_what_is_let_pass_days_later_is_tried_again_where_the_provider_is_busy(
    fakes: Fakes, morning: time_machine.Traveller
):
    _, attempt = await left_to_a_person()
    morning.shift(timedelta(days=1))
    fakes.sms.answer_next(RateLimited(7))

    await let_pass(attempt)
    await work()

    assert (await reread(attempt)).state is AttemptState.PLANNED
    morning.shift(timedelta(seconds=8))
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED


@pytest.mark.parametrize(
    ("actor", "error"),
    [(AWA, NotPermitted), (HELENE, NotPermitted), (actor_of_cast("sofia"), ContactAttemptNotFound)],
    ids=["a collector", "the creditor", "another agency"],
)
async def test_nobody_else_does_and_nothing_is_written(actor: Actor, error: type[Exception], fakes: Fakes):
    made, attempt = await left_to_a_person()
    before = (await told(made), await decisions_about(attempt))

    with pytest.raises(error):
        await let_pass(attempt, actor)
    await work()

    assert (await reread(attempt)).released is None
    assert (await told(made), await decisions_about(attempt)) == before
    assert fakes.sms.accepted == []


async def test_the_compliance_officer_does(fakes: Fakes):
    _, attempt = await left_to_a_person()

    await let_pass(attempt, CLAIRE)
    await work()

    assert len(fakes.sms.accepted) == 1


async def test_the_compliance_officer_finds_what_waits_for_a_decision_on_the_list():
    _, attempt = await left_to_a_person()

    waiting = [one for _, one in (await attention_for(CLAIRE, 50, None)).items]

    assert attempt.id in {one.id for one in waiting}
    assert [rights_on(CLAIRE, one).release for one in waiting if one.id == attempt.id] == [True]


async def test_a_creditor_is_not_given_the_list():
    with pytest.raises(NotPermitted):
        await attention_for(HELENE, 50, None)


@pytest.mark.parametrize("codes", [("LANGUAGE",), ("TIME_BARRED", "OPTED_OUT")])
async def test_only_what_waits_can_be_let_pass(codes: tuple[str, ...]):
    _, attempt = await left_to_a_person()

    with pytest.raises(ContactNotReleasable):
        await let_pass(attempt, MARC, *codes)

    assert (await reread(attempt)).state is AttemptState.NEEDS_PERSON


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
async def test_a_reason_is_given(reason: str):
    _, attempt = await left_to_a_person()

    with pytest.raises(InvalidInput):
        await let_pass(attempt, reason=reason)

    assert (await reread(attempt)).released is None


async def test_a_refusal_that_came_meanwhile_is_not_let_pass(fakes: Fakes):
    made, attempt = await left_to_a_person()
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises(ContactRefused):
        await let_pass(attempt)
    await work()

    stopped = await reread(attempt)
    assert stopped.state is AttemptState.BLOCKED
    assert "OPTED_OUT" in {reason["code"] for reason in stopped.reasons}
    assert (stopped.released, fakes.sms.accepted) == (None, [])


async def test_a_refusal_after_it_was_let_pass_stops_it_all_the_same(fakes: Fakes):
    made, attempt = await left_to_a_person()
    await let_pass(attempt)

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)
    await work()

    assert (await reread(attempt)).state is AttemptState.BLOCKED
    assert fakes.sms.accepted == []


async def test_hours_put_off_what_was_let_pass(fakes: Fakes, morning: time_machine.Traveller):
    _, attempt = await left_to_a_person()
    morning.shift(timedelta(hours=12))

    await let_pass(attempt)
    await work()
    waiting = await reread(attempt)
    assert waiting.state is AttemptState.DEFERRED
    assert fakes.sms.accepted == []

    morning.move_to(waiting.until)
    await work()
    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_it_holds_for_that_one_contact():
    made, attempt = await left_to_a_person()
    await let_pass(attempt)
    await work()

    again = await plan(made, Channel.EMAIL)

    assert again.state is AttemptState.NEEDS_PERSON
    assert again.released is None


async def test_a_consumers_barred_claim_waits_on_nobody():
    made = await make_case(due_on=BARRED, segment=Segment.CONSUMER)

    with pytest.raises(ContactRefused):
        await plan(made)


async def test_twice_is_once():
    _, attempt = await left_to_a_person()
    await let_pass(attempt)

    with pytest.raises(ContactNotReleasable):
        await let_pass(attempt)

    assert len((await reread(attempt)).released or []) == 1


async def test_a_text_in_another_language_leaves_once_a_person_let_it_pass(fakes: Fakes):
    made = await make_case()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="de")
    offered = {choice.id for choice in await templates_for(AWA, made.case_file.id, Channel.SMS)}
    assert "sms_reminder.fr" in offered

    attempt = await plan(made)
    assert [reason["code"] for reason in attempt.reasons] == ["LANGUAGE"]
    await let_pass(attempt, MARC, "LANGUAGE")
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert len(fakes.sms.accepted) == 1


async def test_with_no_known_hour_the_country_s_own_is_vouched_for_and_kept_to(
    fakes: Fakes, morning: time_machine.Traveller
):
    made = await make_case()
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.postal.id).update(value="Société Témoin\nposte restante")
        # A number of no country: satellite telephones have no place, and so no hour.
        await ContactPoint.filter(id=made.phone.id).update(value="+881612345678")
    attempt = await plan(made, Channel.EMAIL)
    assert [reason["code"] for reason in attempt.reasons] == ["TIMEZONE_UNKNOWN"]

    morning.shift(timedelta(hours=12))
    await let_pass(attempt, MARC, "TIMEZONE_UNKNOWN")
    await work()
    waiting = await reread(attempt)
    assert (waiting.state, waiting.until) == (AttemptState.DEFERRED, datetime.fromisoformat("2026-11-25T08:00+01:00"))
    morning.move_to(waiting.until)
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert len(fakes.email.accepted) == 1


async def test_what_was_let_pass_for_one_day_is_asked_again_when_the_claim_is_barred_since_another(fakes: Fakes):
    made, attempt = await left_to_a_person()
    await let_pass(attempt)
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[0].id).update(due_on=BARRED - timedelta(days=400))

    await work()

    waiting = await reread(attempt)
    assert (waiting.state, [reason["code"] for reason in waiting.reasons]) == (
        AttemptState.NEEDS_PERSON,
        ["TIME_BARRED"],
    )
    assert fakes.sms.accepted == []
    await let_pass(waiting)
    await work()
    assert len(fakes.sms.accepted) == 1


async def test_a_language_that_was_let_pass_is_asked_again_when_the_debtor_has_another(fakes: Fakes):
    made = await make_case()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="de")
    attempt = await plan(made)
    await let_pass(attempt, MARC, "LANGUAGE")
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="ar")

    await work()

    waiting = await reread(attempt)
    assert (waiting.state, [reason["code"] for reason in waiting.reasons]) == (AttemptState.NEEDS_PERSON, ["LANGUAGE"])
    assert fakes.sms.accepted == []


async def test_nothing_is_let_pass_that_the_person_was_not_shown():
    made, attempt = await left_to_a_person()
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[0].id).update(due_on=BARRED - timedelta(days=400))

    with pytest.raises(ContactRefused):
        await let_pass(attempt)

    shown_now = await reread(attempt)
    assert (shown_now.state, shown_now.released) == (AttemptState.NEEDS_PERSON, None)
    assert shown_now.reasons[0]["args"] != attempt.reasons[0]["args"]
    assert (await let_pass(shown_now)).state is AttemptState.PLANNED
