"""A copy or a letter that is not the one that left is named, with its event."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from obstore.store import MemoryStore

from tandem.casefiles import storage
from tandem.casefiles.models import Document, Stage
from tandem.contacts.calling.message import Step, message_answer
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.verify import copy_faults
from tandem.kit.database import reading
from tandem_channels.contract import CallLeg, CallStatus
from tests.domain.contacts_db.steps import AGENCY, plan, reread, work
from tests.domain.contacts_db.test_calls import leg
from tests.support.builders import make_case
from tests.support.services import Template, database_of, orm


@pytest.fixture
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own: the worker role for the ORM, the owner's connection for the verification."""
    async with database_of(template) as urls, orm(urls.worker):
        connection = await asyncpg.connect(urls.owner)
        yield connection
        await connection.close()


async def faults(owner: asyncpg.Connection) -> list[str]:
    return [fault async for fault in copy_faults(owner)]


async def sent(channel: Channel) -> ContactAttempt:
    stage = Stage.ACCEPTED if channel is Channel.LETTER else Stage.AMICABLE
    attempt = await plan(await make_case(stage=stage), channel)
    await work()
    return await reread(attempt)


async def test_what_left_is_proved(owner: asyncpg.Connection) -> None:
    for channel in (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.VOICE):
        await sent(channel)

    assert await faults(owner) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("sent_copy = replace(sent_copy, 'fr', 'en')", "the copy was changed"),
        ("sent_copy = NULL", "the copy kept as sent is missing"),
        ("body = body || ' '", "its body was changed"),
        ("subject = 'Other'", "its subject was changed"),
        ("html = NULL", "its html was changed"),
        ("to_address = 'other@temoin.example'", "its to_address was changed"),
        ("sender = 'other@lenoir.example'", "its sender was changed"),
    ],
)
async def test_a_changed_copy_is_named(owner: asyncpg.Connection, change: str, said: str) -> None:
    attempt, other = await sent(Channel.EMAIL), await sent(Channel.EMAIL)

    await owner.execute(f"UPDATE contact_attempts SET {change} WHERE id = $1", attempt.id)

    [fault] = await faults(owner)
    assert said in fault
    event = await owner.fetchrow(
        "SELECT id, sequence FROM timeline_events WHERE case_file_id = $1 AND kind = 'contact_state_changed'",
        attempt.case_file_id,
    )
    assert f"case file {attempt.case_file_id}, chain parties, event {event['sequence']} ({event['id']})" in fault
    assert str(attempt.id) in fault
    assert str(other.id) not in fault


async def test_a_copy_that_no_event_sealed_is_named(owner: asyncpg.Connection) -> None:
    attempt = await plan(await make_case(), Channel.VOICE, template_id="call_message")
    await work()

    await owner.execute("UPDATE contact_attempts SET sent_copy = '{}' WHERE id = $1", attempt.id)

    assert await faults(owner) == [f"contact attempt {attempt.id}: its copy as sent is in no event"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("body = body || ' '", "the words kept as said were changed"),
        ("body = NULL", "the words kept as said are missing"),
    ],
)
async def test_changed_words_of_a_call_are_named(owner: asyncpg.Connection, change: str, problem: str) -> None:
    attempt = await plan(await make_case(), Channel.VOICE, template_id="call_message")
    await work()
    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
    await message_answer(attempt.id, Step.START, "")
    await message_answer(attempt.id, Step.WHO, "9")
    before = await faults(owner)

    await owner.execute(f"UPDATE contact_attempts SET {change} WHERE id = $1", attempt.id)

    [fault] = await faults(owner)
    event = await owner.fetchval(
        "SELECT id FROM timeline_events WHERE case_file_id = $1 AND kind = 'call_outcome_recorded'",
        attempt.case_file_id,
    )
    assert before == []
    assert problem in fault
    assert str(event) in fault


async def test_a_changed_or_missing_letter_is_named(owner: asyncpg.Connection) -> None:
    attempt = await sent(Channel.LETTER)
    async with reading(AGENCY):
        document = await Document.get(id=attempt.document_id)
    pdf = await storage.get(document.storage_key)

    storage.configure(MemoryStore())
    [missing] = await faults(owner)
    await storage.put(document.storage_key, pdf + b" ")
    [changed] = await faults(owner)
    await owner.execute("UPDATE documents SET sha256 = repeat('0', 64) WHERE id = $1", document.id)
    both = await faults(owner)

    assert f"the letter's file {document.storage_key} is missing" in missing
    assert f"the letter's file {document.storage_key} was changed" in changed
    assert ["recorded hash" in fault for fault in both] == [True, False]


async def test_a_key_that_does_not_open_is_named_and_the_rest_is_looked_at(owner: asyncpg.Connection) -> None:
    spoiled, other = await sent(Channel.SMS), await sent(Channel.SMS)
    await owner.execute(
        "UPDATE timeline_keys SET wrapped = set_byte(wrapped, 20, 255 - get_byte(wrapped, 20)) "
        "WHERE debtor_id = (SELECT debtor_id FROM case_files WHERE id = $1)",
        spoiled.case_file_id,
    )
    await owner.execute("UPDATE contact_attempts SET sent_copy = NULL WHERE id = $1", other.id)

    found = await faults(owner)

    assert any(f"{spoiled.case_file_id}" in fault and "does not open with its key" in fault for fault in found)
    assert any(f"{other.id}" in fault and "the copy kept as sent is missing" in fault for fault in found)


async def test_an_erased_person_is_passed_over(owner: asyncpg.Connection) -> None:
    attempt = await sent(Channel.SMS)

    await owner.execute("UPDATE timeline_keys SET wrapped = NULL, destroyed_at = now()")
    await owner.execute("UPDATE contact_attempts SET sent_copy = NULL WHERE id = $1", attempt.id)

    assert await faults(owner) == []
