"""What hangs on many case files is read in one statement, for one row or twenty."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import pytest

from tandem.casefiles import queries
from tandem.casefiles.holds import place_hold
from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.models import HoldKind, Party, PartyRole
from tandem.contacts.models import Channel, OptOut
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.ledger.queries import payments_by_case_file
from tandem.organizations.actor import Actor
from tests.support.builders import make_case
from tests.support.statements import statements

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
Loader = Callable[[Actor, Iterable[UUID]], Awaitable[dict[UUID, Any]]]


@pytest.mark.parametrize(
    ("loader", "sent"),
    [
        (queries.claims_by_case_file, 1),
        (queries.parties_by_case_file, 1),
        (queries.holds_by_case_file, 1),
        (queries.documents_by_case_file, 1),
        (queries.badges_by_case_file, 1),
        (payments_by_case_file, 1),
    ],
)
async def test_a_loader_sends_as_many_statements_for_twenty_case_files_as_for_one(
    db: None, loader: Loader, sent: int
) -> None:
    ids = [(await make_case()).case_file.id for _ in range(20)]

    with statements() as for_one:
        await loader(AWA, ids[:1])
    with statements() as for_twenty:
        found = await loader(AWA, ids)

    assert (len(for_one), len(for_twenty)) == (sent, sent)
    assert list(found) == ids


async def test_a_page_with_its_debtors_and_total_is_one_statement(db: None) -> None:
    for _ in range(20):
        await make_case()

    for size in (1, 20):
        with statements() as sent:
            page = await queries.case_files_for(AWA, CaseFileFilter(), CaseFileSort.NAME, size, None)
        assert len(sent) == 1
        assert [bool(case_file.debtor.name) for _, case_file in page.items] == [True] * size


async def test_claims_come_oldest_due_first(db: None) -> None:
    made = await make_case(amounts=(1_00, 2_00, 3_00))

    found = await queries.claims_by_case_file(HELENE, [made.case_file.id])

    assert [claim.id for claim in found[made.case_file.id]] == [claim.id for claim in made.claims]


async def test_parties_come_with_contact_points_and_the_agency_alone_sees_opt_outs(db: None) -> None:
    made = await make_case()
    async with transaction(AWA):
        await Party.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            role=PartyRole.GUARANTOR,
            name="Ana Caution",
        )
        for channel in (Channel.SMS, Channel.VOICE):
            await _refuse(channel, made.phone.value)
        await _refuse(Channel.EMAIL, made.email.value, lifted=True)

    for actor, refused in ((AWA, ("sms", "voice")), (HELENE, ())):
        parties = (await queries.parties_by_case_file(actor, [made.case_file.id]))[made.case_file.id]
        assert [(item.party.role, item.party.name) for item in parties] == [
            (PartyRole.DEBTOR, made.party.name),
            (PartyRole.GUARANTOR, "Ana Caution"),
        ]
        assert [(reachable.point.value, reachable.opted_out) for reachable in parties[0].contact_points] == [
            (made.phone.value, refused),
            (made.email.value, ()),
            (made.postal.value, ()),
        ]
        assert parties[1].contact_points == []


async def test_an_opt_out_at_another_agency_is_not_shown(db: None) -> None:
    made = await make_case()
    async with transaction(actor_of_cast("tom")):
        await _refuse(Channel.SMS, made.phone.value, agency="atlas")

    parties = (await queries.parties_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]

    assert [reachable.opted_out for reachable in parties[0].contact_points] == [(), (), ()]


async def test_only_holds_in_force_are_shown(db: None) -> None:
    made = await make_case()
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, HoldKind.DIRECTIVE, "En négociation")
        await place_hold(HELENE, made.case_file, HoldKind.PROMISE, "Promesse", until=clock.now())

    found = await queries.holds_by_case_file(AWA, [made.case_file.id])

    assert [(hold.kind, hold.reason) for hold in found[made.case_file.id]] == [(HoldKind.DIRECTIVE, "En négociation")]


@pytest.mark.parametrize("person", ["tom", "nadia", "yann"])
async def test_others_load_nothing(db: None, person: str) -> None:
    stranger, made = actor_of_cast(person), await make_case()
    ids = [made.case_file.id]

    assert await queries.claims_by_case_file(stranger, ids) == {ids[0]: []}
    assert await queries.parties_by_case_file(stranger, ids) == {ids[0]: []}
    assert await queries.badges_by_case_file(stranger, ids) == {ids[0]: []}
    assert await payments_by_case_file(stranger, ids) == {ids[0]: []}
    assert await queries.case_file_by_id(stranger, ids[0]) is None


async def test_both_sides_look_a_case_file_up_with_its_debtor(db: None) -> None:
    made = await make_case(name="Zoé Bâtisseurs")

    for actor in (AWA, HELENE):
        found = await queries.case_file_by_id(actor, made.case_file.id)
        assert found is not None
        assert (found.reference, found.debtor.name) == (made.case_file.reference, "Zoé Bâtisseurs")


async def _refuse(channel: Channel, address: str, *, agency: str = "lenoir", lifted: bool = False) -> None:
    await OptOut.create(
        agency_id=cast_id(agency),
        channel=channel,
        address=address,
        source="keyword",
        recorded_at=clock.now(),
        lifted_at=clock.now() if lifted else None,
    )
