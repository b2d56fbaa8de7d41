"""Facts about a person that stop contact: on which cases, from which transaction on, and who learns of them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import orjson
import pytest

from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import CaseFile, ContactPoint, Party
from tandem.contacts.errors import ContactRefused
from tandem.contacts.models import AttemptState, Channel
from tandem.contacts.stops.commands import NewStop, end_stop_fact, record_stop_fact
from tandem.contacts.stops.errors import StopFactInForce, StopFactNotFound, StopFactOfOtherSide
from tandem.contacts.stops.kinds import StopKind
from tandem.contacts.stops.reading import StopFact, stops_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tests.domain.contacts_db.steps import AWA, HELENE, plan, reread, told, work
from tests.support.builders import MadeCase, make_case, make_guarantor

pytestmark = pytest.mark.usefixtures("worker", "morning")

NADIA, TOM, YANN = actor_of_cast("nadia"), actor_of_cast("tom"), actor_of_cast("yann")


async def enter(made: MadeCase, kind: StopKind, actor: Actor = AWA, **more: object) -> StopFact:
    new = NewStop(kind, since_on=clock.today(), source="a letter of today", **more)  # type: ignore[arg-type]
    return await record_stop_fact(actor, made.case_file.id, made.party.id, new)


async def same_person(made: MadeCase, other: MadeCase) -> None:
    async with transaction(System(other.case_file.agency_id)):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
        await Party.filter(id=other.party.id).update(name=made.party.name)


async def codes_of(made: MadeCase, channel: Channel = Channel.SMS) -> set[str]:
    """Why nothing can be planned now."""
    try:
        await plan(made, channel)
    except ContactRefused as refused:
        return {str(reason["code"]) for reason in refused.reasons}
    return set()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (StopKind.INSOLVENCY, "INSOLVENCY"),
        (StopKind.OVERINDEBTEDNESS, "OVERINDEBTEDNESS"),
        (StopKind.DECEASED, "DECEASED"),
        (StopKind.LAWYER, "REPRESENTED"),
        (StopKind.ADVISER, "REPRESENTED"),
        (StopKind.GUARDIAN, "REPRESENTED"),
        (StopKind.WRONG_PARTY, "WRONG_PARTY"),
        (StopKind.CEASE, "CEASE_REQUEST"),
    ],
)
async def test_each_fact_stops_what_waits_and_what_would_be_planned_until_it_ends(kind: StopKind, code: str):
    made = await make_case()
    waiting = await plan(made)

    fact = await enter(made, kind)
    await work()

    assert (await reread(waiting)).state is AttemptState.BLOCKED
    assert code in await codes_of(made)
    await end_stop_fact(AWA, fact.id, clock.today(), "taken back")
    assert code not in await codes_of(made)
    assert [entry.kind for entry in await told(made) if entry.kind.startswith("stop_")] == [
        "stop_fact_recorded",
        "stop_fact_ended",
    ]


async def test_a_workplace_stops_one_address_and_no_other():
    made = await make_case()

    await enter(made, StopKind.WORKPLACE, contact_point_id=made.phone.id)

    assert await codes_of(made, Channel.SMS) == {"WORKPLACE"}
    assert "WORKPLACE" not in await codes_of(made, Channel.EMAIL)


async def test_the_claim_is_declared_within_two_months_of_the_notice():
    made = await make_case()

    fact = await enter(made, StopKind.INSOLVENCY, published_on=date(2026, 1, 20), representative="Me Durand, Lyon")

    assert fact.due_on == date(2026, 3, 20)  # compliance, BODACC


async def test_a_fact_of_the_person_binds_the_agency_for_its_other_creditors_who_never_learn_where_from():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    waiting = await plan(other)

    await enter(made, StopKind.DECEASED)
    await work()

    assert (await reread(waiting)).state is AttemptState.BLOCKED
    agency = await stops_for(AWA, other.case_file.id)
    assert agency
    assert (agency.facts, [stop.kind for stop in agency.elsewhere]) == ([], [StopKind.DECEASED])
    assert agency.elsewhere[0].by == "Cabinet Lenoir Recouvrement"
    creditor = await stops_for(NADIA, other.case_file.id)
    assert creditor
    assert (creditor.facts, creditor.elsewhere) == ([], [])
    assert not [entry for entry in await told(other, NADIA) if entry.kind == "stop_fact_recorded"]
    assert "Awa" not in str((await reread(waiting)).reasons)


@pytest.mark.parametrize("kind", [StopKind.DECEASED, StopKind.INSOLVENCY, StopKind.LAWYER, StopKind.CEASE])
async def test_a_fact_of_a_debtor_stops_what_waits_on_another_mandate_that_shares_no_address(kind: StopKind):
    made = await make_case()
    again = await make_case(debtor_of=made.case_file)
    waiting = await plan(again)

    fact = await enter(made, kind)
    await work()

    assert (await reread(waiting)).state is AttemptState.BLOCKED
    panel = await stops_for(AWA, again.case_file.id)
    assert panel
    assert [(stop.party_id, stop.kind, stop.learned_on) for stop in panel.elsewhere] == [
        (again.party.id, kind, made.case_file.id)
    ]
    await end_stop_fact(AWA, fact.id, clock.today(), "taken back")
    assert await codes_of(again) == set()


async def test_a_fact_of_who_shares_an_address_with_one_case_file_of_a_debtor_stops_the_others():
    made = await make_case()
    again = await make_case(debtor_of=made.case_file)
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    waiting = await plan(again)

    await enter(other, StopKind.DECEASED)
    await work()

    assert (await reread(waiting)).state is AttemptState.BLOCKED
    creditor = await stops_for(HELENE, again.case_file.id)
    assert creditor
    assert (creditor.facts, creditor.elsewhere) == ([], [])


async def test_a_fact_of_a_guarantor_stays_with_the_guarantor_on_another_case_file_of_the_debtor():
    made = await make_case()
    again = await make_case(debtor_of=made.case_file)
    guarantor = await make_guarantor(made)
    new = NewStop(StopKind.DECEASED, since_on=clock.today(), source="a letter of today")

    await record_stop_fact(AWA, made.case_file.id, guarantor.party.id, new)

    assert await codes_of(again) == set()


@pytest.mark.parametrize("kind", [StopKind.DECEASED, StopKind.WORKPLACE, StopKind.WRONG_PARTY])
async def test_the_agency_is_led_to_the_case_where_it_was_learned_and_only_who_may_open_that(kind: StopKind):
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    at_the_number = kind is not StopKind.DECEASED
    await enter(made, kind, **({"contact_point_id": made.phone.id} if at_the_number else {}))
    async with transaction(System(other.case_file.agency_id)):
        await CaseFile.filter(id=other.case_file.id).update(assignee_id=AWA.membership_id)
    confined = replace(AWA, case_scope=CaseScope.ASSIGNED)

    async def places(actor: Actor) -> list[UUID | None]:
        found = await stops_for(actor, other.case_file.id)
        assert found
        return [stop.learned_on for stop in found.elsewhere]

    elsewhere = await stops_for(AWA, other.case_file.id)
    assert elsewhere
    assert [stop.contact_point_id for stop in elsewhere.elsewhere] == [other.phone.id if at_the_number else None]
    assert await places(AWA) == [made.case_file.id]
    assert await places(confined) == [None]
    assert await places(NADIA) == []


async def test_a_wrong_person_here_may_owe_elsewhere_and_a_namesake_without_shared_address_is_somebody_else():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    namesake = await make_case(creditor="energie", mandate="MR-2026-002", name=made.party.name)

    await enter(made, StopKind.WRONG_PARTY)
    await enter(made, StopKind.DECEASED)

    assert await codes_of(other) == {"DECEASED"}
    assert await codes_of(namesake) == set()


async def test_who_answers_that_they_are_somebody_else_is_not_reached_there_for_any_creditor():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    holder = await make_case(creditor="energie", mandate="MR-2026-002", name="Dominique Martin")
    async with transaction(System(AWA.organization_id)):
        await ContactPoint.filter(id=holder.phone.id).update(value=made.phone.value)
    waiting = await plan(other)

    fact = await enter(made, StopKind.WRONG_PARTY, contact_point_id=made.phone.id)
    await work()

    assert (await reread(waiting)).state is AttemptState.BLOCKED
    assert await codes_of(other) == {"WRONG_PARTY"}
    assert "WRONG_PARTY" not in await codes_of(other, Channel.EMAIL)
    assert "WRONG_PARTY" not in await codes_of(holder)
    assert await codes_of(made, Channel.EMAIL) == {"WRONG_PARTY"}
    await end_stop_fact(AWA, fact.id, clock.today(), "it was a wrong line")
    assert await codes_of(other) == set()


async def test_a_written_request_to_be_left_alone_binds_the_agency_for_all_its_creditors():
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)

    await enter(made, StopKind.CEASE)

    assert await codes_of(other) == {"CEASE_REQUEST"}
    creditor = await stops_for(NADIA, other.case_file.id)
    assert creditor
    assert (creditor.facts, creditor.elsewhere) == ([], [])


async def test_no_token_ends_what_stops_contact_and_the_audit_log_has_who_did():
    """Whatever is ended opens every channel on every case file of that person."""
    made = await make_case()
    fact = await enter(made, StopKind.LAWYER, HELENE)

    for token in (replace(AWA, is_token=True), replace(HELENE, is_token=True)):
        await enter(
            made, StopKind.GUARDIAN if token.organization_id == AWA.organization_id else StopKind.ADVISER, token
        )
        with pytest.raises(NotPermitted):
            await end_stop_fact(token, fact.id, clock.today(), "no lawyer any more")
    await end_stop_fact(AWA, fact.id, clock.today(), "no lawyer any more")

    async with reading(actor_of_cast("marc")):
        audited = await database.rows("SELECT details, subject_label FROM audit_events WHERE kind = 'stop_fact_ended'")
    assert [(orjson.loads(row["details"]), row["subject_label"]) for row in audited] == [
        ({"fact": "lawyer"}, made.case_file.reference)
    ]


async def test_each_side_enters_what_it_knows_and_the_creditor_ends_its_own():
    made = await make_case()
    fact = await enter(made, StopKind.INSOLVENCY, HELENE, representative="Me Durand")
    of_the_agency = await enter(made, StopKind.LAWYER)

    panel = await stops_for(AWA, made.case_file.id)
    assert panel
    assert (StopKind.INSOLVENCY, "Hélène Roy") in [(one.kind, one.recorded_by) for one in panel.facts]
    with pytest.raises(StopFactOfOtherSide):
        await end_stop_fact(HELENE, of_the_agency.id, clock.today(), "no lawyer any more")
    ended = await end_stop_fact(HELENE, fact.id, clock.today(), "closed for lack of assets")
    assert (ended.ended_on, ended.ended_by) == (clock.today(), "Hélène Roy")


async def test_the_agency_ends_what_a_creditor_entered_by_mistake_and_is_free_again_on_its_other_cases():
    """A namesake at one address: the fact of one creditor stops the agency for all of them, so the agency ends it."""
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    await same_person(made, other)
    mistake = await enter(made, StopKind.DECEASED, HELENE)
    assert await codes_of(other) == {"DECEASED"}

    ended = await end_stop_fact(AWA, mistake.id, clock.today(), "the death certificate is a namesake's")

    assert await codes_of(other) == set()
    assert (ended.ended_by, ended.end_source) == ("Awa Diallo", "the death certificate is a namesake's")
    [event] = [entry for entry in await told(made, HELENE) if entry.kind == "stop_fact_ended"]
    assert (event.actor_name, event.data["source"]) == ("Awa Diallo", "the death certificate is a namesake's")


async def test_a_group_reads_what_its_entity_reads_and_enters_nothing():
    made = await make_case()
    fact = await enter(made, StopKind.LAWYER)
    group = replace(NADIA, entity_ids=(HELENE.organization_id,))

    panel = await stops_for(group, made.case_file.id)
    assert panel
    assert [one.id for one in panel.facts] == [fact.id]
    with pytest.raises(NotPermitted):
        await enter(made, StopKind.DECEASED, group)
    with pytest.raises(NotPermitted):
        await end_stop_fact(group, fact.id, clock.today(), "no longer")


async def test_nobody_else_enters_reads_or_ends_anything():
    made = await make_case()
    fact = await enter(made, StopKind.LAWYER)

    for stranger in (NADIA, TOM):
        assert await stops_for(stranger, made.case_file.id) is None
        with pytest.raises(CaseFileNotFound):
            await enter(made, StopKind.DECEASED, stranger)
        with pytest.raises(StopFactNotFound):
            await end_stop_fact(stranger, fact.id, clock.today(), "no longer")
    with pytest.raises(NotPermitted):
        await stops_for(YANN, made.case_file.id)

    panel = await stops_for(AWA, made.case_file.id)
    assert panel
    assert [(one.kind, one.ended_on) for one in panel.facts] == [(StopKind.LAWYER, None)]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewStop(StopKind.DECEASED, date(2026, 11, 25), "tomorrow"), "sinceOn"),
        (NewStop(StopKind.DECEASED, date(2026, 11, 24), "   "), "source"),
        (NewStop(StopKind.DECEASED, date(2026, 11, 24), "x", published_on=date(2026, 11, 1)), "publishedOn"),
        (NewStop(StopKind.BREATHING_SPACE, date(2026, 11, 24), "in France", until_on=date(2027, 1, 23)), "untilOn"),
        (NewStop(StopKind.WORKPLACE, date(2026, 11, 24), "of no address"), "contactPointId"),
        (NewStop(StopKind.LAWYER, date(2026, 11, 24), "at an address", contact_point_id=UUID(int=7)), "contactPointId"),
    ],
)
async def test_what_cannot_be_true_is_refused(new: NewStop, field: str):
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await record_stop_fact(AWA, made.case_file.id, made.party.id, new)

    assert refused.value.field == field


async def test_the_same_fact_is_entered_once():
    made = await make_case()
    await enter(made, StopKind.DECEASED)

    with pytest.raises(StopFactInForce):
        await enter(made, StopKind.DECEASED)
