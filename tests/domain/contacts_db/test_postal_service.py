"""How a letter is to be posted: chosen before it is, shown on the lists, and kept when the pile is posted."""

import csv
import io

import pytest

from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import NotAPrintedLetter
from tandem.contacts.models import PostalService
from tandem.contacts.post import queries
from tandem.contacts.post.commands import post_print_run, print_run_file
from tandem.contacts.post.index import index_csv
from tandem.contacts.post.labels import choose_postal_service
from tandem.contacts.post.runs import LetterStand
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AWA, HELENE, reread, work
from tests.domain.contacts_db.test_opening_letter import printed
from tests.domain.contacts_db.test_print_runs import lines, run_of

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()
NUMBER = "RK123456785FR"


async def test_the_index_of_a_run_shows_the_service_that_was_chosen_before_posting():
    run, made = await run_of(2)
    await print_run_file(AWA, run.id)

    await choose_postal_service(AWA, made[0][1].id, service=PostalService.REGISTERED_RECEIPT, tracking=NUMBER)

    _, found = await queries.printed_run(AWA, run.id)
    rows = [*csv.reader(io.StringIO(index_csv(found, "fr", duplex=True).decode("utf-8-sig")), delimiter=";")]
    assert [row[7:9] for row in rows[1:]] == [["Recommandée avec avis de réception", NUMBER], ["Lettre simple", ""]]


async def test_a_posted_pile_keeps_what_was_chosen_and_leaves_a_registered_letter_without_its_number():
    run, made = await run_of(3)
    await print_run_file(AWA, run.id)
    await choose_postal_service(AWA, made[0][1].id, service=PostalService.REGISTERED, tracking=NUMBER)
    await choose_postal_service(AWA, made[1][1].id, service=PostalService.REGISTERED)

    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()

    found = await lines(run)
    assert [line.stand for line in found] == [LetterStand.POSTED, LetterStand.WAITING, LetterStand.POSTED]
    assert [line.service for line in found] == [
        PostalService.REGISTERED,
        PostalService.REGISTERED,
        PostalService.ORDINARY,
    ]
    await record_letter_posting(AWA, made[1][1].id, posted_on=TODAY, tracking="1A12345678901")
    assert (await reread(made[1][1])).tracking_number == "1A12345678901"


async def test_choosing_back_to_ordinary_takes_the_number_away():
    _, attempt = await printed()
    await choose_postal_service(AWA, attempt.id, service=PostalService.REGISTERED, tracking=NUMBER)

    await choose_postal_service(AWA, attempt.id, service=PostalService.ORDINARY)

    now = await reread(attempt)
    assert (now.postal_service, now.tracking_number) == (PostalService.ORDINARY, None)


@pytest.mark.parametrize(
    ("service", "number"), [(PostalService.ORDINARY, NUMBER), (PostalService.REGISTERED, "RK123456789FR")]
)
async def test_no_letter_has_a_number_that_its_service_has_not(service: PostalService, number: str):
    _, attempt = await printed()

    with pytest.raises(InvalidInput):
        await choose_postal_service(AWA, attempt.id, service=service, tracking=number)
    assert (await reread(attempt)).postal_service is PostalService.ORDINARY


async def test_what_is_posted_is_corrected_and_not_chosen_for():
    _, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)

    with pytest.raises(NotAPrintedLetter):
        await choose_postal_service(AWA, attempt.id, service=PostalService.REGISTERED)


async def test_a_creditor_chooses_no_service():
    _, attempt = await printed()

    with pytest.raises(NotPermitted):
        await choose_postal_service(HELENE, attempt.id, service=PostalService.REGISTERED)
    assert (await reread(attempt)).postal_service is PostalService.ORDINARY
