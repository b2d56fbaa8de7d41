"""Placing again, joining, and everything that happens twice or dies half-way."""

import asyncio
from typing import Any

import pytest

from tandem.casefiles import assigning
from tandem.casefiles.leaving import remove_team
from tandem.casefiles.models import CaseFile, Stage
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.organizations.actor import System
from tandem.organizations.teams.commands import create_team
from tandem.organizations.teams.errors import TeamNotFound
from tandem.outbox import Job
from tandem.outbox.idempotency import ConflictingKey
from tandem.placements import checking, committing, tasks
from tandem.placements.commands import accept as accepting
from tandem.placements.commands import accept_placement, confirm_placement
from tandem.placements.errors import NothingToPlace, PlacementNotReady
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.queries import problem_of_batch, rights_on
from tandem.timeline.queries import timeline_of
from tests.domain.placements_db.road import HELENE, MARC, Road, csv_of, invoices
from tests.support.locks import until_waiting

FIRST = "C1;Dupont SARL;F1;15/01/2026;15/02/2026;100,00;a@dupont.example;01 99 00 10 10;1 rue A;49000;Angers"
LATER = (
    "C1;Dupont SARL;F2;15/01/2026;15/03/2026;60,00;a@dupont.example,b@dupont.example;01 99 00 10 10;1 rue A;49000;"
    "Angers"
)


class Killed(Exception):
    """The process is gone."""


async def test_the_same_file_again_is_all_unchanged_and_writes_nothing(road: Road) -> None:
    data = csv_of(*invoices(10, 3))
    await road.accepted(data)

    again = await road.checked(data)
    before = await road.counts()
    with pytest.raises(NothingToPlace):
        await confirm_placement(HELENE, again.id, "again-key")

    assert again.counts is not None
    assert (again.counts["unchanged"], again.counts["rows"]) == (30, 30)
    assert not rights_on(HELENE, again).confirm
    assert await road.counts() == before
    assert again.mapping
    assert again.answers["currency"] == "EUR"


async def test_the_mapping_of_the_last_placed_file_with_these_columns_is_remembered(road: Road) -> None:
    chosen = {0: "debtor_reference", 2: "document_number", 4: "due_on", 5: "amount"}
    await road.placed(csv_of(FIRST), mapping=chosen)

    batch = await road.created(csv_of(LATER))

    assert batch.mapping == {str(index): name for index, name in chosen.items()}
    assert (batch.answers["segment"], batch.state) == ("professional", PlacementState.UPLOADED)


async def test_a_later_placement_joins_the_open_case_file_of_the_debtor(road: Road) -> None:
    await road.accepted(csv_of(FIRST))

    batch = await road.placed(csv_of(LATER))

    async with reading(MARC):
        (case_file,) = await CaseFile.all()
    assert (case_file.outstanding, case_file.claim_count, case_file.stage) == (160_00, 2, Stage.ACCEPTED)
    assert " f2" in case_file.search
    assert batch.case_file_count == 1
    events = [entry for _, entry in (await timeline_of(HELENE, case_file.id, 50, None)).items]
    assert [(entry.kind, entry.actor_name) for entry in events] == [
        ("claims_added", "Hélène Roy"),
        ("contact_point_added", "Hélène Roy"),
        ("stage_changed", "Marc Vidal"),
        ("case_file_placed", "Hélène Roy"),
    ]
    assert events[0].data == {
        "batch_reference": batch.reference,
        "claim_count": 1,
        "amount": {"minor": 60_00, "currency": "EUR"},
    }
    assert await road.count("contact_points") == 4
    assert await road.faults() == []


async def test_a_closed_case_file_is_not_joined(road: Road) -> None:
    await road.accepted(csv_of(FIRST))
    await road.owner.execute("UPDATE case_files SET stage = 'closed', close_code = 'other', closed_at = now()")

    await road.placed(csv_of(FIRST, LATER))

    assert await road.count("case_files") == 2
    assert await road.count("case_files", "stage = 'submitted' AND outstanding = 6000 AND claim_count = 1") == 1
    assert await road.count("debtors") == 1
    assert await road.faults() == []


async def test_two_files_with_the_same_claims_confirmed_at_once_place_them_once(road: Road) -> None:
    data = csv_of(*invoices(5, 2))
    one, other = await road.checked(data), await road.checked(data)

    for batch in (one, other):
        await confirm_placement(HELENE, batch.id, f"key-{batch.id}")
    async with road.as_worker():
        claimed = await tasks_due(road)
        await asyncio.gather(*(tasks.commit(System(HELENE.organization_id), job) for job in claimed))

    ended = [await road.now(one), await road.now(other)]
    assert sorted(batch.state for batch in ended) == [PlacementState.FAILED, PlacementState.SUBMITTED]
    (failed,) = [batch for batch in ended if batch.state is PlacementState.FAILED]
    assert failed.counts is not None
    assert (failed.counts["unchanged"], failed.counts["new"]) == (10, 0)
    assert "nothing left to place" in (problem_of_batch(failed, "en") or "")
    assert (await road.count("claims"), await road.count("case_files")) == (10, 5)
    assert await road.count("placement_rows", "verdict = 'unchanged'") == 10


async def test_a_check_killed_after_staging_leaves_no_row_and_runs_again(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "STAGED_AT_ONCE", 10)
    with monkeypatch.context() as dying:
        dying.setattr(checking, "_move", dies)
        batch = await road.checked(csv_of(*invoices(5, 5)))
    assert (batch.state, batch.progress) == (PlacementState.CHECKING, 95)
    assert (await road.count("placement_staging"), await road.count("placement_rows")) == (25, 0)

    await make_due(road)
    await road.work()

    batch = await road.now(batch)
    assert (batch.state, batch.progress) == (PlacementState.CHECKED, 100)
    assert (await road.count("placement_staging"), await road.count("placement_rows")) == (0, 25)


async def test_a_commit_killed_at_its_last_step_wrote_nothing_and_runs_again(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = await road.checked(csv_of(*invoices(5, 5)))
    before = await road.counts()
    with monkeypatch.context() as dying:
        dying.setattr(committing, "record_many", dies)
        await confirm_placement(HELENE, batch.id, "confirm-key")
        await road.work()
    # The number of the statement and the job are the confirmation's own.
    assert await road.counts() == {**before, "counters": 1, "outbox": before["outbox"] + 1}
    assert (await road.now(batch)).state is PlacementState.COMMITTING

    await make_due(road)
    await road.work()

    assert (await road.now(batch)).state is PlacementState.SUBMITTED
    assert (await road.count("case_files"), await road.count("claims")) == (5, 25)
    assert await road.owner.fetchval("SELECT max(reference) FROM case_files") == "26-000005"
    assert await road.faults() == []


async def test_a_commit_that_never_succeeds_ends_and_says_so(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "record_many", dies)
    batch = await road.placed(csv_of(*invoices(2, 1)))
    for _ in range(tasks.ATTEMPTS):
        await make_due(road)
        await road.work()

    batch = await road.now(batch)
    assert batch.state is PlacementState.FAILED
    assert "fault of ours" in (problem_of_batch(batch, "en") or "")
    assert await road.count("case_files") == 0
    assert await road.count("outbox", "failed_at IS NOT NULL AND topic = 'placements.commit'") == 1


async def test_each_job_run_twice_is_run_once(road: Road) -> None:
    batch = await road.accepted(csv_of(*invoices(3, 2)))
    before = await road.counts()

    async with road.as_worker():
        for handler, organization in (
            (tasks.check, HELENE.organization_id),
            (tasks.commit, HELENE.organization_id),
            (tasks.accept, MARC.organization_id),
        ):
            await handler(System(organization), job_of(batch))

    assert await road.counts() == before


async def test_confirming_twice_with_one_key_is_once_and_with_another_refused(road: Road) -> None:
    batch = await road.checked(csv_of(*invoices(2, 1)))
    other = await road.checked(csv_of("C8;Huit;F8;15/01/2026;15/02/2026;20,00;;;;;"))

    first = await confirm_placement(HELENE, batch.id, "the-same-key")
    second = await confirm_placement(HELENE, batch.id, "the-same-key")
    with pytest.raises(PlacementNotReady):
        await confirm_placement(HELENE, batch.id, "another-key")
    with pytest.raises(ConflictingKey):
        await confirm_placement(HELENE, other.id, "the-same-key")

    assert (first.reference, second.reference) == ("P26-0001", "P26-0001")
    assert await road.count("outbox", "topic = 'placements.commit'") == 1
    third = await confirm_placement(HELENE, other.id, "key-of-the-other")
    assert third.reference == "P26-0002"


async def test_case_files_of_a_large_batch_are_accepted_by_the_worker(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "_ACCEPTED_AT_ONCE", 2)
    batch = await road.placed(csv_of(*invoices(5, 1)))

    answer = await accept_placement(MARC, batch.id)
    assert answer.state is PlacementState.ACCEPTED
    assert await road.count("case_files", "stage = 'submitted'") == 5
    await road.work()

    assert await road.count("case_files", "stage = 'accepted' AND accepted_at IS NOT NULL") == 5
    assert await road.count("timeline_entries", "kind = 'stage_changed' AND actor_name = 'Marc Vidal'") == 5
    assert await road.faults() == []


@pytest.mark.parametrize("at_once", [3, 500], ids=["by the worker", "at once"])
async def test_a_team_named_at_acceptance_works_what_nobody_has(
    road: Road, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(accepting, "MOST_AT_ONCE", at_once)
    team = await create_team(actor_of_cast("ines"), "Professionnels")
    batch = await road.placed(csv_of(*invoices(5, 1)))

    await accept_placement(MARC, batch.id, team.id)
    await road.work()

    assert await road.count("case_files", f"stage = 'accepted' AND assignee_id IS NULL AND team_id = '{team.id}'") == 5
    assert await road.count("timeline_entries", "kind = 'case_assigned' AND actor_name = 'Marc Vidal'") == 5
    assert await road.faults() == []


@pytest.mark.parametrize("at_once", [3, 500], ids=["by the worker", "at once"])
async def test_a_team_does_not_end_while_case_files_are_given_to_it(
    road: Road, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(accepting, "MOST_AT_ONCE", at_once)
    ines, named, write = actor_of_cast("ines"), asyncio.Event(), assigning._write
    team = await create_team(ines, "Professionnels")
    batch = await road.placed(csv_of(*invoices(5, 1)))
    go = asyncio.Event()

    async def once_told(*args: Any) -> None:
        named.set()  # its name is read
        await go.wait()
        await write(*args)

    monkeypatch.setattr(assigning, "_write", once_told)
    giving = asyncio.create_task(accept_placement(MARC, batch.id, team.id))
    if at_once == 3:
        await giving
        payload = {"batch_id": str(batch.id), "membership_id": str(MARC.membership_id), "team_id": str(team.id)}
        giving = asyncio.create_task(tasks.accept(System(MARC.organization_id), Job(new_id(), payload, 1)))
    await named.wait()
    removing = asyncio.create_task(remove_team(ines, team.id))
    await until_waiting(road.owner, 1)
    go.set()
    async with asyncio.timeout(20):
        await asyncio.gather(giving, removing)

    assert await road.count("case_files", "stage = 'accepted' AND team_id IS NULL") == 5
    assert await road.count("timeline_entries", "kind = 'case_assigned' AND actor_name = 'Marc Vidal'") == 5


async def test_a_team_that_the_agency_does_not_have_accepts_nothing(road: Road) -> None:
    batch = await road.placed(csv_of(*invoices(2, 1)))

    with pytest.raises(TeamNotFound):
        await accept_placement(MARC, batch.id, new_id())

    assert (await road.now(batch)).state is PlacementState.SUBMITTED


async def dies(*_: object) -> None:
    raise Killed


async def make_due(road: Road) -> None:
    await road.owner.execute("UPDATE outbox SET available_at = now(), leased_until = NULL WHERE done_at IS NULL")


async def tasks_due(road: Road) -> list[Job]:
    found = await road.owner.fetch(
        "SELECT id, payload ->> 'batch_id' AS batch_id, payload ->> 'membership_id' AS membership_id FROM outbox "
        "WHERE done_at IS NULL AND topic = 'placements.commit'"
    )
    return [Job(row["id"], {"batch_id": row["batch_id"], "membership_id": row["membership_id"]}, 1) for row in found]


def job_of(batch: PlacementBatch) -> Job:
    return Job(new_id(), {"batch_id": str(batch.id), "membership_id": str(HELENE.membership_id)}, 1)
