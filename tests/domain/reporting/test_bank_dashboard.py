"""The bank's dashboard: which portfolios it shows, from five debtors on, that nothing else leaves, and its log."""

from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from tandem.casefiles.models import Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.money import Money
from tandem.organizations.commands import revoke_bank_grant
from tandem.organizations.errors import NotPermitted
from tandem.reporting.queries import BankPortfolio, bank_dashboard_for
from tests.domain.reporting.portfolios import PlacedCase, PlacedClaim, PlacedPortfolio, write

YANN, EMMA, HELENE = actor_of_cast("yann"), actor_of_cast("emma"), actor_of_cast("helene")
TODAY = clock.today()


def case(
    number: int, stage: str = "amicable", paid: int = 0, *, days: int = 10, held: bool = False, currency: str = "EUR"
) -> PlacedCase:
    """A debtor with one claim of 100.00, placed today, due `days` ago, of which `paid` was paid today."""
    payments = ((TODAY, paid),) if paid else ()
    claim = PlacedClaim(TODAY - timedelta(days=days), TODAY, 100_00, 0, payments)
    return PlacedCase(f"D-{number}", stage, held, (claim,), currency)


async def placed(committed: DatabaseUrls, *portfolios: PlacedPortfolio) -> None:
    owner = await asyncpg.connect(committed.owner)
    for portfolio in portfolios:
        await write(owner, portfolio)
    await owner.close()


async def seen(person: str = "yann") -> list[BankPortfolio]:
    return (await bank_dashboard_for(actor_of_cast(person))).portfolios


@pytest.mark.parametrize(("debtors", "withheld"), [(0, True), (4, True), (5, False)])
async def test_a_portfolio_is_withheld_below_five_debtors(
    committed: DatabaseUrls, debtors: int, withheld: bool
) -> None:
    await placed(committed, PlacedPortfolio([case(number) for number in range(debtors)]))

    opened = (await seen())[0]

    assert (opened.creditor, opened.withheld, len(opened.currencies)) == ("Bâti-Loire SAS", withheld, int(not withheld))


async def test_figures_of_many_debtors_are_shown(committed: DatabaseUrls) -> None:
    cases = [case(n, paid=50_00) for n in range(6)] + [case(n, "closed", 100_00) for n in range(6, 12)]
    cases += [case(n, "legal", days=45) for n in range(12, 18)]
    await placed(committed, PlacedPortfolio(cases))

    figures = (await seen())[0].currencies[0]

    assert (figures.currency, figures.case_files, figures.open_case_files, figures.held_case_files) == (
        "EUR",
        18,
        12,
        0,
    )
    assert figures.placed == Money(1_800_00, "EUR")
    assert figures.collected == figures.collected_this_month == Money(900_00, "EUR")
    assert figures.outstanding == Money(900_00, "EUR")
    assert figures.recovery_rate == Decimal("50.00")
    by_stage = {item.stage: (item.case_files, item.outstanding) for item in figures.stages}
    assert by_stage[Stage.AMICABLE] == (6, Money(300_00, "EUR"))
    assert by_stage[Stage.LEGAL] == (6, Money(600_00, "EUR"))
    assert by_stage[Stage.CLOSED] == (6, None)
    assert by_stage[Stage.SUBMITTED] == (None, None)
    assert [item.outstanding for item in figures.ageing] == [
        None,
        Money(300_00, "EUR"),
        Money(600_00, "EUR"),
        None,
        None,
        None,
    ]
    assert figures.months[-1].placed == Money(1_800_00, "EUR")
    assert [month.placed for month in figures.months[:-1]] == [None] * 11


async def test_one_small_cell_hides_the_next_smallest_with_it(committed: DatabaseUrls) -> None:
    cases = [case(n) for n in range(9)] + [case(n, "legal") for n in range(9, 15)] + [case(15, "pre_legal")]
    await placed(committed, PlacedPortfolio(cases))

    figures = (await seen())[0].currencies[0]

    assert {item.stage: item.case_files for item in figures.stages if item.case_files} == {Stage.AMICABLE: 9}
    assert {item.stage: item.outstanding for item in figures.stages if item.outstanding} == {
        Stage.AMICABLE: Money(900_00, "EUR")
    }


async def test_small_cells_that_are_many_together_hide_no_other(committed: DatabaseUrls) -> None:
    cases = [case(n) for n in range(6)] + [case(n, "legal") for n in range(6, 9)]
    cases += [case(n, "pre_legal") for n in range(9, 11)]
    await placed(committed, PlacedPortfolio(cases))

    figures = (await seen())[0].currencies[0]

    assert {item.stage: item.case_files for item in figures.stages if item.case_files} == {Stage.AMICABLE: 6}


async def test_what_few_have_paid_is_not_shown_nor_what_adds_up_to_it(committed: DatabaseUrls) -> None:
    cases = [case(n, paid=10_00) for n in range(4)] + [case(n) for n in range(4, 12)]
    await placed(committed, PlacedPortfolio(cases))

    figures = (await seen())[0].currencies[0]

    assert figures.placed == Money(1_200_00, "EUR")
    assert (figures.collected, figures.outstanding, figures.recovery_rate, figures.collected_this_month) == (None,) * 4
    assert [item.outstanding for item in figures.stages] == [None] * 6
    assert [item.outstanding for item in figures.ageing] == [None] * 6
    assert [item.case_files for item in figures.stages if item.stage is Stage.AMICABLE] == [12]


@pytest.mark.parametrize(("held", "shown"), [(0, 0), (1, None), (5, 5), (8, None), (12, 12)])
async def test_held_case_files_are_counted_when_both_sides_of_the_count_are_many(
    committed: DatabaseUrls, held: int, shown: int | None
) -> None:
    await placed(committed, PlacedPortfolio([case(n, held=n < held) for n in range(12)]))

    assert (await seen())[0].currencies[0].held_case_files == shown


async def test_a_currency_of_few_debtors_is_left_out(committed: DatabaseUrls) -> None:
    cases = [case(n) for n in range(6)] + [case(n, currency="CHF") for n in range(6, 9)]
    await placed(committed, PlacedPortfolio(cases))

    opened = (await seen())[0]

    assert (opened.withheld, [figures.currency for figures in opened.currencies]) == (False, ["EUR"])


async def test_one_debtor_at_two_agencies_is_one(committed: DatabaseUrls) -> None:
    portfolio = PlacedPortfolio([case(n) for n in range(4)])
    owner = await asyncpg.connect(committed.owner)
    await write(owner, portfolio)
    await write(owner, portfolio, agency="atlas", mandate="AT-2026-021")
    await owner.close()

    assert [opened.withheld for opened in await seen()] == [True]


async def test_a_bank_sees_what_is_open_to_it_and_no_other(committed: DatabaseUrls) -> None:
    cases = [case(n) for n in range(6)]
    mine, theirs = PlacedPortfolio(cases), PlacedPortfolio(cases, bank="ponant")
    ended = PlacedPortfolio(cases, revoked_at=clock.now())
    over = PlacedPortfolio(cases, expires_on=TODAY - timedelta(days=1))
    last_day = PlacedPortfolio(cases, expires_on=TODAY)
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("DROP INDEX one_open_case_file")
    await owner.close()
    await placed(committed, mine, theirs, ended, over, last_day)

    assert {opened.grant_id for opened in await seen()} == {mine.grant_id, last_day.grant_id}
    assert {opened.grant_id for opened in await seen("emma")} == {theirs.grant_id}


async def test_revoking_empties_the_dashboard(committed: DatabaseUrls) -> None:
    portfolio = PlacedPortfolio([case(n) for n in range(6)])
    await placed(committed, portfolio)
    assert len(await seen()) == 1

    await revoke_bank_grant(HELENE, portfolio.grant_id)

    assert await seen() == []


async def test_a_clock_set_back_does_not_prolong_a_grant(committed: DatabaseUrls) -> None:
    portfolio = PlacedPortfolio([case(n) for n in range(6)], expires_on=TODAY - timedelta(days=3))
    await placed(committed, portfolio)

    clock.configure(timedelta(days=-10))
    try:
        assert await seen() == []
    finally:
        clock.configure(timedelta(0))


async def test_each_look_at_a_portfolio_is_logged_for_its_creditor(committed: DatabaseUrls) -> None:
    cases = [case(n) for n in range(6)]
    first, second = PlacedPortfolio(cases), PlacedPortfolio([])
    await placed(committed, first, second)

    await seen()
    await seen()

    web = await asyncpg.connect(committed.web)
    logged = {}
    for organization in ("bati-loire", "energie", "lenoir", "lemanique"):
        async with web.transaction():
            await web.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id(organization)))
            logged[organization] = [
                tuple(row)
                for row in await web.fetch(
                    "SELECT membership_id, via_id, subject_id FROM audit_events "
                    "WHERE kind = 'bank_viewed' ORDER BY sequence"
                )
            ]
    await web.close()
    looks = sorted(
        [(YANN.membership_id, YANN.session_id, portfolio.grant_id) for portfolio in (first, second)] * 2, key=str
    )
    assert sorted(logged.pop("bati-loire"), key=str) == looks
    assert logged == {"energie": [], "lenoir": [], "lemanique": []}


@pytest.mark.parametrize("person", ["awa", "ines", "helene", "nadia"])
async def test_only_a_banker_has_a_dashboard(committed: DatabaseUrls, person: str) -> None:
    with pytest.raises(NotPermitted):
        await bank_dashboard_for(actor_of_cast(person))

    assert await _views(committed) == 0


@pytest.mark.parametrize(
    ("organization", "membership"),
    [
        ("lemanique", EMMA.membership_id),
        ("ponant", YANN.membership_id),
        ("bati-loire", YANN.membership_id),
        ("lenoir", YANN.membership_id),
    ],
)
async def test_the_function_itself_gives_nothing_to_anybody_else(
    committed: DatabaseUrls, organization: str, membership: object
) -> None:
    await placed(committed, PlacedPortfolio([case(n) for n in range(6)]))
    web = await asyncpg.connect(committed.web)

    async with web.transaction():
        await web.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id(organization)))
        rows = await web.fetch("SELECT * FROM bank_figures($1, now())", membership)
    await web.close()

    assert rows == []
    assert await _views(committed) == 0


async def test_a_bank_reads_no_row_behind_its_figures(committed: DatabaseUrls) -> None:
    await placed(committed, PlacedPortfolio([case(n) for n in range(6)]))
    web = await asyncpg.connect(committed.web)

    async with web.transaction():
        await web.execute("SELECT set_config('tandem.organization_id', $1, true)", str(cast_id("lemanique")))
        rows = await web.fetch("SELECT * FROM bank_figures($1, now())", YANN.membership_id)
        hidden = {
            table: await web.fetchval(f"SELECT count(*) FROM {table}")
            for table in ("case_files", "claims", "debtors", "payments", "portfolios", "timeline_entries")
        }
        parts = await web.fetch("SELECT * FROM figure_parts($1, NULL, now(), true)", cast_id("bati-loire"))
    await web.close()

    assert {column for row in rows for column in row.keys()} == {  # noqa: SIM118 - a Record iterates over values
        "grant_id",
        "creditor",
        "portfolio",
        "expires_on",
        "currency",
        "measure",
        "key",
        "amount",
    }
    assert not any("D-" in str(value) for row in rows for value in row.values())
    assert set(hidden.values()) == {0}
    assert parts == []


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("web", "SELECT audit_bank_view('{}', gen_random_uuid(), true, NULL, NULL)"),
        ("worker", "SELECT * FROM bank_figures(gen_random_uuid(), now())"),
        ("web", "SELECT * FROM figures_over_five('{}', now())"),
    ],
)
async def test_no_working_role_writes_the_log_or_goes_round_it(committed: DatabaseUrls, role: str, sql: str) -> None:
    connection = await asyncpg.connect(getattr(committed, role))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(sql)
    await connection.close()


async def _views(committed: DatabaseUrls) -> int:
    owner = await asyncpg.connect(committed.owner)
    counted: int = await owner.fetchval("SELECT count(*) FROM audit_events WHERE kind = 'bank_viewed'")
    await owner.close()
    return counted
