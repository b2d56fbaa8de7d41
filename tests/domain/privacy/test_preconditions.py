"""What stops an erasure, who may ask for one, and what its reason may say."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tandem.entrypoints.demo import actor_of_cast
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.privacy import destroying
from tandem.privacy.commands import place_legal_hold, release_legal_hold, request_erasure
from tandem.privacy.destroying import destroy_files
from tandem.privacy.errors import (
    ConfirmationWrong,
    ErasureRefused,
    LegalHoldInForce,
    LegalHoldNotFound,
    Obstacle,
    PersonNotFound,
    ReasonNamesPerson,
)
from tandem.privacy.models import Erasure, Ground
from tandem.privacy.queries import personal_data_of
from tandem.timeline.queries import timeline_of
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import ADA, HELENE, INES, MARC, People, asked, everything_in, places_of
from tests.support.builders import make_case

INES_SCOPE = System(INES.organization_id)


async def ask(actor: Actor, people: People, **changes: Any) -> Erasure:
    options = {"ground": Ground.REQUEST, "reason": "asked by letter", "confirmation": people.ada.reference} | changes
    return await request_erasure(actor, people.ada.debtor_id, **options)


@pytest.mark.parametrize("who", ["sofia", "nadia", "yann"])
async def test_another_tenant_finds_nobody_and_writes_nothing(who: str, road: Road, people: People) -> None:
    before = await everything_in(road)

    with pytest.raises(PersonNotFound):
        await ask(actor_of_cast(who), people)
    with pytest.raises(PersonNotFound):
        await place_legal_hold(actor_of_cast(who), people.ada.debtor_id, reason="mine")

    assert await everything_in(road) == before


@pytest.mark.parametrize("who", ["awa", "marc", "helene", "lucas"])
async def test_only_the_agencys_administrator_may_ask(who: str, road: Road, people: People) -> None:
    with pytest.raises(NotPermitted):
        await ask(actor_of_cast(who), people)

    assert await road.count("erasures") == 0


async def test_an_open_case_file_stops_it_and_the_refusal_says_what_would_allow_it(road: Road) -> None:
    made = await make_case()

    with pytest.raises(ErasureRefused) as refused:
        await request_erasure(
            INES,
            made.case_file.debtor_id,
            ground=Ground.REQUEST,
            reason="asked by letter",
            confirmation=made.case_file.reference,
        )

    assert refused.value.obstacles == (Obstacle.CASE_FILE_OPEN,)
    assert refused.value.message("en") == ("A case file of this person is still open. Close every case file first.")


async def test_a_message_on_its_way_stops_it(road: Road, people: People) -> None:
    await road.owner.execute(
        "UPDATE contact_attempts SET state = 'accepted', sending_at = now() WHERE case_file_id = $1", people.ada.id
    )

    with pytest.raises(ErasureRefused) as refused:
        await ask(INES, people)
    with time_machine.travel(timedelta(days=4)):
        assert (await ask(INES, people)).state == "requested"

    assert refused.value.obstacles == (Obstacle.CONTACT_IN_FLIGHT,)


@pytest.mark.parametrize(
    "reason",
    [
        "Adalovelace wrote to us",
        "her number is 06 39 98 10 01",
        "adalovelace@client.example",
        "customer ref-ada-77",
    ],
)
async def test_a_reason_that_names_the_person_is_refused(reason: str, road: Road, people: People) -> None:
    with pytest.raises(ReasonNamesPerson):
        await ask(INES, people, reason=reason)

    assert await road.count("erasures") == 0


async def test_the_confirmation_is_the_reference_of_the_case_file(road: Road, people: People) -> None:
    with pytest.raises(ConfirmationWrong):
        await ask(INES, people, confirmation=people.bob.reference)


async def test_a_hold_of_either_side_stops_it_until_its_own_side_ends_it(road: Road, people: People) -> None:
    hold = await place_legal_hold(HELENE, people.ada.debtor_id, reason=f"{ADA} sues us")

    with pytest.raises(ErasureRefused) as refused:
        await ask(INES, people)
    assert refused.value.obstacles == (Obstacle.LEGAL_HOLD_OF_OTHER,)
    with pytest.raises(LegalHoldInForce):
        await place_legal_hold(HELENE, people.ada.debtor_id, reason="again")
    with pytest.raises(LegalHoldNotFound):
        await release_legal_hold(INES, hold.id)
    await release_legal_hold(HELENE, hold.id)

    assert (await ask(INES, people)).state == "requested"
    await road.work()
    assert places_of(ADA, await everything_in(road)) == []


async def test_a_hold_is_told_on_its_own_side_alone(road: Road, people: People) -> None:
    await place_legal_hold(HELENE, people.ada.debtor_id, reason="a lawsuit")

    ours = [entry.kind for _, entry in (await timeline_of(HELENE, people.ada.id, 50, None)).items]
    theirs = [entry.kind for _, entry in (await timeline_of(INES, people.ada.id, 50, None)).items]
    assert ours.count("legal_hold_placed") == 1
    assert "legal_hold_placed" not in theirs
    told = await personal_data_of(INES, people.ada.debtor_id)
    assert told is not None
    assert (told.holds, told.obstacles) == ((), (Obstacle.LEGAL_HOLD_OF_OTHER,))


async def test_a_manager_may_not_hold_data_back(road: Road, people: People) -> None:
    with pytest.raises(NotPermitted):
        await place_legal_hold(MARC, people.ada.debtor_id, reason="I would like to")


async def test_a_hold_that_came_between_request_and_turn_stops_it_and_says_so(road: Road, people: People) -> None:
    erasure = await ask(INES, people)
    await road.owner.execute(
        "INSERT INTO legal_holds (id, agency_id, creditor_id, debtor_id, organization_id, reason, placed_at, "
        "placed_by, placed_by_id) SELECT gen_random_uuid(), agency_id, creditor_id, id, creditor_id, 'sudden', now(), "
        "'Hélène', gen_random_uuid() FROM debtors WHERE id = $1",
        people.ada.debtor_id,
    )

    await road.work()

    row = await road.owner.fetchrow("SELECT state, obstacle FROM erasures WHERE id = $1", erasure.id)
    assert tuple(row) == ("stopped", "legal_hold_of_other")
    assert len(places_of(ADA, await everything_in(road))) > 10


async def test_each_side_counts_what_it_sees_and_no_more(road: Road, people: People) -> None:
    agency = await personal_data_of(INES, people.ada.debtor_id)
    creditor = await personal_data_of(HELENE, people.ada.debtor_id)

    assert agency is not None
    assert creditor is not None
    rows = [{each.table: each.rows for each in side.stored} for side in (agency, creditor)]
    assert rows[0]["note_revisions"] == rows[1]["note_revisions"] == 1
    assert await road.count("note_revisions") == 4
    assert "opt_outs" in rows[0]
    assert "opt_outs" not in rows[1]


async def test_killed_among_the_files_it_goes_on_where_it_stopped(
    road: Road, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure_id = await asked(road, people.ada)
    await road.owner.execute("UPDATE erasures SET finished_at = NULL WHERE id = $1", erasure_id)
    await road.owner.execute("UPDATE erasure_files SET done_at = NULL WHERE erasure_id = $1", erasure_id)

    class Killed(BaseException):
        pass

    async def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(destroying, "_tick", killed)
    async with road.as_worker():
        with pytest.raises(Killed):
            await destroy_files(INES_SCOPE, erasure_id)
        monkeypatch.undo()
        done = await destroy_files(INES_SCOPE, erasure_id)

    assert done.finished_at is not None
    assert done.files == done.files_done
    assert await road.count("uploads", "storage_key = ''") == 0
