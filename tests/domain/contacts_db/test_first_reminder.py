"""The free first reminder of Belgian law by e-mail: what it says, the days that follow it, and what recalls it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import Segment, Stage
from tandem.contacts import fact_reading
from tandem.contacts.errors import ContactRefused, TemplateNotFound, TextNotFilled
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.queries import templates_for
from tandem.contacts.templates import problems, shipped_templates
from tandem.directives.commands import HeldClaim, issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import transaction
from tandem.kit.money import Money
from tandem_channels.contract import DeliveryStatus
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, callback, plan, reread, work
from tests.domain.contacts_db.test_jurisdictions import asked, living_in
from tests.support.builders import MadeCase

pytestmark = pytest.mark.usefixtures("worker")
HELENE = actor_of_cast("helene")
REMINDER = "email_first_reminder_be.fr"
WORDING = shipped_templates()[REMINDER].wording


@pytest.fixture
def in_belgium(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str | None]]:
    """An agency that is in Belgium itself, its creditor's company number, and what each claim says it is for."""
    described: dict[str, str | None] = {"description": "Fourniture d’électricité"}
    read = fact_reading._case_facts

    def belgian(row: dict[str, object]) -> CaseFacts:
        facts = read(row)
        creditor = replace(facts.creditor, country="BE", company_number="BE 0403.170.701")
        claims = tuple(
            replace(claim, principal=100_00, interest=0, accessories=20_00, description=described["description"])
            for claim in facts.claims
        )
        return replace(facts, agency=replace(facts.agency, country="BE"), creditor=creditor, claims=claims)

    with monkeypatch.context() as patched:
        patched.setattr(fact_reading, "_case_facts", belgian)
        yield described


async def a_belgian_consumer(amounts: tuple[int, ...] = (120_00,)) -> MadeCase:
    return await living_in(
        "BE",
        "+32470123456",
        "Rue de la Loi 16\n1000 Bruxelles",
        segment=Segment.CONSUMER,
        stage=Stage.ACCEPTED,
        amounts=amounts,
    )


async def reminded() -> tuple[MadeCase, ContactAttempt]:
    """The reminder was taken by the provider."""
    made = await a_belgian_consumer()
    attempt = await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()
    return made, await reread(attempt)


async def facts(made: MadeCase) -> CaseFacts:
    async with transaction(AGENCY):
        return (await facts_of([made.case_file.id]))[made.case_file.id]


@pytest.mark.usefixtures("in_belgium")
async def test_before_it_nothing_is_demanded_and_it_leaves_with_all_that_the_law_wants(fakes: Fakes) -> None:
    made = await a_belgian_consumer()
    before = await asked(made)

    attempt = await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()

    assert before.codes == ("BE_FIRST_REMINDER_MISSING",)
    attempt = await reread(attempt)
    assert (attempt.state, attempt.purpose) == (AttemptState.ACCEPTED, Purpose.FIRST_REMINDER)
    body = " ".join((attempt.body or "").split())
    assert "Fourniture d’électricité" in body
    assert "reste dû 100,00 € ; clause indemnitaire 20,00 €" in body
    assert "BE 0403.170.701" in body
    # Sent on 24 November: the fourteen days begin on the 25th and end with 8 December.
    assert "Jusqu’au 8 décembre 2026" in body


@pytest.mark.usefixtures("in_belgium")
async def test_the_days_that_follow_are_counted_from_the_day_after_the_e_mail(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made, _ = await reminded()
    at_once = await asked(made)

    morning.move_to(datetime.fromisoformat("2026-12-08T23:30:00+01:00"))
    last = await asked(made)
    morning.move_to(datetime.fromisoformat("2026-12-09T10:00:00+01:00"))
    after = await asked(made)

    assert (at_once.codes, "BE_14_DAY_WAIT" in last.codes, after.codes) == (("BE_14_DAY_WAIT",), True, ())
    assert until(at_once) == datetime.fromisoformat("2026-12-09T08:00:00+01:00")


def until(verdict: Verdict) -> datetime | None:
    return verdict.until


@pytest.mark.usefixtures("in_belgium")
async def test_what_was_reminded_is_not_reminded_again_with_a_claim_that_came_later(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    """Else the second e-mail would give the first claim days without its clause that the gate does not give it."""
    made = await a_belgian_consumer(amounts=(120_00, 120_00))
    first = await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()
    async with transaction(AGENCY):  # the second claim was merged into the case file after it
        await ContactAttempt.filter(id=first.id).update(claims=[[str(made.claims[0].id), 120_00]])
    morning.shift(timedelta(days=3))

    second = await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()

    second = await reread(second)
    assert second.state is AttemptState.ACCEPTED
    assert [claim_id for claim_id, _ in second.claims] == [str(made.claims[1].id)]
    assert made.claims[0].document_number not in (second.body or "")


@pytest.mark.usefixtures("in_belgium")
@pytest.mark.parametrize("days", [3, 16])
async def test_there_is_one_of_it_also_once_its_days_are_over(
    fakes: Fakes, morning: time_machine.Traveller, days: int
) -> None:
    made, first = await reminded()
    morning.shift(timedelta(days=days))

    with pytest.raises(ContactRefused) as refused:
        await plan(made, Channel.EMAIL, template_id=REMINDER)

    [why] = refused.value.reasons
    assert (why["code"], why["args"]) == ("BE_FIRST_REMINDER_SENT", {"sent_on": "2026-11-24"})
    async with transaction(AGENCY):
        assert [one.id for one in await ContactAttempt.filter(case_file_id=made.case_file.id)] == [first.id]
    assert len(fakes.email.accepted) == 1


@pytest.mark.usefixtures("in_belgium")
async def test_of_two_that_were_planned_one_leaves(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await a_belgian_consumer()
    planned = [await plan(made, Channel.EMAIL, template_id=REMINDER) for _ in range(2)]

    await work()
    morning.shift(timedelta(days=16))
    await work()

    states = sorted([(await reread(one)).state for one in planned])
    assert states == [AttemptState.ACCEPTED, AttemptState.BLOCKED]
    assert len(fakes.email.accepted) == 1


@pytest.mark.usefixtures("in_belgium")
async def test_a_part_that_is_held_is_no_payment_of_the_clause(fakes: Fakes) -> None:
    made = await a_belgian_consumer()
    held = HeldClaim(made.claims[0].id, Money(30_00, "EUR"))
    await issue_directive(HELENE, made.case_file.id, kind=DirectiveKind.HOLD, reason="Avoir en cours", held=[held])

    attempt = await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()

    body = " ".join(((await reread(attempt)).body or "").split())
    assert "reste dû 70,00 € ; clause indemnitaire 20,00 €" in body


@pytest.mark.usefixtures("in_belgium")
async def test_an_e_mail_that_came_back_was_no_reminder(fakes: Fakes) -> None:
    made, attempt = await reminded()

    await call_back(callback(attempt, DeliveryStatus.UNDELIVERED))

    assert (await reread(attempt)).state is AttemptState.FAILED
    verdict = await asked(made)
    assert "BE_FIRST_REMINDER_MISSING" in verdict.codes


@pytest.mark.usefixtures("in_belgium")
async def test_later_texts_recall_it_and_it_is_offered_once(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await a_belgian_consumer()
    before = [one.id for one in await templates_for(AWA, made.case_file.id, Channel.EMAIL)]
    await plan(made, Channel.EMAIL, template_id=REMINDER)
    await work()
    morning.shift(timedelta(days=16))

    later = await plan(made, Channel.EMAIL)

    offered = [one.id for one in await templates_for(AWA, made.case_file.id, Channel.EMAIL)]
    letters = [one.id for one in await templates_for(AWA, made.case_file.id, Channel.LETTER)]
    assert before[0] == REMINDER
    assert REMINDER not in offered
    assert "opening_letter" not in letters
    assert "24 novembre 2026" in (later.body or "")
    assert made.case_file.reference in (later.body or "")
    assert (await facts(made)).opening_letters[0].posted_on == date(2026, 11, 24)


async def test_a_claim_without_a_description_has_none_that_the_law_wants(in_belgium: dict[str, str | None]) -> None:
    in_belgium["description"] = None
    made = await a_belgian_consumer()

    with pytest.raises(TextNotFilled) as refused:
        await plan(made, Channel.EMAIL, template_id=REMINDER)

    assert refused.value.values["reason"] == "VALUE_MISSING"
    async with transaction(AGENCY):
        assert not await ContactAttempt.filter(case_file_id=made.case_file.id).exists()


async def test_nobody_but_a_debtor_in_belgium_gets_it() -> None:
    made = await living_in("GB", "+442071838750", "10 High Street\nGlasgow G1 1AA")

    with pytest.raises(TemplateNotFound):
        await plan(made, Channel.EMAIL, template_id=REMINDER)


@pytest.mark.parametrize("name", ["reminder_list", "creditor_name", "creditor_number", "reminder_until"])
def test_each_block_that_the_law_wants_is_wanted_when_it_is_saved(name: str) -> None:
    subject, text = (WORDING.subject or "").replace(f"{{{name}}}", "…"), WORDING.text.replace(f"{{{name}}}", "…")

    [problem] = problems(replace(WORDING, subject=subject, text=text), on=date(2026, 11, 24))

    assert (problem.code, problem.variable) == ("first_reminder_says", name)


def test_it_is_free_and_the_only_text_under_belgian_law() -> None:
    day = date(2026, 11, 24)
    paid = replace(WORDING, text=WORDING.text.replace("gratuit", "simple").replace("sans frais", "ainsi"))

    assert [one.code for one in problems(paid, on=day)] == ["free_of_charge_said"]
    assert "first_reminder_law" in [one.code for one in problems(replace(WORDING, country="FR"), on=day)]
    assert "first_reminder_law" in [one.code for one in problems(replace(WORDING, purpose=Purpose.DEMAND), on=day)]
