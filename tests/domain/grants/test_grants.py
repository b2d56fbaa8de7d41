"""Opening, changing and ending what a bank sees: the creditor's administrator alone, and nothing is ever widened."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.actor import Actor
from tandem.organizations.errors import BankGrantEnded, BankGrantInForce, BankGrantNotFound, GrantedBatchNotFound
from tandem.organizations.grants import (
    NO_EXTRAS,
    FactorExtras,
    change_bank_grant,
    open_bank_grant,
    revoke_bank_grant,
)
from tandem.organizations.models import BankGrant, GrantLevel
from tandem.organizations.queries import bank_grants_for
from tandem.reporting.bank import grant_preview_for
from tandem.reporting.granted import batches_by_grant, grantable_batches_for
from tests.support.builders import make_case

HELENE, NADIA = actor_of_cast("helene"), actor_of_cast("nadia")
BANK, PORTFOLIO = cast_id("lemanique"), cast_id("bati-loire", "portfolio")
TOTALS, CASES = GrantLevel.TOTALS, GrantLevel.PSEUDONYMOUS_CASES
# A creditor above: it reads the grants of its entities, and touches none.
GROUP = replace(NADIA, entity_ids=(HELENE.organization_id,))


async def opened(actor: Actor = HELENE, **options: object) -> BankGrant:
    return await open_bank_grant(actor, BANK, PORTFOLIO, **({"level": TOTALS, "expires_on": None} | options))  # type: ignore[arg-type]


async def test_a_bank_may_have_several_grants_but_not_twice_the_same(db: None) -> None:
    made = await make_case()
    await opened()
    await opened(level=CASES)
    await opened(level=CASES, extras=FactorExtras(disputes=True))
    part = await opened(batch_ids=[made.case_file.batch_id])

    with pytest.raises(BankGrantInForce):
        await opened(batch_ids=[made.case_file.batch_id])

    assert part.batch_ids == [made.case_file.batch_id]


async def test_a_grant_whose_last_day_is_over_is_in_nobodys_way(db: None) -> None:
    grant = await opened(expires_on=clock.today())
    clock.configure(timedelta(days=1))
    try:
        again = await opened()
    finally:
        clock.configure(timedelta(0))

    assert again.id != grant.id


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"expires_on": clock.today() - timedelta(days=1)}, InvalidInput),
        ({"extras": FactorExtras(invoice_numbers=True)}, InvalidInput),
        ({"batch_ids": []}, InvalidInput),
        ({"batch_ids": [cast_id("bati-loire")]}, GrantedBatchNotFound),
    ],
    ids=["a day that is over", "invoice numbers with totals", "no batch at all", "a batch that is none"],
)
async def test_what_cannot_be_opened(db: None, options: dict[str, object], error: type[TandemError]) -> None:
    with pytest.raises(error):
        await opened(HELENE, **options)

    assert await BankGrant.filter(bank_id=BANK).count() == 0


async def test_the_batch_of_another_creditor_cannot_be_opened(db: None) -> None:
    made = await make_case(creditor="energie", mandate="MR-2026-002")

    with pytest.raises(GrantedBatchNotFound):
        await opened(batch_ids=[made.case_file.batch_id])


async def test_changing_ends_a_grant_and_opens_another_in_its_place(db: None) -> None:
    made, grant = await make_case(), await opened()

    changed = await change_bank_grant(
        HELENE,
        grant.id,
        level=CASES,
        expires_on=clock.today(),
        batch_ids=[made.case_file.batch_id],
        extras=FactorExtras(due_dates=True),
    )

    before, after = await BankGrant.get(id=grant.id), await BankGrant.get(id=changed.opened.id)
    assert (before.level, before.revoked_by, before.expires_on) == (TOTALS, "Hélène Roy", None)
    assert (after.level, after.shows_due_dates, after.replaces_id, after.revoked_at) == (CASES, True, grant.id, None)


async def test_what_has_ended_is_neither_ended_again_nor_changed(db: None) -> None:
    grant = await opened()
    await revoke_bank_grant(HELENE, grant.id)

    with pytest.raises(BankGrantEnded):
        await revoke_bank_grant(HELENE, grant.id)
    with pytest.raises(BankGrantEnded):
        await change_bank_grant(HELENE, grant.id, level=CASES, expires_on=None, batch_ids=None, extras=NO_EXTRAS)

    assert await BankGrant.filter(bank_id=BANK, revoked_at=None).count() == 0


@pytest.mark.parametrize("person", ["awa", "marc", "ines", "lucas", "nadia", "yann", "emma", "tom"])
async def test_nobody_else_opens_changes_or_ends_one(committed: DatabaseUrls, person: str) -> None:
    grant, actor = await opened(), actor_of_cast(person)

    for attempt in (
        opened(actor, level=CASES),
        change_bank_grant(actor, grant.id, level=CASES, expires_on=None, batch_ids=None, extras=NO_EXTRAS),
        revoke_bank_grant(actor, grant.id),
        grant_preview_for(actor, PORTFOLIO, None, level=CASES, shows_disputes=True),
        grantable_batches_for(actor, PORTFOLIO),
    ):
        with pytest.raises(TandemError):
            await attempt

    assert await rows(committed, "SELECT level, revoked_at FROM bank_grants") == [("totals", None)]
    assert await rows(committed, "SELECT kind FROM audit_events") == [("bank_grant_opened",)]


async def test_a_group_reads_the_grants_of_its_entities_and_touches_none(committed: DatabaseUrls) -> None:
    grant = await opened()

    for attempt in (
        opened(GROUP, level=CASES),
        change_bank_grant(GROUP, grant.id, level=CASES, expires_on=None, batch_ids=None, extras=NO_EXTRAS),
        revoke_bank_grant(GROUP, grant.id),
    ):
        with pytest.raises((TandemError, BankGrantNotFound)):
            await attempt

    assert [row.id for _, row in (await bank_grants_for(GROUP, 20, None)).items] == [grant.id]
    assert await rows(committed, "SELECT level, revoked_at FROM bank_grants") == [("totals", None)]


async def test_opening_changing_and_ending_stand_in_the_audit_log(committed: DatabaseUrls) -> None:
    grant = await opened()
    changed = await change_bank_grant(
        HELENE, grant.id, level=CASES, expires_on=clock.today(), batch_ids=None, extras=NO_EXTRAS
    )
    await revoke_bank_grant(HELENE, changed.opened.id)

    told = await rows(
        committed, "SELECT kind, subject_id, details::json ->> 'level' FROM audit_events ORDER BY sequence"
    )
    assert told == [
        ("bank_grant_opened", grant.id, "totals"),
        ("bank_grant_changed", changed.opened.id, "pseudonymous_cases"),
        ("bank_grant_revoked", changed.opened.id, None),
    ]


async def test_a_grant_names_the_placements_that_it_shows_and_who_placed_them(db: None) -> None:
    first, second = await make_case(), await make_case()
    whole, part = await opened(), await opened(batch_ids=[first.case_file.batch_id])

    shown = await batches_by_grant(HELENE, [whole.id, part.id])

    assert {batch.id for batch in shown[whole.id]} == {first.case_file.batch_id, second.case_file.batch_id}
    assert [batch.id for batch in shown[part.id]] == [first.case_file.batch_id]
    assert {batch.placed_by for batch in shown[whole.id]} == {"Hélène Roy"}


INSERT = (
    "INSERT INTO bank_grants (id, creditor_id, bank_id, portfolio_id, batch_ids, level, created_at, created_by) "
    "VALUES (gen_random_uuid(), $1, $2, $3, $4, 'totals', now(), 'x')"
)


@pytest.mark.parametrize(
    ("acting", "creditor", "portfolio"),
    [
        ("lenoir", "bati-loire", "bati-loire"),
        ("lenoir", "lenoir", "bati-loire"),
        ("lemanique", "bati-loire", "bati-loire"),
        ("energie", "bati-loire", "bati-loire"),
        ("energie", "energie", "bati-loire"),
    ],
    ids=["agency for its client", "agency for itself", "the bank", "another creditor", "another's portfolio"],
)
@pytest.mark.parametrize("role", ["web", "worker"])
async def test_the_database_lets_a_creditor_open_its_own_and_nobody_else(
    committed: DatabaseUrls, role: str, acting: str, creditor: str, portfolio: str
) -> None:
    connection = await asyncpg.connect(getattr(committed, role))
    await connection.execute("SELECT set_config('tandem.organization_id', $1, false)", str(cast_id(acting)))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT, cast_id(creditor), BANK, cast_id(portfolio, "portfolio"), None)
    finally:
        await connection.close()


async def test_the_database_lets_no_foreign_batch_into_a_grant(committed: DatabaseUrls) -> None:
    made = await make_case(creditor="energie", mandate="MR-2026-002")
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(HELENE.organization_id))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute(INSERT, HELENE.organization_id, BANK, PORTFOLIO, [made.case_file.batch_id])
    finally:
        await web.close()


async def test_what_has_ended_stays_ended(committed: DatabaseUrls) -> None:
    grant = await opened()
    await revoke_bank_grant(HELENE, grant.id)
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(HELENE.organization_id))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute("UPDATE bank_grants SET revoked_at = NULL, revoked_by = NULL")
    finally:
        await web.close()


@pytest.mark.parametrize("acting", ["lenoir", "bati-loire"])
@pytest.mark.parametrize("table", ["placement_batches", "case_files"])
async def test_nothing_moves_to_another_portfolio(committed: DatabaseUrls, acting: str, table: str) -> None:
    await make_case()
    owner = await asyncpg.connect(committed.owner)
    other = await owner.fetchval(
        "INSERT INTO portfolios (id, creditor_id, name) VALUES (gen_random_uuid(), $1, 'Autre') RETURNING id",
        HELENE.organization_id,
    )
    await owner.close()
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(cast_id(acting)))
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await web.execute(f"UPDATE {table} SET portfolio_id = $1", other)
    finally:
        await web.close()


async def test_the_agency_puts_no_batch_into_a_portfolio(committed: DatabaseUrls) -> None:
    made = await make_case()
    web = await asyncpg.connect(committed.web)
    await web.execute("SELECT set_config('tandem.organization_id', $1, false)", str(cast_id("lenoir")))
    columns = (
        "agency_id, creditor_id, mandate_id, portfolio_id, upload_id, filename, columns, mapping, answers, questions"
    )
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.execute(
                f"INSERT INTO placement_batches (id, reference, state, progress, case_file_count, created_at, "
                f"created_by, {columns}) SELECT gen_random_uuid(), 'x', 'submitted', 0, 0, now(), 'x', {columns} "
                "FROM placement_batches WHERE id = $1",
                made.case_file.batch_id,
            )
    finally:
        await web.close()


async def rows(committed: DatabaseUrls, sql: str) -> list[tuple[object, ...]]:
    owner = await asyncpg.connect(committed.owner)
    found = [tuple(row) for row in await owner.fetch(sql)]
    await owner.close()
    return found
