"""A grant that ends while a bank reads by it: what was shown is told, and no bank reads on and on to keep it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.organizations.grants import open_bank_grant, revoke_bank_grant
from tandem.organizations.models import BankGrant, GrantLevel
from tests.support.builders import make_case
from tests.support.locks import until_waiting

YANN, HELENE = actor_of_cast("yann"), actor_of_cast("helene")


@pytest.fixture
async def owner(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.owner)
    yield connection
    await connection.close()


@pytest.fixture
async def grant(committed: DatabaseUrls) -> BankGrant:
    for _ in range(5):
        await make_case()
    portfolio = cast_id("bati-loire", "portfolio")
    level = GrantLevel.PSEUDONYMOUS_CASES
    return await open_bank_grant(HELENE, YANN.organization_id, portfolio, level=level, expires_on=None)


async def _as_the_bank(urls: DatabaseUrls) -> asyncpg.Connection:
    web = await asyncpg.connect(urls.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(YANN.organization_id))
    return web


@pytest.mark.parametrize(
    "read",
    [
        "SELECT creditor FROM bank_figures($1, now()) WHERE grant_id = $2",
        "SELECT pseudonym FROM bank_case_files($1, $2, now(), NULL, 100)",
    ],
)
async def test_what_is_being_read_ends_after_it_was_told(
    committed: DatabaseUrls, owner: asyncpg.Connection, grant: BankGrant, read: str
) -> None:
    """A grant that ended between the figures and the log would have been looked at without a line."""
    source = await owner.fetchval("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'audit_bank_view'")
    # The bank's reader stops here, just before it writes the look.
    await owner.execute(source.replace("BEGIN\n", "BEGIN\n    PERFORM pg_advisory_xact_lock(4242);\n", 1))
    web = await _as_the_bank(committed)
    await owner.execute("SELECT pg_advisory_lock(4242), set_config('lock_timeout', '200', false)")
    try:
        reading = asyncio.create_task(web.fetch(read, YANN.membership_id, grant.id))
        await until_waiting(owner, 1)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await owner.execute("UPDATE bank_grants SET revoked_at = now(), revoked_by = 'x'")
        await owner.execute("SELECT pg_advisory_unlock(4242)")
        shown = await reading
    finally:
        await web.close()

    assert shown
    assert await owner.fetchval("SELECT count(*) FROM audit_events WHERE kind = 'bank_viewed'") == 1


async def test_an_ending_comes_before_whoever_begins_to_read_after_it(
    committed: DatabaseUrls, owner: asyncpg.Connection, grant: BankGrant
) -> None:
    """Readings that follow each other without a pause would keep a grant for ever."""
    read = "SELECT DISTINCT grant_id FROM bank_figures($1, now())"
    first, second = [await _as_the_bank(committed) for _ in range(2)]
    try:
        begun = first.transaction()
        await begun.start()
        before = await first.fetchval(read, YANN.membership_id)
        ending = asyncio.create_task(revoke_bank_grant(HELENE, grant.id))
        await until_waiting(owner, 1)
        after = asyncio.create_task(second.fetchval(read, YANN.membership_id))
        await until_waiting(owner, 2)
        await begun.commit()
        async with asyncio.timeout(20):
            await ending
            shown = await after
    finally:
        await first.close()
        await second.close()

    assert (before, shown) == (grant.id, None)
    told = await owner.fetch("SELECT kind FROM audit_events WHERE subject_id = $1 ORDER BY sequence", grant.id)
    assert [row["kind"] for row in told] == ["bank_grant_opened", "bank_viewed", "bank_grant_revoked"]


async def test_two_who_never_stop_reading_delay_an_ending_by_one_reading(
    committed: DatabaseUrls, owner: asyncpg.Connection, grant: BankGrant
) -> None:
    readers = [await _as_the_bank(committed) for _ in range(2)]
    over = asyncio.Event()

    async def reads(web: asyncpg.Connection, pause: float) -> None:
        await asyncio.sleep(pause)
        while not over.is_set():
            async with web.transaction():
                await web.fetch("SELECT FROM bank_case_files($1, $2, now(), NULL, 100)", YANN.membership_id, grant.id)
                await asyncio.sleep(0.2)  # the other begins meanwhile

    loops = [asyncio.create_task(reads(web, at * 0.1)) for at, web in enumerate(readers)]
    try:
        await asyncio.sleep(0.5)
        async with asyncio.timeout(10):
            await revoke_bank_grant(HELENE, grant.id)
    finally:
        over.set()
        await asyncio.gather(*loops)
        for web in readers:
            await web.close()

    assert await owner.fetchval("SELECT revoked_at FROM bank_grants WHERE id = $1", grant.id)
