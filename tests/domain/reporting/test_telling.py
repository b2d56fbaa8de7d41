"""Creditors with many claims are told by the worker: a reader waits for nothing, and a cut telling leaves nothing."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.worker import SCHEDULES
from tandem.kit import clock
from tandem.kit.money import Money
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import grant_preview_for
from tandem.reporting.telling import tell_once
from tests.domain.reporting.portfolios import PlacedPortfolio, placed_batch, write, written_case
from tests.support.services import orm

MANY = 5_001
DAY = date(2026, 10, 1)


async def _placed(owner: asyncpg.Connection, *, claims: int = MANY) -> PlacedPortfolio:
    """A portfolio that is open to a bank, of eight debtors; by default one claim too many for a reader to wait for."""
    portfolio = PlacedPortfolio([])
    async with owner.transaction():
        await write(owner, portfolio)
        batch = await placed_batch(owner, portfolio.id, DAY)
        cases = [await written_case(owner, portfolio.id, batch, f"D-{number}") for number in range(8)]
        await owner.execute(
            "INSERT INTO claims (id, agency_id, creditor_id, case_file_id, mandate_id, debtor_id, batch_id, "
            "document_number, due_on, segment, payee, currency, principal, interest, indemnities, accessories, paid, "
            "outstanding) SELECT gen_random_uuid(), agency_id, creditor_id, cf.id, mandate_id, debtor_id, batch_id, "
            "n::text, $2, 'professional', 'x', currency, 100, 0, 0, 0, 0, 100 "
            "FROM generate_series(1, $3) n JOIN case_files cf ON cf.id = ($1::uuid[])[1 + n % 8]",
            cases,
            DAY,
            claims,
        )
    return portfolio


async def _placed_as_told(owner: asyncpg.Connection, portfolio: PlacedPortfolio) -> int | None:
    """What the bank reads as placed; looking as the bank does."""
    async with owner.transaction():
        await owner.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id("lemanique")))
        reader = await owner.fetchval("SELECT id FROM memberships WHERE organization_id = $1", cast_id("lemanique"))
        found: int | None = await owner.fetchval(
            "SELECT amount FROM bank_figures($1, $2) WHERE grant_id = $3 AND measure = 'placed'",
            reader,
            clock.now(),
            portfolio.grant_id,
        )
        return found


async def test_where_claims_are_many_the_worker_tells_and_a_reader_reads_what_was_told(
    committed: DatabaseUrls,
) -> None:
    owner = await asyncpg.connect(committed.owner)
    try:
        portfolio = await _placed(owner)
        assert await _placed_as_told(owner, portfolio) is None

        async with orm(committed.worker):
            assert await tell_once() == 1
        assert await _placed_as_told(owner, portfolio) == MANY * 100
    finally:
        await owner.close()


async def test_what_a_creditor_would_show_is_told_within_its_own_question(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    try:
        portfolio = await _placed(owner)

        preview = await grant_preview_for(
            actor_of_cast("helene"), portfolio.id, None, level=GrantLevel.TOTALS, shows_disputes=False
        )

        assert [figures.placed for figures in preview] == [Money(MANY * 100, "EUR")]
        assert await _placed_as_told(owner, portfolio) == MANY * 100
        async with orm(committed.worker):
            assert await tell_once() == 0
    finally:
        await owner.close()


async def _cut_telling(worker: asyncpg.Connection) -> None:
    async with worker.transaction():
        await worker.execute(
            "SELECT set_config('tandem.organization_id', $1, true), set_config('statement_timeout', '2000', true)",
            str(cast_id("bati-loire")),
        )
        await worker.execute("SELECT door_tell($1)", clock.now())


async def test_a_telling_that_is_cut_leaves_nothing_and_the_next_tells_it_all(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    try:
        portfolio = await _placed(owner)
        for part in ("tell_payments", "tell_case_files"):
            source = await owner.fetchval("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = $1", part)
            await owner.execute(source.replace("BEGIN", "BEGIN PERFORM pg_sleep(60);", 1))
            worker = await asyncpg.connect(committed.worker)
            with pytest.raises(asyncpg.QueryCanceledError):
                await _cut_telling(worker)
            await worker.close()
            for table in ("told_pools", "told_lots", "told_claims", "told_creditors"):
                assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 0, (part, table)
            await owner.execute(source)

        async with orm(committed.worker):
            assert await tell_once() == 1
        assert await _placed_as_told(owner, portfolio) == MANY * 100
    finally:
        await owner.close()


async def test_a_creditor_is_told_again_no_sooner_than_twenty_times_as_long_as_it_took(
    committed: DatabaseUrls,
) -> None:
    owner = await asyncpg.connect(committed.owner)
    try:
        await _placed(owner)
        at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        async with orm(committed.worker):
            await tell_once(at)
            await owner.execute("UPDATE told_creditors SET seconds = 10")
            due = "SELECT count(*) FROM door_creditors_to_tell($1)"
            assert await owner.fetchval(due, at + timedelta(seconds=199)) == 0
            assert await owner.fetchval(due, at + timedelta(seconds=200)) == 1
            await owner.execute("UPDATE bank_grants SET revoked_at = now(), revoked_by = 'x'")
            assert await owner.fetchval(due, at + timedelta(seconds=200)) == 0
    finally:
        await owner.close()


async def test_few_claims_are_told_to_whoever_looks_and_left_alone_by_the_worker(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    try:
        portfolio = await _placed(owner, claims=MANY - 1)
        async with orm(committed.worker):
            assert await tell_once() == 0
        assert await _placed_as_told(owner, portfolio) == (MANY - 1) * 100
    finally:
        await owner.close()


async def test_only_the_worker_may_tell(committed: DatabaseUrls) -> None:
    web = await asyncpg.connect(committed.web)
    try:
        for call in ("door_tell(now())", "door_creditors_to_tell(now())", "tell_all(gen_random_uuid(), now())"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await web.execute(f"SELECT {call}")
    finally:
        await web.close()
    assert any(schedule.run is tell_once for schedule in SCHEDULES)
