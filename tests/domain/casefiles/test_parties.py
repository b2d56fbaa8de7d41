"""Entering who else is bound by the debt, and correcting by whose law they are contacted."""

import pytest

from tandem.casefiles.errors import CaseFileNotFound, PartyIsDebtor, PartyKnown, PartyNotFound
from tandem.casefiles.models import Party, PartyRole, Segment
from tandem.casefiles.parties import Protection, add_party, correct_party
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.timeline.queries import Entry, timeline_of
from tests.support.builders import MadeCase, make_case, make_guarantor

pytestmark = pytest.mark.usefixtures("db")
AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
BELGIAN = Protection("BE", Segment.CONSUMER, "en")


async def told(made: MadeCase, actor: Actor = AWA) -> list[Entry]:
    page = await timeline_of(actor, made.case_file.id, 100, None)
    return [entry for _, entry in page.items if entry.kind == "party_recorded"]


async def people(made: MadeCase) -> list[tuple[PartyRole, str, str | None, Segment | None, str | None]]:
    async with transaction(System(cast_id("lenoir"))):
        rows = await Party.filter(case_file_id=made.case_file.id).order_by("-role", "name")
        return [(one.role, one.name, one.country, one.segment, one.language) for one in rows]


async def test_a_guarantor_is_entered_with_the_law_that_protects_them_and_both_parties_read_it() -> None:
    made = await make_case()

    party = await add_party(AWA, made.case_file.id, role=PartyRole.GUARANTOR, name="  Lies Borg ", protection=BELGIAN)

    assert (party.name, Protection.of(party)) == ("Lies Borg", BELGIAN)
    for reader in (AWA, HELENE):
        [event] = await told(made, reader)
        assert event.data == {
            "step": "added",
            "role": "guarantor",
            "name": "Lies Borg",
            "country": "BE",
            "segment": "consumer",
            "language": "en",
            "reason": None,
        }


async def test_a_correction_says_why_and_the_same_again_changes_nothing() -> None:
    made = await make_case()
    other = await make_guarantor(made, country="FR")

    party = await correct_party(AWA, other.party.id, protection=BELGIAN, reason=" Her letter of 3 March ")
    again = await correct_party(AWA, other.party.id, protection=BELGIAN, reason="the same")

    assert Protection.of(party) == Protection.of(again) == BELGIAN
    [event] = await told(made)
    assert (event.data["step"], event.data["reason"]) == ("corrected", "Her letter of 3 March")


async def test_what_was_said_wrongly_can_be_unsaid() -> None:
    made = await make_case()
    other = await make_guarantor(made, country="BE", segment=Segment.CONSUMER)

    party = await correct_party(AWA, other.party.id, protection=Protection(), reason="Somebody else of that name")

    assert Protection.of(party) == Protection()


@pytest.mark.parametrize(
    ("name", "protection", "field", "value"),
    [
        ("   ", Protection(), "name", "   "),
        ("x" * 201, Protection(), "name", "x" * 80),
        ("Ana", Protection(country="XX"), "country", "XX"),
        ("Ana", Protection(country="be"), "country", "be"),
        ("Ana", Protection(country="EU"), "country", "EU"),
        ("Ana", Protection(language="nl"), "language", "nl"),
    ],
)
async def test_what_is_wrong_is_named_and_nobody_is_entered(
    name: str, protection: Protection, field: str, value: str
) -> None:
    made = await make_case()

    with pytest.raises(InvalidInput) as refused:
        await add_party(AWA, made.case_file.id, role=PartyRole.CO_DEBTOR, name=name, protection=protection)

    assert (refused.value.field, refused.value.values["value"]) == (field, value)
    assert len(await people(made)) == 1
    assert await told(made) == []


async def test_a_correction_without_a_reason_is_refused() -> None:
    made = await make_case()
    other = await make_guarantor(made)

    with pytest.raises(InvalidInput) as refused:
        await correct_party(AWA, other.party.id, protection=BELGIAN, reason=" ")

    assert refused.value.field == "reason"
    assert await told(made) == []


async def test_the_debtor_is_neither_entered_nor_corrected_here() -> None:
    made = await make_case()

    with pytest.raises(PartyIsDebtor):
        await add_party(AWA, made.case_file.id, role=PartyRole.DEBTOR, name="Ana", protection=Protection())
    with pytest.raises(PartyIsDebtor):
        await correct_party(AWA, made.party.id, protection=BELGIAN, reason="moved")

    assert await told(made) == []


async def test_nobody_is_entered_twice_in_one_role() -> None:
    made = await make_case()
    await make_guarantor(made)

    with pytest.raises(PartyKnown):
        await add_party(AWA, made.case_file.id, role=PartyRole.GUARANTOR, name="Lies Borg", protection=Protection())
    await add_party(AWA, made.case_file.id, role=PartyRole.CO_DEBTOR, name="Lies Borg", protection=Protection())

    assert [role for role, *_ in await people(made)] == [PartyRole.GUARANTOR, PartyRole.DEBTOR, PartyRole.CO_DEBTOR]


async def test_a_creditor_reads_the_people_and_does_not_write_them() -> None:
    made = await make_case()
    other = await make_guarantor(made)
    before = await people(made)

    with pytest.raises(NotPermitted):
        await add_party(HELENE, made.case_file.id, role=PartyRole.GUARANTOR, name="Ana", protection=Protection())
    with pytest.raises(NotPermitted):
        await correct_party(HELENE, other.party.id, protection=BELGIAN, reason="moved")

    assert await people(made) == before


async def test_another_agency_finds_neither_the_case_file_nor_the_person() -> None:
    made = await make_case()
    other = await make_guarantor(made)
    before = await people(made)
    stranger = actor_of_cast("sofia")

    with pytest.raises(CaseFileNotFound):
        await add_party(stranger, made.case_file.id, role=PartyRole.GUARANTOR, name="Ana", protection=Protection())
    with pytest.raises(PartyNotFound):
        await correct_party(stranger, other.party.id, protection=BELGIAN, reason="moved")

    assert await people(made) == before
