"""Case files under a pseudonym: what a bank is shown of them, what it never is, and who may ask."""

import re
from dataclasses import fields

import asyncpg
import pytest

from tandem.casefiles.models import Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.errors import InvalidInput
from tandem.kit.money import Money
from tandem.organizations.errors import NotPermitted
from tandem.organizations.grants import FactorExtras, open_bank_grant, revoke_bank_grant
from tandem.organizations.models import BankGrant, GrantLevel
from tandem.reporting.bank import bank_dashboard_for
from tandem.reporting.bank_case_files import BankCaseFile, bank_case_files_for
from tests.support.builders import MadeCase, make_case
from tests.support.statements import statements

YANN, EMMA, HELENE = actor_of_cast("yann"), actor_of_cast("emma"), actor_of_cast("helene")
PORTFOLIO = cast_id("bati-loire", "portfolio")
ALL = FactorExtras(invoice_numbers=True, due_dates=True, disputes=True)


async def opened(extras: FactorExtras = ALL, **options: object) -> BankGrant:
    return await open_bank_grant(
        HELENE,
        YANN.organization_id,
        PORTFOLIO,
        level=GrantLevel.PSEUDONYMOUS_CASES,
        expires_on=None,
        extras=extras,
        **options,  # type: ignore[arg-type]
    )


async def cases(number: int) -> list[MadeCase]:
    return [await make_case(amounts=(100_00 + n, 50_00), stage=Stage.AMICABLE) for n in range(number)]


async def shown(grant: BankGrant, first: int = 50) -> list[BankCaseFile]:
    return [row for _, row in (await bank_case_files_for(YANN, grant.id, first, None)).items]


async def test_case_files_are_shown_without_who_owes(committed: DatabaseUrls) -> None:
    made, grant = await cases(6), await opened()

    rows = await shown(grant)

    assert sorted(row.placed.minor for row in rows) == sorted(150_00 + n for n in range(6))
    assert {row.stage for row in rows} == {Stage.AMICABLE}
    assert {len(row.pseudonym) for row in rows} == {12}
    text = str(rows)
    for one in made:
        known = [one.case_file.id, one.case_file.reference, one.case_file.debtor_id, one.party.name, one.claims[0].id]
        for hidden in (*known, one.phone.value, one.email.value, one.case_file.batch_id, one.case_file.agency_id):
            assert str(hidden) not in text
    assert [(one.position, one.kind, one.on) for one in rows[0].milestones] == [(1, "case_file_placed", clock.today())]


async def test_a_factor_sees_of_the_claims_what_the_creditor_chose(committed: DatabaseUrls) -> None:
    made = await cases(5)
    numbers = {claim.document_number for one in made for claim in one.claims}
    for extras in (FactorExtras(), FactorExtras(invoice_numbers=True), FactorExtras(due_dates=True), ALL):
        grant = await opened(extras)

        rows = await shown(grant)

        claims = [claim for row in rows for claim in row.claims]
        assert {claim.number for claim in claims} == (
            numbers if extras.invoice_numbers else {None} if claims else set()
        )
        assert all((claim.due_on is not None) is extras.due_dates for claim in claims)
        assert {row.disputed for row in rows} == ({False} if extras.disputes else {None})
        await revoke_bank_grant(HELENE, grant.id)


async def test_a_dispute_makes_what_is_owed_ineligible(committed: DatabaseUrls) -> None:
    made, grant = await cases(5), await opened()
    owner = await asyncpg.connect(committed.owner)
    await owner.execute(
        "INSERT INTO holds (id, agency_id, creditor_id, case_file_id, kind, reason, owner_id, since, by_name) "
        "SELECT gen_random_uuid(), agency_id, creditor_id, id, 'dispute', 'x', creditor_id, now(), 'x' "
        "FROM case_files WHERE id = $1",
        made[2].case_file.id,
    )
    await owner.close()

    figures = (await bank_dashboard_for(YANN)).portfolios[0].currencies[0]

    assert [row.placed.minor for row in await shown(grant) if row.disputed] == [150_02]
    assert figures.disputed_outstanding == Money(150_02, "EUR")
    assert figures.disputed_case_files == 1
    assert figures.outstanding == Money(750_10, "EUR")


async def test_pseudonyms_are_stable_within_a_grant_and_unlinkable_across_grants(committed: DatabaseUrls) -> None:
    await cases(6)
    first, second = await opened(), await opened(FactorExtras())

    names = [{row.pseudonym for row in await shown(grant)} for grant in (first, second, first)]

    assert names[0] == names[2]
    assert names[0].isdisjoint(names[1])
    assert all(re.fullmatch(r"[0-9A-F]{12}", name) for name in names[0] | names[1])


async def test_fewer_than_five_debtors_are_not_shown(committed: DatabaseUrls) -> None:
    await cases(4)
    grant = await opened()

    assert await shown(grant) == []
    assert (await bank_dashboard_for(YANN)).portfolios[0].withheld


async def test_a_page_is_one_statement_and_the_cursor_goes_on(db: None) -> None:
    await cases(7)
    grant = await opened()
    with statements() as sent:
        page = await bank_case_files_for(YANN, grant.id, 3, None)

    rest = await bank_case_files_for(YANN, grant.id, 10, page.items[-1][0])

    assert len(sent) == 1
    assert (page.total, page.has_next, rest.has_next) == (7, True, False)
    names = [row.pseudonym for _, row in (*page.items, *rest.items)]
    assert (len(names), names) == (7, sorted(names))


async def test_a_cursor_of_one_grant_is_refused_by_another(committed: DatabaseUrls) -> None:
    await cases(6)
    first, second = await opened(), await opened(FactorExtras())
    page = await bank_case_files_for(YANN, first.id, 3, None)

    with pytest.raises(InvalidInput):
        await bank_case_files_for(YANN, second.id, 3, page.items[-1][0])


async def test_an_ended_grant_shows_nothing_and_is_not_looked_at(committed: DatabaseUrls) -> None:
    await cases(6)
    grant = await opened()
    await revoke_bank_grant(HELENE, grant.id)

    assert await shown(grant) == []
    assert await looks(committed) == 0


async def test_each_page_is_told_to_the_creditor(committed: DatabaseUrls) -> None:
    await cases(6)
    grant = await opened()

    await shown(grant)
    await shown(grant)

    assert await looks(committed) == 2


async def test_totals_show_no_case_file_and_another_bank_none_of_this_one(committed: DatabaseUrls) -> None:
    await cases(6)
    totals = await open_bank_grant(HELENE, YANN.organization_id, PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    grant = await opened()

    others = await bank_case_files_for(EMMA, grant.id, 50, None)

    assert await shown(totals) == []
    assert (others.items, others.total) == ([], 0)
    assert await looks(committed) == 0


@pytest.mark.parametrize("person", ["awa", "ines", "helene", "nadia"])
async def test_only_a_bank_sees_pseudonyms(committed: DatabaseUrls, person: str) -> None:
    await cases(6)
    grant = await opened()

    with pytest.raises(NotPermitted):
        await bank_case_files_for(actor_of_cast(person), grant.id, 50, None)

    assert await looks(committed) == 0


async def test_batches_confine_what_is_shown(committed: DatabaseUrls) -> None:
    made = await cases(5)
    owner = await asyncpg.connect(committed.owner)
    # All told together first, as small batches are: then a part of them is not shown alone.
    await opened()
    await bank_dashboard_for(YANN)
    await owner.close()

    some = await opened(batch_ids=[one.case_file.batch_id for one in made[:4]])
    whole = await opened(batch_ids=[one.case_file.batch_id for one in made])

    assert await shown(some) == []
    assert len(await shown(whole)) == 5


def test_nothing_of_a_case_file_has_a_name_that_says_who() -> None:
    assert {one.name for one in fields(BankCaseFile)} == {
        "pseudonym",
        "stage",
        "close_code",
        "ageing",
        "placed_month",
        "placed",
        "collected",
        "outstanding",
        "disputed",
        "claims",
        "milestones",
    }


async def looks(committed: DatabaseUrls) -> int:
    owner = await asyncpg.connect(committed.owner)
    counted: int = await owner.fetchval("SELECT count(*) FROM audit_events WHERE kind = 'bank_viewed'")
    await owner.close()
    return counted
