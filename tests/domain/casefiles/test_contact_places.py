"""Where a number or an address reaches somebody: entered, corrected, and what is judged by it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tandem.casefiles.commands import add_contact_point, record_contact_place
from tandem.casefiles.errors import CaseFileNotFound, ContactPointNotFound
from tandem.casefiles.models import ContactPlace, ContactPoint, ContactPointKind, Debtor, Segment
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import Address
from tandem.contacts.gate import Decision, Reason, ReasonCode
from tandem.contacts.models import Channel, Purpose
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.timeline.queries import Entry, timeline_of
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("db")
AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
AWAS, NADIAS = ("awa", "lenoir"), ("nadia", "energie")
OF_ENERGIE = {"creditor": "energie", "mandate": "MR-2026-002"}
PLACES = "query ($id: ID!) { caseFile(id: $id) { parties { contactPoints { id place } } } }"


async def told(made: MadeCase, actor: Actor = AWA) -> list[Entry]:
    page = await timeline_of(actor, made.case_file.id, 100, None)
    return [entry for _, entry in page.items if entry.kind == "contact_place_recorded"]


async def address(made: MadeCase, point: ContactPoint) -> Address:
    async with transaction(System(made.case_file.agency_id)):
        return (await facts_of([made.case_file.id]))[made.case_file.id].address(point.id)


async def test_a_number_at_work_is_entered_as_one_and_the_gate_is_told() -> None:
    made = await make_case()

    point = await add_contact_point(
        AWA, made.party.id, kind=ContactPointKind.PHONE, value="+35312345678", place=ContactPlace.WORK
    )

    assert (await address(made, point)).reaches is ContactPlace.WORK


async def test_a_correction_is_told_to_both_parties_and_the_same_again_changes_nothing() -> None:
    made = await make_case()

    await record_contact_place(AWA, made.case_file.id, made.email.id, place=ContactPlace.WORK)
    await record_contact_place(AWA, made.case_file.id, made.email.id, place=ContactPlace.WORK)

    assert (await address(made, made.email)).reaches is ContactPlace.WORK
    for reader in (AWA, HELENE):
        [event] = await told(made, reader)
        assert event.data == {
            "contact_kind": "email",
            "place": "work",
            "former_place": "unknown",
            "value": made.email.value,
        }


@pytest.mark.parametrize(
    ("number", "reaches"),
    [
        ("+33612345678", ContactPlace.MOBILE),
        ("+33240000001", ContactPlace.UNKNOWN),
        ("+353851234567", ContactPlace.MOBILE),
        ("+12125550100", ContactPlace.UNKNOWN),  # numbers of North America do not tell
    ],
)
async def test_a_mobile_is_known_by_its_number_until_somebody_says_otherwise(
    number: str, reaches: ContactPlace
) -> None:
    made = await make_case()

    point = await address(made, await add_contact_point(AWA, made.party.id, kind=ContactPointKind.PHONE, value=number))

    assert point.reaches is reaches
    assert replace(point, place=ContactPlace.WORK).reaches is ContactPlace.WORK


async def test_an_address_is_no_mobile() -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await record_contact_place(AWA, made.case_file.id, made.email.id, place=ContactPlace.MOBILE)

    assert (refused.value.field, refused.value.values["value"]) == ("place", "mobile")
    assert await told(made) == []


async def test_who_may_not_write_it_writes_nothing() -> None:
    made, other = await make_case(), await make_case()

    with pytest.raises(NotPermitted):
        await record_contact_place(HELENE, made.case_file.id, made.phone.id, place=ContactPlace.WORK)
    with pytest.raises(ContactPointNotFound):
        await record_contact_place(AWA, other.case_file.id, made.phone.id, place=ContactPlace.WORK)
    with pytest.raises(CaseFileNotFound):
        await record_contact_place(AWA, uuid4(), made.phone.id, place=ContactPlace.WORK)

    assert (await address(made, made.phone)).place is ContactPlace.UNKNOWN
    assert await told(made) == await told(other) == []


async def two_in_ireland(**theirs: Any) -> tuple[MadeCase, MadeCase]:
    """Case files that a consumer in Ireland has at two creditors, with one number."""
    made = await make_case(segment=Segment.CONSUMER)
    other = await make_case(segment=Segment.CONSUMER, **theirs)
    for one in (made, other):
        async with transaction(System(one.case_file.agency_id)):
            await Debtor.filter(id=one.case_file.debtor_id).update(country="IE")
            await ContactPoint.filter(id=one.phone.id).update(value="+35312345678")
    return made, other


async def stopped_as_work(made: MadeCase) -> list[Reason]:
    async with transaction(System(made.case_file.agency_id)):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    question = Question(Channel.VOICE, Purpose.DEMAND, facts.address(made.phone.id), clock.now())
    return [reason for reason in verdict_for(facts, question).reasons if reason.code is ReasonCode.WORK_ADDRESS]


async def place_read(made: MadeCase, reader: tuple[str, str]) -> str:
    """Where its number is, as this person's page of the case file says."""
    answer = await ask(*reader, PLACES, id=global_id("CaseFile", made.case_file.id))
    assert answer.errors == []
    points = [point for party in answer.data["caseFile"]["parties"] for point in party["contactPoints"]]
    return next(str(point["place"]) for point in points if point["id"] == global_id("ContactPoint", made.phone.id))


async def test_work_said_on_one_case_file_holds_on_the_other_whose_creditor_reads_nothing_of_it() -> None:
    made, other = await two_in_ireland(**OF_ENERGIE)

    await record_contact_place(AWA, made.case_file.id, made.phone.id, place=ContactPlace.WORK)

    [here], [there] = await stopped_as_work(made), await stopped_as_work(other)
    assert (here.decision, here.withheld) == (Decision.BLOCK, False)
    assert (there.decision, there.withheld) == (Decision.BLOCK, True)
    assert [await place_read(other, reader) for reader in (AWAS, NADIAS)] == ["WORK", "UNKNOWN"]
    assert await told(other) == []


async def test_the_last_word_holds_on_every_case_file_of_the_agency_and_may_be_said_on_any() -> None:
    made, other = await two_in_ireland(**OF_ENERGIE)
    await record_contact_place(AWA, other.case_file.id, other.phone.id, place=ContactPlace.HOME)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        await record_contact_place(AWA, made.case_file.id, made.phone.id, place=ContactPlace.WORK)
    assert (await address(other, other.phone)).reaches is ContactPlace.WORK

    # What stands here already is said again where another case file said otherwise since.
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        await record_contact_place(AWA, other.case_file.id, other.phone.id, place=ContactPlace.HOME)

    assert (await address(made, made.phone)).reaches is ContactPlace.HOME
    assert await stopped_as_work(made) == []
    assert len(await told(other)) == 2


async def test_another_agency_learns_nothing_of_it() -> None:
    made, other = await two_in_ireland(agency="atlas", mandate="AT-2026-021")

    await record_contact_place(AWA, made.case_file.id, made.phone.id, place=ContactPlace.WORK)

    assert (await address(other, other.phone)).place is ContactPlace.UNKNOWN


async def test_what_a_placement_said_gives_way_to_the_agency_and_the_stricter_of_two_holds() -> None:
    made, other = await two_in_ireland(**OF_ENERGIE)
    async with transaction(System(made.case_file.agency_id)):
        await ContactPoint.filter(id=made.phone.id).update(place=ContactPlace.HOME)
        await ContactPoint.filter(id=other.phone.id).update(place=ContactPlace.WORK)
    assert (await address(made, made.phone)).place is ContactPlace.WORK

    await record_contact_place(AWA, made.case_file.id, made.phone.id, place=ContactPlace.HOME)

    assert (await address(other, other.phone)).place is ContactPlace.HOME
