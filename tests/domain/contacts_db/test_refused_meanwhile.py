"""Two real connections at once: an address that comes while its owner refuses everything, and two calls for help."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.casefiles.wishes import recall_wishes
from tandem.contacts import content, refused_later, way_out, way_out_page
from tandem.contacts.models import ContactAttempt, OptOut
from tandem.contacts.webhooks import receive
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.outbox import Job, RetryLater, tasks
from tandem.outbox.relay import claim
from tests.domain.contacts_db.steps import AGENCY, plan, text_from, work
from tests.support.builders import MadeCase, make_case
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
LATE = "+33639980777"


@pytest.fixture(autouse=True)
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own as the worker role, with real commits; its owner looks on."""
    async with database_of(template) as urls, orm(urls.worker):
        looking = await asyncpg.connect(urls.owner)
        yield looking
        await looking.close()


async def add_slowly(made: MadeCase, added: asyncio.Event, go_on: asyncio.Event) -> None:
    """A placement's own order: the address, the wishes that hold for it, and much else before the commit."""
    async with transaction(AGENCY):
        await ContactPoint.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file_id=made.case_file.id,
            party=made.party,
            kind=ContactPointKind.PHONE,
            value=LATE,
            created_at=clock.now(),
        )
        await recall_wishes(made.case_file.agency_id, [LATE])
        added.set()
        await go_on.wait()


async def job_of(topic: str) -> Job:
    row = await database.row("SELECT id FROM outbox WHERE topic = $1", topic)
    assert row
    return Job(row["id"], {}, 1)


async def test_an_address_that_comes_while_its_owner_refuses_everything_is_refused_as_soon_as_it_is_there() -> None:
    made = await make_case()
    attempt = await plan(made)
    await work()
    added, go_on = asyncio.Event(), asyncio.Event()
    adding = asyncio.create_task(add_slowly(made, added, go_on))
    await added.wait()

    assert await way_out_page.refuse(way_out.code_of(attempt.id), "all")
    job = await job_of(refused_later.LOOK)
    with pytest.raises(RetryLater):
        await refused_later.refuse_meanwhile(AGENCY, made.party.id, job)
    go_on.set()
    await adding
    await refused_later.refuse_meanwhile(AGENCY, made.party.id, job)

    async with reading(AGENCY):
        refused = await OptOut.filter(address=LATE, lifted_at=None)
    assert {one.channel.value for one in refused} == {"sms", "voice"}


async def test_two_texts_that_ask_for_help_at_once_get_one_answer() -> None:
    made = await make_case()
    await plan(made)
    await work()
    await receive([text_from(made, "AIDE", key="1"), text_from(made, "AIDE", key="2")])
    for row_id, _ in await claim():
        await tasks.run(row_id)

    asked = [row_id for row_id, _ in await claim()]
    await asyncio.gather(*map(tasks.run, asked))

    assert len(asked) == 2
    async with reading(AGENCY):
        answers = await ContactAttempt.filter(template_id__startswith=f"{content.HELP}.").count()
    assert answers == 1
