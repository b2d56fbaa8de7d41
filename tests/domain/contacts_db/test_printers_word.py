"""What a printer tells is held against the calendar and the label, and may come before what it rests on."""

from datetime import date, timedelta

import pytest
import time_machine

from tandem.casefiles.models import CaseFile, Stage
from tandem.contacts.attention import what_to_do
from tandem.contacts.commands import plan_contact, record_letter_posting
from tandem.contacts.errors import LetterAtPrinter
from tandem.contacts.models import Channel, ContactAttempt, PostalService
from tandem.contacts.post.labels import choose_postal_service
from tandem.contacts.post.told import read_reports_of
from tandem.kit import database
from tandem.kit.database import reading
from tandem.outbox import tasks
from tandem_channels.contract import Unavailable
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, outbox_of, reread, work
from tests.domain.contacts_db.test_copies import sealed_in
from tests.domain.contacts_db.test_postal_provider import Printer, a_letter, listed, printer, state_of, steps_told
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
assert printer
TODAY = MORNING.date()
NUMBER, OTHER = "RK123456785FR", "1A12345678901"


async def registered(tracking: str | None = None) -> tuple[MadeCase, ContactAttempt]:
    """A registered letter that the printer has, its label typed or not."""
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        made.postal.id,
        channel=Channel.LETTER,
        template_id="opening_letter",
        send_at=None,
        idempotency_key=f"registered-{made.case_file.reference}",
        postal_service=PostalService.REGISTERED,
    )
    await work()
    if tracking:
        await choose_postal_service(AWA, attempt.id, service=PostalService.REGISTERED, tracking=tracking)
    return made, attempt


async def tells(printer: Printer, *lines: str) -> None:
    printer.tell(*lines)
    await read_reports_of(AGENCY.organization_id)


@pytest.mark.parametrize("word", ["delivered", "in_transit"])
@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2099, 11, 25)])
async def test_a_day_on_which_it_cannot_have_been_is_written_nowhere(printer: Printer, word: str, day: date) -> None:
    made, attempt = await a_letter()
    await work()
    await tells(printer, f"{attempt.id};deposited;{TODAY};;")
    await work()

    await tells(printer, f"{attempt.id};{word};{day};;")
    [row_id] = await outbox_of("contacts.provider_event")
    await tasks.run(row_id)

    row = await database.row("SELECT done_at, last_error FROM outbox WHERE id = $1", row_id)
    assert row
    assert (row["done_at"], row["last_error"]) == (None, "InvalidInput")
    assert [step for step, _ in await steps_told(made)] == ["handed_over"]


async def test_what_is_told_of_a_letter_before_its_deposit_waits_for_it(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    made, attempt = await a_letter()
    await work()
    morning.shift(timedelta(days=3))

    back = TODAY + timedelta(days=3)
    await tells(printer, f"{attempt.id};returned;{back};moved;", f"{attempt.id};in_transit;{TODAY};;")
    for _ in range(20):  # twice as many looks as a message may fail
        morning.shift(timedelta(minutes=10))
        await work()
    assert [step for step, _ in await steps_told(made)] == ["handed_over"]

    await tells(printer, f"{attempt.id};deposited;{TODAY};;")
    await work()
    morning.shift(timedelta(minutes=10))
    await work()

    now = await reread(attempt)
    assert (now.posted_on, now.returned_on) == (TODAY, back)
    assert sorted(step for step, _ in await steps_told(made)) == ["handed_over", "in_transit"]
    async with reading(AGENCY):
        assert (await CaseFile.get(id=made.case_file.id)).letter_posted_on is None


async def test_a_deposit_that_nobody_tells_for_days_ends_on_the_list(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    _, attempt = await a_letter()
    await work()
    await tells(printer, f"{attempt.id};delivered;{TODAY};;")
    morning.shift(timedelta(days=10))

    [row_id] = await outbox_of("contacts.provider_event")
    await tasks.run(row_id)

    row = await database.row("SELECT last_error FROM outbox WHERE id = $1", row_id)
    assert row
    assert row["last_error"] == "DepositMissing"


@pytest.mark.parametrize("told_number", ["", "RK12345678"], ids=["none", "a wrong one"])
async def test_the_number_that_was_typed_stays_when_the_printer_tells_none(printer: Printer, told_number: str) -> None:
    made, attempt = await registered(NUMBER)

    await tells(printer, f"{attempt.id};deposited;{TODAY};;{told_number}")
    await work()

    now = await reread(attempt)
    assert (now.posted_on, now.tracking_number) == (TODAY, NUMBER)
    [posted] = await sealed_in(made, "letter_posted")
    assert posted["tracking_number"] == NUMBER


async def test_the_number_that_the_printer_tells_is_the_label_s(printer: Printer) -> None:
    _, attempt = await registered(OTHER)

    await tells(printer, f"{attempt.id};deposited;{TODAY};;{NUMBER}")
    await work()

    assert (await reread(attempt)).tracking_number == NUMBER


async def test_a_registered_letter_whose_number_nobody_knows_waits_on_a_person(printer: Printer) -> None:
    _, attempt = await registered()

    for _ in range(2):
        await tells(printer, f"{attempt.id};deposited;{TODAY};;")
        await work()

    now = await reread(attempt)
    assert now.posted_on is None
    assert await listed(attempt)
    assert what_to_do(now, "en") == (
        "The printer posted this registered letter and told no number of its label: "
        "record its posting with that number."
    )
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY, tracking=NUMBER)
    assert not await listed(attempt)


async def test_the_service_of_a_letter_that_the_printer_has_is_settled(printer: Printer) -> None:
    _, attempt = await registered()
    assert await state_of(attempt) == "accepted"

    with pytest.raises(LetterAtPrinter):
        await choose_postal_service(AWA, attempt.id, service=PostalService.ORDINARY)
    await choose_postal_service(AWA, attempt.id, service=PostalService.REGISTERED, tracking=NUMBER)

    now = await reread(attempt)
    assert (now.postal_service, now.tracking_number) == (PostalService.REGISTERED, NUMBER)


async def test_the_service_of_a_letter_that_still_waits_for_the_printer_is_not(printer: Printer) -> None:
    printer.before = Unavailable()
    _, attempt = await registered()
    assert await state_of(attempt) == "planned"

    await choose_postal_service(AWA, attempt.id, service=PostalService.ORDINARY)

    assert (await reread(attempt)).postal_service is PostalService.ORDINARY
