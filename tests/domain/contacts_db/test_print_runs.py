"""Print runs: every letter in one of them only, one file, one day of posting; a reprint is no second letter."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from pypdf import PdfReader

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Stage
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import LetterAlreadyPosted
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.post import making, posting, queries
from tandem.contacts.post.commands import (
    make_print_run,
    make_print_run_file_again,
    post_print_run,
    print_run_file,
    take_letters_out,
)
from tandem.contacts.post.errors import (
    NothingToPost,
    NothingToPrint,
    PrintRunNotPrinted,
    PrintRunNotReady,
    ReprintReasonMissing,
)
from tandem.contacts.post.expiring import expire_print_runs
from tandem.contacts.post.index import cover_page, index_csv
from tandem.contacts.post.runs import LetterStand, PrintRun, RunLetter, RunState, is_at_hand
from tandem.contacts.post.weighing import grams_of
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem.outbox import tasks
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()
MARC = actor_of_cast("marc")


async def letters(count: int) -> list[tuple[MadeCase, ContactAttempt]]:
    made = []
    for _ in range(count):
        case = await make_case(stage=Stage.ACCEPTED)
        made.append((case, await plan(case, Channel.LETTER)))
    await work()
    # The clock stands still: ids of one instant are in any order, and a run goes by them.
    return sorted(made, key=lambda one: one[1].id)


async def run_of(count: int, *, duplex: bool = True) -> tuple[PrintRun, list[tuple[MadeCase, ContactAttempt]]]:
    made = await letters(count)
    run = await make_print_run(AWA, duplex=duplex, idempotency_key=f"print-run-{count}-{duplex}")
    await work()
    return await again(run), made


async def again(run: PrintRun) -> PrintRun:
    found = await queries.print_run_for(AWA, run.id)
    assert found
    return found


async def lines(run: PrintRun) -> list[RunLetter]:
    return [letter for _, letter in (await queries.letters_of_run(AWA, run.id, 50, None)).items]


async def file_of(run: PrintRun) -> PdfReader:
    return PdfReader(io.BytesIO(b"".join([piece async for piece in storage.pieces(str(run.storage_key))])), strict=True)


async def test_a_run_takes_all_waiting_letters_into_one_file_each_on_a_right_hand_page():
    run, made = await run_of(3)

    pdf, found = await file_of(run), await lines(run)
    assert (run.state, run.letters, run.done, run.number, run.pages) == (RunState.READY, 3, 3, 1, len(pdf.pages))
    assert [one.attempt_id for one in found] == [attempt.id for _, attempt in made]
    for line in found:
        assert line.first_page
        assert line.first_page % 2 == 1
        assert line.reference in pdf.pages[line.first_page - 1].extract_text()
    assert await queries.letters_to_print(AWA) == 0


async def test_without_duplex_no_page_is_empty():
    run, _ = await run_of(2, duplex=False)

    pdf, found = await file_of(run), await lines(run)
    assert len(pdf.pages) == sum(line.pages or 0 for line in found)
    assert all(page.extract_text().strip() for page in pdf.pages)


async def test_a_letter_is_in_one_run_only():
    await run_of(1)

    with pytest.raises(NothingToPrint):
        await make_print_run(MARC, duplex=True, idempotency_key="another-run")


async def test_the_same_request_twice_is_one_run():
    await letters(1)

    first = await make_print_run(AWA, duplex=True, idempotency_key="twice-the-same")
    second = await make_print_run(AWA, duplex=True, idempotency_key="twice-the-same")

    assert first.id == second.id


async def test_printing_again_is_a_reprint_with_its_reason_and_no_second_letter():
    run, _ = await run_of(1)

    await print_run_file(AWA, run.id)
    with pytest.raises(ReprintReasonMissing):
        await print_run_file(MARC, run.id)
    printed = await print_run_file(MARC, run.id, reason=" Bourrage papier ")

    assert [(one.number, one.printed_by, one.reason) for one in printed.printings] == [
        (1, AWA.person_name, None),
        (2, MARC.person_name, "Bourrage papier"),
    ]
    assert [line.stand for line in await lines(run)] == [LetterStand.WAITING]
    assert await queries.letters_to_print(AWA) == 0


async def test_the_cover_says_that_it_is_a_reprint_and_the_index_names_each_letter():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)
    await print_run_file(AWA, run.id, reason="Bourrage papier")

    printed, found = await queries.printed_run(AWA, run.id)
    cover = PdfReader(io.BytesIO(cover_page("Lenoir", printed, found, "fr"))).pages[0].extract_text()
    rows = [*csv.reader(io.StringIO(index_csv(found, "fr", duplex=True).decode("utf-8-sig")), delimiter=";")]

    assert "Réimpression" in cover
    assert "Bourrage papier" in cover
    assert all(attempt.letter_reference in cover for _, attempt in [(c, await reread(a)) for c, a in made])
    assert rows[0][:3] == ["N°", "Référence", "Destinataire"]
    assert [row[1] for row in rows[1:]] == [letter.reference for letter in found]
    assert [row[7] for row in rows[1:]] == ["Lettre simple"] * 2
    assert [row[-1] for row in rows] == ["Enveloppe", *["DL, pliée"] * len(found)]
    assert cover.count("DL, pliée") == len(found)
    assert [row[-2] for row in rows] == [
        "Poids estimé (g)",
        *(str(grams_of(one.pages or 0, duplex=True)) for one in found),
    ]


async def test_a_run_that_is_posted_tells_each_case_file_so_in_the_name_of_who_said_it():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)

    await post_print_run(MARC, run.id, posted_on=TODAY)
    await work()

    for case, attempt in made:
        assert (await reread(attempt)).posted_on == TODAY
        [posted] = [entry for entry in await told(case) if entry.kind == "letter_posted"]
        assert (posted.actor_name, posted.actor_kind) == (MARC.person_name, "person")
    done = await again(run)
    assert (done.posted, done.waiting, done.is_posting, done.posted_on) == (2, 0, False, TODAY)


async def test_printed_is_not_posted():
    run, made = await run_of(1)
    await print_run_file(AWA, run.id)

    async with reading(AGENCY):
        case_file = await CaseFile.get(id=made[0][0].case_file.id)
    assert case_file.letter_posted_on is None
    assert (await again(run)).posted == 0


async def test_what_nobody_printed_cannot_be_posted():
    run, _ = await run_of(1)

    with pytest.raises(PrintRunNotPrinted):
        await post_print_run(AWA, run.id, posted_on=TODAY)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
async def test_a_run_is_posted_neither_before_it_was_printed_nor_in_the_future(day: date):
    run, _ = await run_of(1)
    await print_run_file(AWA, run.id)

    with pytest.raises(InvalidInput):
        await post_print_run(AWA, run.id, posted_on=day)
    assert (await again(run)).posted_on is None


async def test_a_letter_that_is_taken_out_is_not_posted_and_waits_for_another_run():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)

    await take_letters_out(AWA, run.id, [made[0][1].id], reason="Page déchirée")
    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()

    assert [line.stand for line in await lines(run)] == [LetterStand.TAKEN_OUT, LetterStand.POSTED]
    assert await queries.letters_to_print(AWA) == 1
    other = await make_print_run(AWA, duplex=False, idempotency_key="the-other-run")
    await work()
    assert [line.attempt_id for line in await lines(other)] == [made[0][1].id]


async def test_what_was_posted_is_not_taken_out():
    run, made = await run_of(1)
    await record_letter_posting(AWA, made[0][1].id, posted_on=TODAY)

    with pytest.raises(LetterAlreadyPosted):
        await take_letters_out(AWA, run.id, [made[0][1].id], reason="Page déchirée")


async def test_one_line_is_posted_by_itself_and_the_rest_later():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)
    await record_letter_posting(AWA, made[0][1].id, posted_on=TODAY)

    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()

    assert [line.posted_on for line in await lines(run)] == [TODAY, TODAY]
    for case, _ in made:
        assert len([entry for entry in await told(case) if entry.kind == "letter_posted"]) == 1
    assert await post_print_run(AWA, run.id, posted_on=TODAY) == await again(run)


async def test_a_letter_that_is_stopped_meanwhile_is_left_out_of_the_posting():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=made[0][1].id).update(state=AttemptState.BLOCKED)

    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()

    assert [line.stand for line in await lines(run)] == [LetterStand.STOPPED, LetterStand.POSTED]
    with pytest.raises(NothingToPost):
        await post_print_run(AWA, run.id, posted_on=TODAY)


async def test_the_file_runs_out_and_is_made_again_from_the_same_letters(morning: time_machine.Traveller) -> None:
    run, _ = await run_of(2)
    before = await file_of(run)
    morning.shift(timedelta(days=31))

    assert await expire_print_runs() == 1
    assert (await again(run)).state is RunState.EXPIRED
    assert await storage.keys_under("print-runs") == []
    with pytest.raises(PrintRunNotReady):
        await print_run_file(AWA, run.id)
    await make_print_run_file_again(AWA, run.id)
    await work()

    after = await file_of(await again(run))
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]


async def test_a_creditor_neither_sees_nor_makes_a_run():
    run, _ = await run_of(1)

    with pytest.raises(NotPermitted):
        await queries.print_runs_for(HELENE, 10, None)
    with pytest.raises(NotPermitted):
        await print_run_file(HELENE, run.id)


async def test_another_agency_sees_no_run_of_this_one():
    run, _ = await run_of(1)

    other = actor_of_cast("tom")
    assert await queries.print_run_for(other, run.id) is None
    assert (await queries.print_runs_for(other, 10, None)).total == 0


async def test_a_worker_that_was_killed_too_often_leaves_a_run_that_can_be_made_again():
    await letters(1)
    run = await make_print_run(AWA, duplex=True, idempotency_key="killed-worker")
    async with transaction(AGENCY):
        await database.execute("UPDATE outbox SET attempts = 3 WHERE topic = 'contacts.print_run' AND done_at IS NULL")
    await work()

    assert (await again(run)).state is RunState.FAILED
    await make_print_run_file_again(AWA, run.id)
    await work()
    assert (await again(run)).state is RunState.READY


async def test_a_file_made_again_holds_neither_what_was_stopped_nor_what_is_posted(
    morning: time_machine.Traveller,
) -> None:
    run, made = await run_of(3)
    await print_run_file(AWA, run.id)
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=made[0][1].id).update(state=AttemptState.BLOCKED)
    await record_letter_posting(AWA, made[1][1].id, posted_on=TODAY)
    morning.shift(timedelta(days=31))
    await expire_print_runs()

    await make_print_run_file_again(AWA, run.id)
    await work()

    found = await lines(run)
    text = "".join(page.extract_text() for page in (await file_of(await again(run))).pages)
    assert [line.reference in text for line in found] == [False, False, True]
    assert [line.first_page for line in found] == [None, None, 1]


async def test_a_file_is_not_made_again_for_letters_that_are_all_posted(morning: time_machine.Traveller) -> None:
    run, made = await run_of(1)
    await record_letter_posting(AWA, made[0][1].id, posted_on=TODAY)
    morning.shift(timedelta(days=31))
    await expire_print_runs()

    with pytest.raises(NothingToPrint):
        await make_print_run_file_again(AWA, run.id)


@pytest.mark.parametrize("ending", [TimeoutError, RuntimeError("the letters of the run changed")])
async def test_a_run_whose_last_try_ends_anyhow_is_not_being_made_for_ever(monkeypatch, ending):  # type: ignore[no-untyped-def]
    await letters(1)
    run = await make_print_run(AWA, duplex=True, idempotency_key="never-ends")

    async def end(*_: object) -> None:
        raise ending

    with monkeypatch.context() as patched:
        patched.setattr(making, "_keep", end)
        await last_try("contacts.print_run")
    assert (await again(run)).state is RunState.FAILED

    await take_letters_out(AWA, run.id, [(await lines(run))[0].attempt_id], reason="À refaire")
    assert await queries.letters_to_print(AWA) == 1


async def test_a_given_up_making_that_is_tried_again_makes_the_file(monkeypatch):  # type: ignore[no-untyped-def]
    await letters(1)
    run = await make_print_run(AWA, duplex=True, idempotency_key="tried-again")

    async def end(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(making, "_keep", end)
        row_id = await last_try("contacts.print_run")
    await database.execute(
        "UPDATE outbox SET failed_at = NULL, last_error = NULL, attempts = 0, leased_until = NULL WHERE id = $1", row_id
    )
    await work()

    assert (await again(run)).state is RunState.READY


async def test_a_posting_whose_last_try_fails_leaves_a_pile_that_can_be_posted(monkeypatch):  # type: ignore[no-untyped-def]
    run, _ = await run_of(1)
    await print_run_file(AWA, run.id)
    await post_print_run(AWA, run.id, posted_on=TODAY)

    async def end(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(posting, "post_letter", end)
        await last_try("contacts.post_print_run")
    assert not (await again(run)).is_posting

    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()
    assert (await again(run)).posted == 1


async def last_try(topic: str) -> UUID:
    """Run the message of a topic for the last time that it may fail."""
    [row_id] = await outbox_of(topic)
    await database.execute("UPDATE outbox SET attempts = $2 WHERE id = $1", row_id, tasks.TASKS[topic].attempts - 1)
    await tasks.run(row_id)
    return row_id


async def test_who_has_just_printed_finds_the_same_printing_again_and_nobody_else_does(
    morning: time_machine.Traveller,
) -> None:
    run, _ = await run_of(1)

    assert not is_at_hand(AWA, run)
    first = await print_run_file(AWA, run.id)
    second = await print_run_file(AWA, run.id)

    assert [len(first.printings), len(second.printings)] == [1, 1]
    assert (is_at_hand(AWA, second), is_at_hand(MARC, second)) == (True, False)
    morning.shift(timedelta(hours=1))
    assert not is_at_hand(AWA, second)
    with pytest.raises(ReprintReasonMissing):
        await print_run_file(AWA, run.id)


async def test_an_index_without_a_printing_is_no_printing():
    run, made = await run_of(1)

    found, letters_of_it = await queries.indexed_run(AWA, run.id)

    assert [letter.attempt_id for letter in letters_of_it] == [made[0][1].id]
    assert found.printings == ()
    with pytest.raises(PrintRunNotPrinted):
        await queries.printed_run(AWA, run.id)
    with pytest.raises(NotPermitted):
        await queries.indexed_run(HELENE, run.id)
