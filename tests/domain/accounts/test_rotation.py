"""New keys reach a process that runs already, by its wake-up, and nobody restarts it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.commands import Given, give_up_account, save_account
from tandem.contacts.accounts.rounds import keys_round
from tandem.contacts.accounts.sealing import configure
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.wakeups import flusher
from tandem_channels.contract import Provider
from tests.domain.accounts.conftest import KEY
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
INES = actor_of_cast("ines")
SID = "AC" + "1" * 32
WAIT = 20.0


@pytest.fixture
async def urls(template: Template) -> AsyncIterator[DatabaseUrls]:
    async with database_of(template) as urls:
        yield urls


@pytest.fixture
async def other_process(urls: DatabaseUrls) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.domain.accounts.watching",
        urls.web,
        str(INES.organization_id),
        KEY.hex(),
        stdout=asyncio.subprocess.PIPE,
    )
    yield process
    process.terminate()
    await process.wait()


async def says(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(WAIT):
        return (await process.stdout.readline()).decode().strip()


async def save(token: str) -> None:
    await save_account(INES, Provider.TWILIO, Given(SID, secrets=Secrets(auth_token=token)))


async def test_another_process_uses_new_keys_at_once(urls: DatabaseUrls, other_process: asyncio.subprocess.Process):
    async with orm(urls.web, pool=2), flusher.run(urls.web):
        assert await says(other_process) == "off"
        await save("first-token")
        assert await says(other_process) == "first-token"

        took = list[float]()
        for number in range(3):  # the best of them: a machine may be busy with something else
            begun = monotonic()
            await save(f"token-{number}")
            assert await says(other_process) == f"token-{number}"
            took.append(monotonic() - begun)
        assert min(took) < 5.0

        row = await save_account(INES, Provider.TWILIO, Given(SID, region="ie1"))
        await give_up_account(INES, row.id)
        assert await says(other_process) == "off"


async def test_the_worker_seals_again_under_the_installation_s_new_key_and_forgets_what_is_over(urls: DatabaseUrls):
    new = b"n" * 32
    async with orm(urls.web, pool=2):
        await save("first-token")
    async with orm(urls.worker, pool=2):
        assert await keys_round() == 0
        configure(new, KEY)
        assert await keys_round() == 1
        assert await keys_round() == 0
    configure(new)
    async with orm(urls.web, pool=2):
        row = await save_account(INES, Provider.TWILIO, Given(SID, secrets=Secrets(auth_token="second-token")))
        assert row.former_until is not None
    configure(KEY)
    async with orm(urls.worker, pool=2):
        assert await keys_round() == 0  # what it cannot open it leaves as it is
