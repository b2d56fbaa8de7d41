"""Where a number or an address reaches somebody: entered, corrected, and what is judged by it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tandem.casefiles.commands import add_contact_point, record_contact_place
from tandem.casefiles.errors import CaseFileNotFound, ContactPointNotFound
from tandem.casefiles.models import ContactPlace, ContactPoint, ContactPointKind
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import Address
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("db")
AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


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
