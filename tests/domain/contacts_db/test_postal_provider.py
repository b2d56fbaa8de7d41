"""Letters that a printer prints and posts: handed over once under the gate, told step by step, never lost or twice."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from obstore.store import MemoryStore

from tandem import contacts
from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, ContactPoint, Document, Stage
from tandem.contacts.attention import attention_for, what_to_do
from tandem.contacts.channels import channels
from tandem.contacts.commands import plan_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, PostalService
from tandem.contacts.post import handing, queries
from tandem.contacts.post.handing import settle_handovers
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import record_letter_step
from tandem.contacts.post.told import read_reports, read_reports_of
from tandem.contacts.returns.reasons import ReturnReason
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.outbox import tasks
from tandem_channels.contract import Cause, Rejected, SendReceipt, Unavailable, Unconfirmed
from tandem_channels.file_drop import FileDrop
from tandem_channels.postal import LetterService, OutboundLetter
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, outbox_of, plan, reread, told, work
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case
from tests.support.mails import PDF

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()


class Printer(FileDrop):
    """A folder whose next answer can be made to fail, before or after the letter was taken."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.before: Exception | None = None
        self.after: Exception | None = None
        self.away = False
        self.asked: list[OutboundLetter] = []

    async def submit(self, letter: OutboundLetter) -> SendReceipt:
        """As the folder, or as told to fail, once."""
        self.asked.append(letter)
        if self.before:
            error, self.before = self.before, None
            raise error
        receipt = await super().submit(letter)
        if self.after:
            error, self.after = self.after, None
            raise error
        return receipt

    async def find(self, attempt_id: str) -> SendReceipt | None:
        """As the folder, unless it is away."""
        if self.away:
            raise Unavailable
        return await super().find(attempt_id)

    def letters(self) -> list[str]:
        """The ids of the letters that it has."""
        return sorted(path.name for path in (self.folder / "letters").glob("*"))

    def tell(self, *lines: str) -> None:
        """Drop a status file."""
        (self.folder / "status").mkdir(parents=True, exist_ok=True)
        text = "\n".join(["id;status;date;reason;tracking_number;proof", *lines])
        (self.folder / "status" / f"{len(list((self.folder / 'status').iterdir()))}.csv").write_text(text)


@pytest.fixture
async def printer(tmp_path: Path, fakes: Any) -> Printer:
    assert fakes
    made = Printer(tmp_path / "agency")
    assert await made.is_usable()
    assert await made.is_usable()
    contacts.configure(replace(channels(), postal=made))
    return made


async def a_letter(**more: Any) -> tuple[MadeCase, ContactAttempt]:
    made = await make_case(stage=Stage.ACCEPTED)
    return made, await plan(made, Channel.LETTER, **more)


async def state_of(attempt: ContactAttempt) -> str:
    row = await database.row("SELECT state FROM letter_handovers WHERE attempt_id = $1", attempt.id)
    assert row
    return str(row["state"])


async def steps_told(made: MadeCase) -> list[tuple[str, str]]:
    return [(e.data["step"], e.data["happened_on"]) for e in await told(made) if e.kind == "letter_step_recorded"]


async def listed(attempt: ContactAttempt) -> bool:
    return attempt.id in [one.id for _, one in (await attention_for(AWA, 50, None)).items]


async def test_a_printed_letter_is_handed_to_the_printer_and_waits_for_no_run(printer: Printer):
    made, attempt = await a_letter()
    await work()

    assert printer.letters() == [str(attempt.id)]
    assert await state_of(attempt) == "accepted"
    assert await steps_told(made) == [("handed_over", TODAY.isoformat())]
    assert await queries.letters_to_print(AWA) == 0
    now = await reread(attempt)
    assert (now.state, now.posted_on, now.provider_id) == (AttemptState.ACCEPTED, None, str(attempt.id))
    assert not await listed(attempt)
    assert what_to_do(now, "en") is None


async def test_handed_over_is_not_posted_and_the_deposit_is(printer: Printer):
    made, attempt = await a_letter()
    await work()
    async with reading(AGENCY):
        assert (await CaseFile.get(id=made.case_file.id)).letter_posted_on is None

    for _ in range(2):
        printer.tell(f"{attempt.id};deposited;{TODAY};;")
        await read_reports_of(AGENCY.organization_id)
        await work()

    async with reading(AGENCY):
        case_file = await CaseFile.get(id=made.case_file.id)
    assert (case_file.letter_posted_on, case_file.stage) == (TODAY, Stage.AMICABLE)
    posted = [entry for entry in await told(made) if entry.kind == "letter_posted"]
    assert [(entry.actor_kind, entry.actor_name) for entry in posted] == [("provider", "file_drop")]


async def test_a_registered_letter_says_so_to_the_printer_and_has_the_number_that_it_tells(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        made.postal.id,
        channel=Channel.LETTER,
        template_id="opening_letter",
        send_at=None,
        idempotency_key="a-registered-letter",
        postal_service=PostalService.REGISTERED_RECEIPT,
    )
    await work()
    printer.tell(
        f"{attempt.id};deposited;{TODAY};;RK123456785FR",
        f"{attempt.id};in_transit;{TODAY};;",
        f"{attempt.id};delivered;{TODAY};;",
    )
    await read_reports_of(AGENCY.organization_id)
    await work()
    morning.shift(timedelta(seconds=5))  # messages of one instant have no order: steps wait for the deposit
    await work()

    assert [one.service for one in printer.asked] == [LetterService.REGISTERED_RECEIPT]
    assert (await reread(attempt)).tracking_number == "RK123456785FR"
    assert sorted(step for step, _ in await steps_told(made)) == ["delivered", "handed_over", "in_transit"]


async def test_what_comes_back_goes_the_way_of_returned_mail(printer: Printer, morning: time_machine.Traveller) -> None:
    made, attempt = await a_letter()
    await work()
    printer.tell(f"{attempt.id};deposited;{TODAY};;")
    await read_reports_of(AGENCY.organization_id)
    await work()
    morning.shift(timedelta(days=6))

    printer.tell(f"{attempt.id};returned;2026-11-30;moved;")
    await read_reports_of(AGENCY.organization_id)
    await work()

    now = await reread(attempt)
    assert (now.return_reason, now.returned_on) == (ReturnReason.MOVED, date(2026, 11, 30))
    async with reading(AGENCY):
        assert (await ContactPoint.get(id=made.postal.id)).invalid_at is not None
        assert (await CaseFile.get(id=made.case_file.id)).letter_posted_on is None


async def test_a_hold_that_comes_before_the_hand_over_stops_it(printer: Printer):
    made, attempt = await a_letter()
    [row_id] = await outbox_of("contacts.dispatch")
    await tasks.run(row_id)
    await hold(made)

    await work()

    assert (printer.asked, await state_of(attempt)) == ([], "cancelled")
    now = await reread(attempt)
    assert (now.state, now.provider_status) == (AttemptState.BLOCKED, None)


async def test_a_hold_that_comes_after_it_cannot_call_the_letter_back(printer: Printer):
    made, attempt = await a_letter()
    await work()
    await hold(made)
    await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    printer.tell(f"{attempt.id};deposited;{TODAY};;")
    await read_reports_of(AGENCY.organization_id)
    await work()
    assert (await reread(attempt)).posted_on == TODAY


async def test_a_printer_that_is_away_is_asked_again_later(printer: Printer, morning: time_machine.Traveller) -> None:
    printer.before = Unavailable()
    _, attempt = await a_letter()
    await work()
    assert (printer.letters(), await state_of(attempt)) == ([], "planned")
    assert await queries.letters_to_print(AWA) == 0

    morning.shift(timedelta(minutes=5))
    await work()

    assert (printer.letters(), await state_of(attempt)) == ([str(attempt.id)], "accepted")


async def test_a_printer_that_is_away_for_a_day_leaves_the_letter_to_the_agency(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    printer.before = Unavailable()
    made, attempt = await a_letter()
    await work()
    printer.before = Unavailable()
    morning.shift(timedelta(days=1))
    await work()

    assert (printer.letters(), await state_of(attempt)) == ([], "failed")
    assert [step for step, _ in await steps_told(made)] == ["not_taken"]
    assert await queries.letters_to_print(AWA) == 1
    assert await listed(attempt)


@pytest.mark.parametrize("how", ["refused at once", "refused later"])
async def test_a_letter_that_the_printer_refuses_waits_for_the_agencys_own_run(printer: Printer, how: str):
    printer.before = Rejected("format", Cause.CONTENT) if how == "refused at once" else None
    made, attempt = await a_letter()
    await work()
    if how == "refused later":
        printer.tell(f"{attempt.id};not_taken;{TODAY};;")
        await read_reports_of(AGENCY.organization_id)
        await work()

    assert await state_of(attempt) == "failed"
    assert (await steps_told(made))[-1] == ("not_taken", TODAY.isoformat())
    assert await queries.letters_to_print(AWA) == 1


async def test_a_lost_answer_is_asked_about_and_never_handed_over_again(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    printer.after = Unconfirmed()
    made, attempt = await a_letter()
    await work()
    assert await state_of(attempt) == "unconfirmed"

    morning.shift(timedelta(minutes=6))
    assert await settle_handovers() == 1
    await work()

    assert (await state_of(attempt), len(printer.asked)) == ("accepted", 1)
    assert [step for step, _ in await steps_told(made)] == ["handed_over"]
    assert await settle_handovers() == 0


async def test_a_worker_that_died_before_the_printer_had_it_hands_it_over_again(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    printer.before = Unconfirmed()
    _, attempt = await a_letter()
    await work()

    morning.shift(timedelta(minutes=6))
    await settle_handovers()
    morning.shift(timedelta(minutes=6))
    await work()

    assert (printer.letters(), await state_of(attempt)) == ([str(attempt.id)], "accepted")


async def test_a_letter_that_nobody_posts_for_days_waits_on_a_person(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    _, attempt = await a_letter()
    await work()

    morning.shift(timedelta(days=6))

    assert printer.letters()
    assert await listed(attempt)
    assert what_to_do(await reread(attempt), "en") == (
        "Ask the printer what became of this letter, then record its posting, or that it was not sent."
    )


async def test_a_printer_is_believed_about_its_own_agencys_letters_alone(printer: Printer):
    _, attempt = await a_letter()
    await work()
    printer.tell(f"{attempt.id};deposited;{TODAY};;", "not an id;delivered;2026-11-24;;")

    await read_reports_of(actor_of_cast("tom").organization_id)
    await work()

    assert (await reread(attempt)).posted_on is None


async def test_the_worker_reads_the_printers_of_agencies_that_have_one_alone(printer: Printer):
    printer.tell("anything;delivered;2026-11-24;;")

    assert await read_reports() == 0
    assert len(await printer.reports()) == 1


async def test_a_store_that_is_away_for_too_long_leaves_the_letter_to_the_agency(printer: Printer):
    made, attempt = await a_letter()
    [row_id] = await outbox_of("contacts.dispatch")
    await tasks.run(row_id)
    store = storage._store
    assert store is not None
    storage.configure(MemoryStore())
    for _ in range(10):
        [row_id] = await outbox_of("contacts.hand_over")
        await tasks.run(row_id)
    storage.configure(store)

    assert (printer.asked, await state_of(attempt)) == ([], "failed")
    assert [step for step, _ in await steps_told(made)] == ["not_taken"]
    assert await queries.letters_to_print(AWA) == 1


async def test_who_is_asked_about_an_answer_in_vain_is_asked_later_and_others_meanwhile(
    printer: Printer,
    morning: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(handing, "BATCH", 1)
    letters = []
    for _ in range(2):
        printer.after = Unconfirmed()
        letters.append((await a_letter())[1])
        await work()
        morning.shift(timedelta(minutes=1))
    printer.away = True
    morning.shift(timedelta(minutes=6))
    assert [await settle_handovers() for _ in range(3)] == [1, 1, 0]
    assert [await state_of(attempt) for attempt in letters] == ["unconfirmed", "unconfirmed"]

    printer.away = False
    morning.shift(timedelta(hours=1))
    assert [await settle_handovers() for _ in range(3)] == [1, 1, 0]
    assert [await state_of(attempt) for attempt in letters] == ["accepted", "accepted"]
    assert len(printer.asked) == 2


async def proofs_of(made: MadeCase, kind: str = "document_added") -> list[Any]:
    return [entry for entry in await told(made) if entry.kind == kind]


async def tell(printer: Printer, line: str) -> None:
    """A status file, read and handled."""
    printer.tell(line)
    await read_reports_of(AGENCY.organization_id)
    await work()


def a_proof(printer: Printer, attempt: ContactAttempt, content: bytes = PDF) -> str:
    """Drop the file that a line names; the name."""
    name = f"{attempt.id}-slip.pdf"
    (printer.folder / "status" / name).write_bytes(content)
    return name


@pytest.mark.parametrize(
    ("status", "step"), [("deposited", "posted"), ("delivered", "delivered"), ("unclaimed", "unclaimed")]
)
async def test_a_proof_of_the_printers_is_a_document_that_the_step_names(printer: Printer, status: str, step: str):
    made, attempt = await a_letter()
    await work()
    if status != "deposited":
        await tell(printer, f"{attempt.id};deposited;{TODAY};;")

    for _ in range(2):
        await tell(printer, f"{attempt.id};{status};{TODAY};;;{a_proof(printer, attempt)}")

    [added] = await proofs_of(made)
    assert (added.chain, added.data["name"]) == ("parties", f"{attempt.letter_reference}-slip.pdf")
    assert added.data["sha256"] == hashlib.sha256(PDF).hexdigest()
    [proven] = [one for one in await proofs_of(made, "letter_step_recorded") if one.data["step"] == step]
    assert proven.data["document_id"] == added.data["document_id"]
    assert await storage.get((await Document.get(id=added.data["document_id"])).storage_key) == PDF
    assert await storage.keys_under("inbound") == []


async def test_a_proof_that_comes_later_is_added_to_the_step_that_a_person_told(printer: Printer):
    made, attempt = await a_letter()
    await work()
    await tell(printer, f"{attempt.id};deposited;{TODAY};;")
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)

    await tell(printer, f"{attempt.id};delivered;{TODAY};;;{a_proof(printer, attempt)}")

    row = await database.row("SELECT * FROM letter_steps WHERE attempt_id = $1 AND step = 'delivered'", attempt.id)
    assert row
    assert (row["told_by"], row["told_by_id"]) == (AWA.person_name, AWA.membership_id)
    assert row["document_id"] == UUID((await proofs_of(made))[0].data["document_id"])


async def test_a_proof_that_no_upload_may_be_is_told_and_the_letter_posted_all_the_same(printer: Printer):
    made, attempt = await a_letter()
    await work()

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("program", "")
    harmful = PDF + archive.getvalue()
    await tell(printer, f"{attempt.id};deposited;{TODAY};;;{a_proof(printer, attempt, harmful)}")

    assert (await reread(attempt)).posted_on == TODAY
    assert await proofs_of(made) == []
    assert [entry.data["why"] for entry in await proofs_of(made, "inbound_file_lost")] == ["dangerous"]
