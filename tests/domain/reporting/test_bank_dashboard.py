"""The bank's dashboard: which portfolios it shows, from five debtors on, that nothing else leaves, and its log."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from tandem.casefiles.models import Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.money import Money
from tandem.organizations.errors import NotPermitted
from tandem.organizations.grants import open_bank_grant, revoke_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.reporting.bank import BankPortfolio, bank_dashboard_for
from tandem.reporting.figures import AgeingKey
from tests.domain.reporting.portfolios import PlacedCase, PlacedClaim, PlacedPortfolio, write, written_payment

YANN, EMMA, HELENE = actor_of_cast("yann"), actor_of_cast("emma"), actor_of_cast("helene")


def case(
    number: int, stage: str = "amicable", paid: int = 0, *, days: int = 10, held: bool = False, currency: str = "EUR"
) -> PlacedCase:
    """A debtor with one claim of 100.00, placed today, due `days` ago, of which `paid` was paid today."""
    payments = ((clock.today(), paid),) if paid else ()
    claim = PlacedClaim(clock.today() - timedelta(days=days), clock.today(), 100_00, 0, payments)
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
    cases = [case(n, paid=50_00) for n in range(6)] + [case(n, "closed", 40_00) for n in range(6, 12)]
    cases += [case(n, "legal", days=45) for n in range(12, 18)]
    await placed(committed, PlacedPortfolio(cases))

    opened = (await seen())[0]

    figures = opened.currencies[0]
    assert opened.level is GrantLevel.TOTALS
    assert (figures.currency, figures.case_files, figures.open_case_files, figures.disputed_case_files) == (
        "EUR",
        18,
        12,
        0,
    )
    assert figures.placed == Money(1_800_00, "EUR")
    assert figures.collected == figures.collected_this_month == Money(540_00, "EUR")
    assert figures.outstanding == Money(1_260_00, "EUR")
    assert figures.collected_share == Decimal("30.00")
    by_stage = {item.stage: (item.case_files, item.outstanding) for item in figures.stages if item.case_files}
    assert by_stage == {Stage.AMICABLE: (6, None), Stage.LEGAL: (6, None), Stage.CLOSED: (6, None)}
    assert figures.disputed_outstanding is None
    # Of two months in which fewer than ten are due, nobody is told what is of which.
    assert [bucket.outstanding for bucket in figures.ageing] == [Money(0, "EUR")] * 6
    assert figures.unaged == Money(1_260_00, "EUR")
    assert figures.months[-1].placed == Money(1_800_00, "EUR")


async def test_months_of_ten_debtors_are_aged_and_payments_of_few_among_them_are_not(committed: DatabaseUrls) -> None:
    cases = [case(n, paid=50_00 if n < 6 else 0) for n in range(10)]
    cases += [case(n, days=80, paid=20_00 if n > 17 else 0) for n in range(10, 20)]
    cases += [case(n, days=81, paid=20_00 if n > 21 else 0) for n in range(20, 24)]
    await placed(committed, PlacedPortfolio(cases))

    figures = (await seen())[0].currencies[0]

    buckets = {bucket.key: bucket.outstanding for bucket in figures.ageing if bucket.outstanding != Money(0, "EUR")}
    assert buckets == {AgeingKey.DAYS_1_30: Money(700_00, "EUR"), AgeingKey.DAYS_61_90: Money(1_400_00, "EUR")}
    assert figures.outstanding == Money(2_100_00, "EUR")
    assert figures.unaged == Money(0, "EUR")


async def test_what_waits_is_told_with_the_fifth_debtor(committed: DatabaseUrls) -> None:
    portfolio = PlacedPortfolio([case(n) for n in range(12)])
    await placed(committed, portfolio)
    before = (await seen())[0]
    owner = await asyncpg.connect(committed.owner)
    rows = await owner.fetch("SELECT id, case_file_id FROM claims ORDER BY id")

    for row in rows[:4]:
        await written_payment(owner, row["case_file_id"], row["id"], 30_00, clock.today())
    after_four = (await seen())[0]
    await written_payment(owner, rows[4]["case_file_id"], rows[4]["id"], 30_00, clock.today())
    after_five = (await seen())[0]
    await owner.close()

    assert before == after_four
    assert after_five.currencies[0].collected == Money(150_00, "EUR")
    assert before.told_at is not None
    assert after_five.told_at is not None
    assert before.told_at < after_five.told_at


async def test_the_last_five_to_owe_keep_owing_as_far_as_is_told(committed: DatabaseUrls) -> None:
    await placed(committed, PlacedPortfolio([case(n, paid=100_00) for n in range(12)]))

    figures = (await seen())[0].currencies[0]

    assert (figures.collected, figures.outstanding) == (Money(700_00, "EUR"), Money(500_00, "EUR"))


async def test_a_payment_that_is_taken_back_is_told_with_new_ones(committed: DatabaseUrls) -> None:
    await placed(committed, PlacedPortfolio([case(n, paid=10_00) for n in range(14)]))
    assert (await seen())[0].currencies[0].collected == Money(140_00, "EUR")
    owner = await asyncpg.connect(committed.owner)
    rows = await owner.fetch("SELECT id, case_file_id FROM claims ORDER BY id")
    await owner.execute(
        "UPDATE payments SET reversed_at = now(), reversed_by = 'x', reversal_reason = 'x' WHERE case_file_id = $1",
        rows[0]["case_file_id"],
    )
    alone = (await seen())[0].currencies[0].collected

    for row in rows[5:11]:
        await written_payment(owner, row["case_file_id"], row["id"], 10_00, clock.today())
    with_six = (await seen())[0].currencies[0].collected
    await owner.close()

    assert (alone, with_six) == (Money(140_00, "EUR"), Money(190_00, "EUR"))


async def test_a_case_file_alone_at_its_stage_is_shown_where_it_was(committed: DatabaseUrls) -> None:
    await placed(committed, PlacedPortfolio([case(n) for n in range(9)] + [case(9, "legal")]))

    shown = {item.stage: item.case_files for item in (await seen())[0].currencies[0].stages if item.case_files}

    assert shown == {Stage.SUBMITTED: 10}


async def test_five_that_move_leave_five_behind(committed: DatabaseUrls) -> None:
    await placed(committed, PlacedPortfolio([case(n) for n in range(9)] + [case(n, "legal") for n in range(9, 14)]))

    shown = {item.stage: item.case_files for item in (await seen())[0].currencies[0].stages if item.case_files}

    assert shown == {Stage.AMICABLE: 9, Stage.LEGAL: 5}


async def test_small_batches_are_told_together(committed: DatabaseUrls) -> None:
    small = [
        replace(case(n), claims=(replace(case(n).claims[0], placed_on=clock.today() - timedelta(days=n // 3)),))
        for n in range(6)
    ]
    portfolio = PlacedPortfolio(small)
    await placed(committed, portfolio)
    owner = await asyncpg.connect(committed.owner)
    batch = await owner.fetchval("SELECT id FROM placement_batches LIMIT 1")
    await owner.close()
    await open_bank_grant(
        HELENE,
        cast_id("lemanique"),
        portfolio.id,
        level=GrantLevel.TOTALS,
        expires_on=None,
        batch_ids=[batch],
    )

    whole, part = sorted(await seen(), key=lambda opened: bool(opened.batches))

    assert (whole.batches, whole.withheld, whole.currencies[0].case_files) == ((), False, 6)
    assert (len(part.batches), part.withheld) == (1, True)


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
    over = PlacedPortfolio(cases, expires_on=clock.today() - timedelta(days=1))
    last_day = PlacedPortfolio(cases, expires_on=clock.today())
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
    portfolio = PlacedPortfolio([case(n) for n in range(6)], expires_on=clock.today() - timedelta(days=3))
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
            for table in ("case_files", "claims", "debtors", "payments", "placement_batches", "timeline_entries")
        }
        parts = await web.fetch("SELECT * FROM figure_parts($1, NULL, now())", cast_id("bati-loire"))
    await web.close()

    columns = (
        "grant_id creditor_id creditor portfolio batches level expires_on shows_disputes currency measure key amount"
    )
    assert {column for row in rows for column in row.keys()} == {*columns.split(), "told_at"}  # noqa: SIM118 - a Record
    assert not any("D-" in str(value) for row in rows for value in row.values())
    assert set(hidden.values()) == {0}
    assert parts == []


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("web", "SELECT audit_bank_view('{}', gen_random_uuid(), '0', NULL, NULL)"),
        ("worker", "SELECT * FROM bank_figures(gen_random_uuid(), now())"),
        ("web", "SELECT tell(gen_random_uuid(), now())"),
        ("web", "SELECT * FROM told_figures(gen_random_uuid(), NULL, now())"),
        ("web", "SELECT * FROM shown_figures(gen_random_uuid(), NULL, true, now())"),
        ("web", "SELECT * FROM granted_claims(gen_random_uuid(), NULL)"),
        ("web", "SELECT * FROM told_claims"),
        ("web", "SELECT * FROM told_debtors(gen_random_uuid())"),
        ("web", "SELECT * FROM bank_pseudonyms"),
        ("worker", "SELECT * FROM bank_case_files(gen_random_uuid(), gen_random_uuid(), now(), NULL, 5)"),
        ("worker", "UPDATE bank_grants SET revoked_at = NULL"),
        ("web", "UPDATE bank_grants SET level = 'pseudonymous_cases'"),
        ("web", "UPDATE bank_grants SET expires_on = NULL"),
        ("web", "DELETE FROM bank_grants"),
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
