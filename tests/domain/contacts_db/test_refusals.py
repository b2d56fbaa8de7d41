"""Refusals counted: each contact once, with each of its reasons, refused plans too, within the reader's reach."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tandem import contacts as contacts_of
from tandem.casefiles.models import ContactPoint, Debtor
from tandem.contacts.commands import record_consent, record_opt_out
from tandem.contacts.consents import ConsentPurpose
from tandem.contacts.errors import ChannelOff, ContactRefused, DestinationRefused, RuleAbsent
from tandem.contacts.gate import ReasonCode, shipped_pack
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.refusals import CODES, RefusalFigure, Refusals, RefusalsBy, Which, refusals_for
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.texts import catalogue
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker", "morning")

MARC, CLAIRE, SOFIA = actor_of_cast("marc"), actor_of_cast("claire"), actor_of_cast("sofia")
BARRED = date(2021, 9, 1)


async def refused(made: MadeCase, channel: Channel = Channel.SMS, actor: Actor = AWA) -> None:
    with pytest.raises(ContactRefused):
        await plan(made, channel, actor=actor)


async def stopped_by_opt_out(**more: str) -> MadeCase:
    made = await make_case(**more)  # type: ignore[arg-type]
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)
    return made


async def counted(actor: Actor = MARC, **narrowed: object) -> Refusals:
    week = Which(clock.today() - timedelta(days=6), clock.today())
    return await refusals_for(actor, replace(week, **narrowed))  # type: ignore[arg-type]


def contacts(found: Refusals, by: RefusalsBy) -> dict[str | None, int]:
    return {figure.key: figure.contacts for figure in found.of(by)}


def whole(found: Refusals) -> RefusalFigure:
    [figure] = found.of(RefusalsBy.ALL)
    return figure


async def test_plans_that_were_refused_are_counted_by_each_way_of_looking():
    made = await stopped_by_opt_out()
    other = await stopped_by_opt_out(creditor="energie", mandate="MR-2026-002")

    await refused(made)
    await refused(made)
    await refused(other, actor=MARC)

    found = await counted()
    assert contacts(found, RefusalsBy.REASON) == {"OPTED_OUT": 3}
    assert contacts(found, RefusalsBy.CHANNEL) == {"sms": 3}
    assert contacts(found, RefusalsBy.WEEK) == {"2026-11-23": 3}
    assert contacts(found, RefusalsBy.CLIENT) == {str(cast_id("bati-loire")): 2, str(cast_id("energie")): 1}
    assert contacts(found, RefusalsBy.COLLECTOR) == {str(AWA.membership_id): 2, str(MARC.membership_id): 1}
    assert (whole(found).contacts, whole(found).stopped, whole(found).case_files) == (3, 3, 2)
    assert [figure.name for figure in found.of(RefusalsBy.COLLECTOR)] == [AWA.person_name, MARC.person_name]


async def test_an_attempt_that_is_judged_again_is_one_contact():
    made = await make_case(due_on=BARRED)
    attempt = await plan(made)
    await work()

    found = await counted()

    assert attempt.state == "needs_person"
    assert contacts(found, RefusalsBy.REASON) == {"TIME_BARRED": 1}
    assert (whole(found).stopped, whole(found).left_to_a_person) == (0, 1)


async def test_a_contact_is_counted_with_each_of_its_reasons_and_once_in_all():
    made = await make_case(due_on=BARRED)
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    await refused(made)

    found = await counted()
    assert contacts(found, RefusalsBy.REASON) == {"OPTED_OUT": 1, "TIME_BARRED": 1}
    assert whole(found).contacts == 1


async def test_what_was_allowed_is_not_counted():
    await plan(await make_case())

    assert whole(await counted()).contacts == 0


async def test_each_narrowing_leads_to_its_case_files():
    made = await stopped_by_opt_out()
    barred = await make_case(due_on=BARRED)
    await refused(made)
    await plan(barred, Channel.EMAIL)

    both = {made.case_file.id, barred.case_file.id}
    assert {one.case_file_id for one in (await counted()).case_files} == both
    for narrowed, case_file in (
        ({"code": ReasonCode.OPTED_OUT}, made),
        ({"code": ReasonCode.TIME_BARRED}, barred),
        ({"channel": Channel.EMAIL}, barred),
    ):
        found = await counted(**narrowed)
        assert [one.case_file_id for one in found.case_files] == [case_file.case_file.id]
    assert (await counted(creditor_id=cast_id("energie"))).case_files == []
    assert (await counted(collector_id=MARC.membership_id)).case_files == []
    assert (await counted(since=date(2026, 11, 1), until=date(2026, 11, 23))).case_files == []


async def test_the_compliance_officer_counts_and_another_agency_counts_nothing_of_it():
    await refused(await stopped_by_opt_out())

    assert whole(await counted(CLAIRE)).contacts == 1
    assert whole(await counted(SOFIA)).contacts == 0


@pytest.mark.parametrize("actor", [AWA, HELENE], ids=["a collector", "the creditor"])
async def test_nobody_else_counts(actor: Actor):
    with pytest.raises(NotPermitted):
        await counted(actor)


async def test_who_is_held_to_what_is_assigned_to_them_counts_that():
    await refused(await stopped_by_opt_out())

    assert whole(await counted(replace(MARC, case_scope=CaseScope.ASSIGNED))).contacts == 0


@pytest.mark.parametrize(("since", "until"), [("2026-11-24", "2026-11-23"), ("2025-01-01", "2026-11-24")])
async def test_a_period_is_at_most_a_year_and_the_right_way_round(since: str, until: str):
    with pytest.raises(InvalidInput):
        await counted(since=date.fromisoformat(since), until=date.fromisoformat(until))


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_reason_has_a_name_and_a_sentence(locale: str):
    known = set(catalogue(locale))

    assert {f"refusal.{code}" for code in CODES} <= known
    assert {f"reason.{code}" for code in CODES} <= known


def switched_off(fakes: Fakes) -> None:
    contacts_of.configure(contacts_of.Channels(voice=fakes.voice, email=fakes.email, public_url="https://app.example"))


async def test_a_plan_on_a_channel_that_is_off_is_counted_and_leads_to_its_case_file(fakes: Fakes):
    made = await make_case()
    switched_off(fakes)

    with pytest.raises(ChannelOff):
        await plan(made)

    found = await counted()
    assert contacts(found, RefusalsBy.REASON) == {"CHANNEL_OFF": 1}
    assert contacts(found, RefusalsBy.COLLECTOR) == {str(AWA.membership_id): 1}
    assert (whole(found).stopped, whole(found).left_to_a_person) == (1, 0)
    assert [(one.case_file_id, one.rules) for one in found.case_files] == [(made.case_file.id, None)]
    assert await ContactAttempt.filter(case_file_id=made.case_file.id).count() == 0


@pytest.mark.parametrize(
    ("number", "code"), [("+33899700000", "DESTINATION_SURCHARGED"), ("+41446681800", "DESTINATION_NOT_SERVED")]
)
async def test_a_plan_to_a_number_that_nothing_leaves_for_is_counted(number: str, code: str):
    made = await make_case()
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(value=number)

    with pytest.raises(DestinationRefused):
        await plan(made)

    assert contacts(await counted(), RefusalsBy.REASON) == {code: 1}


async def test_a_plan_to_a_country_without_rules_is_counted():
    made = await make_case()
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="CH")

    with pytest.raises(RuleAbsent):
        await plan(made, Channel.EMAIL)

    assert contacts(await counted(), RefusalsBy.REASON) == {"RULE_ABSENT": 1}


async def test_what_stands_in_the_way_at_the_instant_of_sending_is_counted_once_a_contact(fakes: Fakes):
    off, moved, surcharged = await make_case(), await make_case(), await make_case()
    attempts = [await plan(off), await plan(moved, Channel.EMAIL), await plan(surcharged, Channel.VOICE)]
    async with transaction(AGENCY):
        await Debtor.filter(id=moved.case_file.debtor_id).update(country="CH")
        await ContactAttempt.filter(id=attempts[2].id).update(to_address="+33899700000")
    switched_off(fakes)

    await work()

    found = await counted()
    assert contacts(found, RefusalsBy.REASON) == {"CHANNEL_OFF": 1, "DESTINATION_SURCHARGED": 1, "RULE_ABSENT": 1}
    assert (whole(found).contacts, whole(found).stopped, whole(found).left_to_a_person) == (3, 1, 2)
    narrowed = await counted(code="RULE_ABSENT")
    assert [one.case_file_id for one in narrowed.case_files] == [moved.case_file.id]
    kept = await database.rows("SELECT purpose, pack_version FROM gate_decisions WHERE codes = '{RULE_ABSENT}'")
    assert kept == [{"purpose": "demand", "pack_version": None}]


async def test_a_machine_that_may_not_call_is_counted():
    made = await make_case()
    await record_consent(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        purpose=ConsentPurpose.AUTOMATED_CALLS,
        on=date(2026, 11, 23),
        evidence="Signed form",
        withdrawn=True,
    )

    with pytest.raises(DestinationRefused):
        await plan(made, Channel.VOICE, template_id="call_message")

    assert contacts(await counted(), RefusalsBy.REASON) == {"MACHINE_CALLS_REFUSED": 1}


async def test_the_last_refusal_names_the_rules_that_it_was_made_by():
    await refused(await stopped_by_opt_out())

    [case_file] = (await counted()).case_files
    assert case_file.rules == shipped_pack("fr").label
