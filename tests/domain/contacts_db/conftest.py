"""A pinned Tuesday morning, the worker role in a rolled-back transaction, and channels in memory."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine
from obstore.store import MemoryStore
from tortoise.transactions import in_transaction

from tandem import contacts
from tandem.casefiles import storage
from tandem.entrypoints.embedded import DatabaseUrls
from tandem_channels.contract import OutboundEmail, OutboundSms
from tandem_channels.fake import FakeCallChannel, FakeChannel, FakeFindableChannel
from tests.support.services import orm

MORNING = datetime.fromisoformat("2026-11-24T10:30:00+01:00")


@dataclass(frozen=True)
class Fakes:
    """The channels in use."""

    sms: FakeFindableChannel[OutboundSms]
    voice: FakeCallChannel
    email: FakeChannel[OutboundEmail]


@pytest.fixture(autouse=True)
def morning() -> Iterator[time_machine.Traveller]:
    """Tuesday 24 November 2026, 10:30 in Paris, standing still until moved."""
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def fakes() -> Iterator[Fakes]:
    """Every channel on, in memory."""
    made = Fakes(FakeFindableChannel(), FakeCallChannel(), FakeChannel())
    contacts.configure(
        contacts.Channels(sms=made.sms, voice=made.voice, email=made.email, public_url="https://app.example")
    )
    storage.configure(MemoryStore())
    yield made
    contacts.configure(contacts.Channels())


@pytest.fixture
async def worker(shared_database: DatabaseUrls) -> AsyncIterator[None]:
    """The worker role on the database with the cast, inside a transaction that is rolled back."""
    async with orm(shared_database.worker, pool=2):
        transaction = in_transaction()
        connection = await transaction.__aenter__()
        try:
            yield
        finally:
            await connection.rollback()
            await transaction.__aexit__(None, None, None)
