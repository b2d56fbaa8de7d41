"""What is refused, and that nothing was written when it was."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import UniqueViolationError

import tandem.migrations
from tandem.casefiles.errors import UploadAlreadyReceived, UploadNotFound, UploadNotReceived
from tandem.casefiles.models import CaseFile
from tandem.casefiles.uploads import receive
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput, TandemError
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem.organizations.errors import MandateNotFound, NotPermitted, PortfolioNotFound
from tandem.placements import uploads
from tandem.placements.commands import (
    abandon_placement,
    accept_placement,
    check_placement,
    confirm_placement,
    create_placement,
)
from tandem.placements.errors import (
    AnswerUnknown,
    ColumnUnknown,
    FieldMissing,
    FieldUnknown,
    MandateNotInForce,
    NotText,
    OneColumn,
    PlacementFileUsed,
    PlacementNotFound,
    PlacementNotReady,
)
from tandem.placements.models import PlacementBatch, PlacementState
from tandem.placements.queries import placement_batch_for, placement_batches_by_id, placement_batches_for, rights_on
from tandem.placements.rows import placement_rows_for
from tests.domain.placements_db.road import ANSWERS, HELENE, MANDATE, MARC, PORTFOLIO, Road, csv_of, invoices

AWA = actor_of_cast("awa")
LUCAS = actor_of_cast("lucas")
NADIA = actor_of_cast("nadia")
TOM = actor_of_cast("tom")
YANN = actor_of_cast("yann")
DATA = csv_of(*invoices(3, 2))
ONE_BATCH = Path(tandem.migrations.__file__).parent / "sql" / "0016" / "one_batch_an_upload.sql"


@pytest.mark.parametrize(
    ("case", "actor", "refusal"),
    [
        ("the agency's manager", MARC, NotPermitted),
        ("the agency's collector", AWA, NotPermitted),
        ("another agency", TOM, MandateNotFound),
        ("another creditor", NADIA, MandateNotFound),
        ("a banker", YANN, MandateNotFound),
    ],
)
async def test_only_the_creditor_places(road: Road, case: str, actor: Actor, refusal: type[TandemError]) -> None:
    upload_id = await road.uploaded(DATA)
    before = await road.counts()

    with pytest.raises(refusal):
        await create_placement(actor, MANDATE, PORTFOLIO, upload_id)
    if actor is not NADIA:
        with pytest.raises(NotPermitted):
            await uploads.request_upload(actor, "a.csv", 10)

    assert await road.counts() == before


async def test_a_creditor_uses_its_own_portfolio_upload_and_mandate(road: Road) -> None:
    upload_id = await road.uploaded(DATA)
    of_nadia = await uploads.request_upload(NADIA, "a.csv", len(DATA))
    await receive(NADIA.organization_id, of_nadia.id, DATA)
    before = await road.counts()

    with pytest.raises(PortfolioNotFound):
        await create_placement(HELENE, MANDATE, cast_id("energie", "portfolio"), upload_id)
    with pytest.raises(UploadNotFound):
        await create_placement(HELENE, MANDATE, PORTFOLIO, of_nadia.id)

    assert await road.counts() == before


async def test_a_file_sent_for_a_case_file_places_nothing(road: Road) -> None:
    placed = await road.accepted(DATA)
    async with reading(HELENE):
        case_file, *_ = await CaseFile.filter(batch_id=placed.id)
    upload_id = await road.uploaded(DATA)
    await road.owner.execute("UPDATE uploads SET case_file_id = $2 WHERE id = $1", upload_id, case_file.id)
    before = await road.counts()

    with pytest.raises(UploadNotFound):
        await create_placement(HELENE, MANDATE, PORTFOLIO, upload_id)

    assert await road.counts() == before


async def test_an_upload_carries_one_batch_even_an_abandoned_one(road: Road) -> None:
    batch = await road.created(DATA)
    await abandon_placement(HELENE, batch.id)
    before = await road.counts()

    with pytest.raises(PlacementFileUsed) as refused:
        await create_placement(HELENE, MANDATE, PORTFOLIO, batch.upload_id)
    with pytest.raises(UniqueViolationError):
        await road.owner.execute(
            "INSERT INTO placement_batches SELECT (jsonb_populate_record(b, "
            "jsonb_build_object('id', gen_random_uuid(), 'reference', 'P-2'))).* FROM placement_batches b"
        )

    assert "Send it again" in refused.value.message("en")
    assert await road.counts() == before


async def test_an_upload_used_twice_at_once_carries_one_batch(road: Road) -> None:
    upload_id = await road.uploaded(DATA)

    done = await asyncio.gather(
        *(create_placement(HELENE, MANDATE, PORTFOLIO, upload_id) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in done) == ["PlacementBatch", "PlacementFileUsed"]
    assert await road.count("placement_batches") == 1


@pytest.mark.parametrize("twice", [False, True])
async def test_uploads_that_carry_two_batches_already_do_not_stop_the_migration(road: Road, twice: bool) -> None:
    await road.created(DATA)
    await road.owner.execute("DROP INDEX one_batch_an_upload")
    copied = (
        "INSERT INTO placement_batches SELECT (jsonb_populate_record(b, "
        "jsonb_build_object('id', gen_random_uuid(), 'reference', 'P-' || gen_random_uuid()))).* "
        "FROM placement_batches b LIMIT 1"
    )
    if twice:
        await road.owner.execute(copied)

    await road.owner.execute(ONE_BATCH.read_text(encoding="utf-8"))

    assert await road.count("placement_batches") == 1 + twice
    other = await road.created(csv_of(*invoices(2, 2)))
    with pytest.raises(UniqueViolationError):
        await road.owner.execute(copied.replace("LIMIT 1", f"WHERE id = '{other.id}'"))


@pytest.mark.parametrize(
    ("case", "column", "value"),
    [
        ("not signed", "signed_on", None),
        ("not begun", "starts_on", date(2999, 1, 1)),
        ("ended", "ends_on", date(2020, 1, 1)),
    ],
)
async def test_nothing_is_placed_under_a_mandate_that_is_not_in_force(
    road: Road, case: str, column: str, value: date | None
) -> None:
    batch = await road.checked(DATA)
    upload_id = await road.uploaded(DATA)
    await road.owner.execute(f"UPDATE mandates SET {column} = $1", value)
    before = await road.counts()

    with pytest.raises(MandateNotInForce, match="MR-2026-001"):
        await create_placement(HELENE, MANDATE, PORTFOLIO, upload_id)
    with pytest.raises(MandateNotInForce):
        await confirm_placement(HELENE, batch.id, "some-key-1")

    assert await road.counts() == before


async def test_an_upload_is_announced_within_its_limits_and_received_once(road: Road) -> None:
    for name, size in (("", 10), ("a" * 201, 10), ("a.csv", 0), ("a.csv", 50_000_001)):
        with pytest.raises(InvalidInput):
            await uploads.request_upload(HELENE, name, size)
    upload = await uploads.request_upload(HELENE, "C:\\Users\\Hélène\\impayés.csv", 50_000_000)
    with pytest.raises(UploadNotReceived):
        await create_placement(HELENE, MANDATE, PORTFOLIO, upload.id)
    with pytest.raises(UploadNotFound):
        await receive(NADIA.organization_id, upload.id, b"other")

    await receive(HELENE.organization_id, upload.id, DATA)
    with pytest.raises(UploadAlreadyReceived):
        await receive(HELENE.organization_id, upload.id, b"other")

    batch = await create_placement(HELENE, MANDATE, PORTFOLIO, upload.id)
    assert (upload.filename, batch.filename) == ("impayés.csv", "impayés.csv")
    assert [column["header"] for column in batch.columns][:2] == ["Code client", "Nom client"]


@pytest.mark.parametrize(
    ("data", "refusal"), [(b"\0\1\2\3", NotText), (b"one\ntwo\nthree\n", OneColumn)], ids=["binary", "one column"]
)
async def test_a_file_that_is_no_table_is_refused_by_name(road: Road, data: bytes, refusal: type[TandemError]) -> None:
    upload_id = await road.uploaded(data)

    with pytest.raises(refusal):
        await create_placement(HELENE, MANDATE, PORTFOLIO, upload_id)

    assert await road.count("placement_batches") == 0


@pytest.mark.parametrize(
    ("mapping", "answers", "refusal"),
    [
        ({0: "debtor_reference", 99: "amount"}, ANSWERS, ColumnUnknown),
        ({0: "debtor_reference", 5: "price"}, ANSWERS, FieldUnknown),
        ({0: "debtor_reference", 5: "amount"}, ANSWERS, FieldMissing),
        ({0: "debtor_reference", 2: "document_number", 4: "due_on", 5: "amount"}, {"currency": "XYZ"}, AnswerUnknown),
    ],
)
async def test_a_mapping_or_answer_that_cannot_be_changes_nothing(
    road: Road, mapping: dict[int, str], answers: dict[str, str], refusal: type[TandemError]
) -> None:
    batch = await road.created(DATA)

    with pytest.raises(refusal):
        await check_placement(HELENE, batch.id, mapping, answers)

    now = await road.now(batch)
    assert (now.state, now.mapping, now.answers) == (PlacementState.UPLOADED, batch.mapping, {})
    assert await road.count("outbox") == 0


Step = Callable[[Actor, PlacementBatch], Awaitable[object]]
STEPS: dict[str, Step] = {
    "check": lambda actor, batch: check_placement(actor, batch.id, {0: "debtor_reference"}, {}),
    "confirm": lambda actor, batch: confirm_placement(actor, batch.id, "some-key-1"),
    "abandon": lambda actor, batch: abandon_placement(actor, batch.id),
    "accept": lambda actor, batch: accept_placement(actor, batch.id),
    "rows": lambda actor, batch: placement_rows_for(actor, batch.id, 10, None),
}


@pytest.mark.parametrize("actor", [NADIA, TOM, MARC, YANN], ids=["creditor", "agency", "agency of record", "bank"])
async def test_before_it_is_confirmed_nobody_but_its_creditor_finds_a_batch(road: Road, actor: Actor) -> None:
    batch = await road.checked(DATA)
    before = await road.counts()

    for step in STEPS.values():
        with pytest.raises(PlacementNotFound):
            await step(actor, batch)

    assert await placement_batch_for(actor, batch.id) is None
    assert await placement_batches_by_id(actor, [batch.id]) == {}
    assert await road.counts() == before
    assert (await road.now(batch)).state is PlacementState.CHECKED


REFUSED_ONCE_SUBMITTED: list[tuple[Actor, str, type[TandemError]]] = [
    (AWA, "accept", NotPermitted),
    (HELENE, "accept", NotPermitted),
    (LUCAS, "accept", NotPermitted),
    (NADIA, "accept", PlacementNotFound),
    (TOM, "accept", PlacementNotFound),
    (YANN, "accept", PlacementNotFound),
    (MARC, "confirm", NotPermitted),
    (MARC, "check", NotPermitted),
    (MARC, "abandon", NotPermitted),
    (HELENE, "check", PlacementNotReady),
    (HELENE, "confirm", PlacementNotReady),
    (HELENE, "abandon", PlacementNotReady),
]


async def test_a_submitted_batch_is_only_accepted_and_only_by_the_agencys_manager(road: Road) -> None:
    batch = await road.placed(DATA)
    before = await road.counts()

    for actor, step, refusal in REFUSED_ONCE_SUBMITTED:
        with pytest.raises(refusal):
            await STEPS[step](actor, batch)

        assert await road.counts() == before, (actor.person_name, step)
    assert await road.count("case_files", "stage = 'submitted'") == 3
    assert (await road.now(batch)).state is PlacementState.SUBMITTED


async def test_each_side_lists_its_batches_and_what_it_may_do(road: Road) -> None:
    draft, placed = await road.created(DATA), await road.placed(DATA)

    async def ids(actor: Actor) -> list[UUID]:
        page = await placement_batches_for(actor, 10, None)
        assert page.total == len(page.items)
        return [batch.id for _, batch in page.items]

    assert await ids(HELENE) == [placed.id, draft.id]
    assert await ids(AWA) == await ids(MARC) == [placed.id]
    assert await ids(NADIA) == await ids(TOM) == []
    with pytest.raises(NotPermitted):
        await placement_batches_for(YANN, 10, None)
    first = await placement_batches_for(HELENE, 1, None)
    second = await placement_batches_for(HELENE, 1, first.items[0][0])
    assert [batch.id for _, batch in (*first.items, *second.items)] == [placed.id, draft.id]
    rights = {name: rights_on(actor, placed).accept for name, actor in (("marc", MARC), ("awa", AWA), ("h", HELENE))}
    assert rights == {"marc": True, "awa": False, "h": False}
    assert (rights_on(HELENE, draft).abandon, rights_on(MARC, draft).abandon) == (True, False)


async def test_an_abandoned_batch_rests(road: Road) -> None:
    batch = await road.checked(DATA)

    abandoned = await abandon_placement(HELENE, batch.id)

    assert abandoned.state is PlacementState.ABANDONED
    for step in ("check", "confirm", "abandon"):
        with pytest.raises(PlacementNotReady):
            await STEPS[step](HELENE, batch)
    assert await placement_batch_for(HELENE, new_id()) is None
