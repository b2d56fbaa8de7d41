"""Rows under a pseudonym say no more than their grant covers, and the figures beside them no more than the rows."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.organizations.grants import FactorExtras, open_bank_grant
from tandem.organizations.models import BankGrant, GrantLevel
from tandem.reporting.bank import BankFigures, bank_dashboard_for
from tandem.reporting.bank_case_files import BankCaseFile, bank_case_files_for
from tandem.timeline.kinds import every_kind
from tests.domain.reporting.portfolios import (
    PlacedPortfolio,
    placed_batch,
    write,
    written_case,
    written_claim,
    written_payment,
)
from tests.support.builders import MadeCase, make_case
from tests.support.locks import until_waiting

YANN, HELENE = actor_of_cast("yann"), actor_of_cast("helene")
PORTFOLIO = cast_id("bati-loire", "portfolio")
DISPUTES = FactorExtras(disputes=True)


@pytest.fixture
async def owner(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.owner)
    yield connection
    await connection.close()


async def opened(portfolio_id: UUID, *batches: UUID, extras: FactorExtras | None = None) -> BankGrant:
    return await open_bank_grant(
        HELENE,
        YANN.organization_id,
        portfolio_id,
        level=GrantLevel.PSEUDONYMOUS_CASES,
        expires_on=None,
        batch_ids=batches or None,
        extras=extras or FactorExtras(),
    )


async def rows_of(grant: BankGrant) -> list[BankCaseFile]:
    return [row for _, row in (await bank_case_files_for(YANN, grant.id, 50, None)).items]


async def figures_of(grant: BankGrant) -> BankFigures:
    shown = {one.grant_id: one for one in (await bank_dashboard_for(YANN)).portfolios}
    return shown[grant.id].currencies[0]


async def _disputed(owner: asyncpg.Connection, cases: Sequence[UUID]) -> None:
    for case in cases:
        await owner.execute(
            "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, by_name) "
            "SELECT $1, agency_id, creditor_id, id, 'dispute', 'x', creditor_id, now(), 'x' FROM case_files "
            "WHERE id = $2",
            new_id(),
            case,
        )


async def test_where_the_stage_is_not_shown_a_dispute_is_not_either(owner: asyncpg.Connection) -> None:
    """Of seven case files another placement's claims are on five: of these the bank sees the claims, not the rest."""
    portfolio = PlacedPortfolio([])
    await write(owner, portfolio)
    first, second = [await placed_batch(owner, portfolio.id, clock.today()) for _ in range(2)]
    cases = [await written_case(owner, portfolio.id, first, f"D-{n}") for n in range(7)]
    for case in cases:
        await written_claim(owner, case, first, clock.today(), 100_00)
    for case in cases[:5]:
        await written_claim(owner, case, second, clock.today(), 10_00)
    await _disputed(owner, cases[:6])
    financed, both = (
        await opened(portfolio.id, second, extras=DISPUTES),
        await opened(portfolio.id, first, second, extras=DISPUTES),
    )

    shown, figures = await rows_of(financed), await figures_of(financed)

    assert [(row.stage, row.disputed, row.placed) for row in shown] == [(None, None, Money(10_00, "EUR"))] * 5
    assert (figures.disputed_case_files, figures.disputed_outstanding) == (0, Money(0, "EUR"))
    assert sorted(row.disputed is True for row in await rows_of(both)) == [False] + [True] * 6
    assert (await figures_of(both)).disputed_case_files == 6


async def _milestone(owner: asyncpg.Connection, made: MadeCase, kind: str, **data: object) -> None:
    await owner.execute(
        "INSERT INTO timeline_entries (event_id, case_file_id, chain, sequence, agency_id, creditor_id, kind, "
        "milestone, occurred_at, recorded_at, actor_kind, data) SELECT $1, $2, 'parties', (SELECT 1 + max(sequence) "
        "FROM timeline_entries WHERE case_file_id = $2 AND chain = 'parties'), agency_id, creditor_id, $3, true, "
        "now(), now(), 'system', $4::jsonb FROM case_files WHERE id = $2",
        new_id(),
        made.case_file.id,
        kind,
        orjson.dumps(data).decode(),
    )


async def _letter(owner: asyncpg.Connection, made: MadeCase, claim_id: UUID) -> None:
    attempt_id = new_id()
    await owner.execute(
        "INSERT INTO contact_attempts (id, agency_id, creditor_id, case_file_id, party_id, contact_point_id, channel, "
        "purpose, state, template_id, template_title, language, to_address, claims, is_opening_letter, send_at, "
        "reasons, created_at) SELECT $1, agency_id, creditor_id, id, $3, $4, 'letter', 'demand', 'accepted', 't', 't', "
        "'fr', 'x', $5::jsonb, true, now(), '[]', now() FROM case_files WHERE id = $2",
        attempt_id,
        made.case_file.id,
        made.party.id,
        made.postal.id,
        orjson.dumps([[str(claim_id), 10_00]]).decode(),
    )
    await _milestone(owner, made, "letter_posted", attempt_id=str(attempt_id))


async def _payment(owner: asyncpg.Connection, made: MadeCase, claim_id: UUID, amount: int) -> None:
    await written_payment(owner, made.case_file.id, claim_id, amount, clock.today())
    payment_id = await owner.fetchval("SELECT payment_id FROM allocations WHERE claim_id = $1", claim_id)
    await _milestone(owner, made, "payment_recorded", payment_id=str(payment_id))


async def test_milestones_are_those_of_the_claims_that_are_shown(owner: asyncpg.Connection) -> None:
    made = [await make_case(amounts=(100_00,)) for _ in range(5)]
    other = await placed_batch(owner, PORTFOLIO, clock.today())
    added = [
        await written_claim(owner, one.case_file.id, other, clock.today(), 50_00 + n) for n, one in enumerate(made)
    ]
    await _payment(owner, made[0], added[0], 10_00)
    await _letter(owner, made[1], added[1])
    await _payment(owner, made[2], made[2].claims[0].id, 20_00)
    await _letter(owner, made[3], made[3].claims[0].id)
    await _milestone(owner, made[4], "stage_changed", from_stage="amicable", to_stage="legal")
    grant = await opened(PORTFOLIO, *[one.case_file.batch_id for one in made])
    whole = await opened(PORTFOLIO)

    kinds = sorted([milestone.kind for milestone in row.milestones] for row in await rows_of(grant))
    numbers = {tuple(milestone.position for milestone in row.milestones) for row in await rows_of(grant)}

    placed = "case_file_placed"
    told: tuple[list[str], ...] = ([], [], ["letter_posted"], ["payment_recorded"], ["stage_changed"])
    assert kinds == [[placed, *more] for more in told]
    assert numbers == {(1,), (1, 2)}
    assert sum(len(row.milestones) for row in await rows_of(whole)) == 10


def test_of_every_kind_of_milestone_it_is_known_what_it_is_about() -> None:
    """A new one is shown to no bank before `bank_case_files` says which claims it is about."""
    assert {kind for kind, declared in every_kind().items() if declared.milestone} == {
        "case_file_placed",
        "stage_changed",
        "payment_recorded",
        "payment_reversed",
        "letter_posted",
        "letter_posting_corrected",
    }


async def test_figures_beside_rows_are_sums_of_the_rows(owner: asyncpg.Connection) -> None:
    """Two invoices of each debtor, of two ages and months, and three of six have paid: nothing splits a row."""
    portfolio = PlacedPortfolio([])
    await write(owner, portfolio)
    earlier = await placed_batch(owner, portfolio.id, clock.today() - timedelta(days=70))
    now = await placed_batch(owner, portfolio.id, clock.today())
    for number in range(6):
        case = await written_case(owner, portfolio.id, earlier, f"D-{number}")
        old = await written_claim(owner, case, earlier, clock.today() - timedelta(days=200), 100_00 + number)
        await written_claim(owner, case, now, clock.today() - timedelta(days=5), 7_00 + number)
        if number < 3:
            await written_payment(owner, case, old, 30_00 + number, clock.today())
    grant = await opened(portfolio.id)

    rows, figures = await rows_of(grant), await figures_of(grant)

    by_age: dict[str, int] = defaultdict(int)
    by_month: dict[Any, int] = defaultdict(int)
    for row in rows:
        by_age[row.ageing] += row.outstanding.minor
        by_month[row.placed_month] += row.placed.minor
    assert {one.key: one.outstanding.minor for one in figures.ageing if one.outstanding and one.outstanding.minor} == (
        by_age
    )
    assert {one.month: one.placed.minor for one in figures.months if one.placed and one.placed.minor} == by_month
    assert figures.collected == Money(90_00 + 3, "EUR")
    # What three have paid in one month is nobody's to read off.
    assert [one.collected for one in figures.months] == [Money(0, "EUR")] * 12
    assert figures.collected_this_month == Money(0, "EUR")


async def test_where_nothing_of_it_moved_nothing_is_new(owner: asyncpg.Connection) -> None:
    """Else each new frame of a bank's open page would say that something happened somewhere at its client."""
    for _ in range(5):
        await make_case()
    await opened(PORTFOLIO)

    first, second = [(await bank_dashboard_for(YANN)).portfolios for _ in range(2)]

    assert first == second
    assert [one.told_at for one in first] == [None]


async def _as_the_bank(urls: DatabaseUrls) -> asyncpg.Connection:
    web = await asyncpg.connect(urls.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(cast_id("lemanique")))
    return web


async def test_two_who_read_it_first_at_the_same_time_read_the_same_names(
    committed: DatabaseUrls, owner: asyncpg.Connection
) -> None:
    for _ in range(6):
        await make_case()
    grant = await opened(PORTFOLIO)
    await owner.execute("SELECT tell_all($1, now())", cast_id("bati-loire"))
    # As where claims are many: readers do not wait for each other to tell.
    await owner.execute(
        "CREATE OR REPLACE FUNCTION is_told_at_once(of_creditor uuid) RETURNS boolean LANGUAGE sql STABLE RETURN false"
    )
    one, other = [await _as_the_bank(committed) for _ in range(2)]
    try:
        begun = one.transaction()
        await begun.start()
        read = "SELECT pseudonym FROM bank_case_files($1, $2, now(), NULL, 100)"
        first = await one.fetch(read, YANN.membership_id, grant.id)
        waiting = asyncio.create_task(other.fetch(read, YANN.membership_id, grant.id))
        await until_waiting(owner, 1)
        await begun.commit()
        second = await waiting
    finally:
        await one.close()
        await other.close()

    assert len(first) == 6
    assert first == second
