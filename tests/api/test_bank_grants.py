"""Changing, ending and previewing what a bank sees: for the creditor's administrator; nobody else learns of it."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.ids import new_id
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import BankGrant, GrantLevel
from tandem_graphql.ids import global_id
from tests.api.asking import Answer, ask

OUTSIDERS = {
    "collector of the agency": ("awa", "lenoir"),
    "manager of the agency": ("marc", "lenoir"),
    "administrator of the agency": ("ines", "lenoir"),
    "another agency": ("tom", "atlas"),
    "another creditor's administrator": ("nadia", "energie"),
    "the group above": ("agathe", "ligerien"),
    "the bank itself": ("yann", "lemanique"),
    "another bank": ("emma", "ponant"),
    "the operator": ("omar", "exploitation"),
}
MEMBER = ("lucas", "bati-loire")
CHANGES = {
    "changeBankGrant": "{grantId: $grant, level: PSEUDONYMOUS_CASES}",
    "revokeBankGrant": "{grantId: $grant}",
}
PREVIEW = "query ($id: ID!) { found: bankGrantPreview(portfolioId: $id, level: TOTALS) { currency } }"
BATCHES = "query ($id: ID!) { found: grantableBatches(portfolioId: $id) { id } }"
PORTFOLIO = global_id("Portfolio", cast_id("bati-loire", "portfolio"))


@pytest.fixture
async def grant(no_grants: None) -> BankGrant:
    """One grant in force of the creditor to the bank, the only one."""
    return await open_bank_grant(
        actor_of_cast("helene"),
        cast_id("lemanique"),
        cast_id("bati-loire", "portfolio"),
        level=GrantLevel.TOTALS,
        expires_on=None,
    )


async def _try(who: tuple[str, str], field: str, grant_id: UUID) -> Answer:
    text = CHANGES[field].replace("$grant", f'"{global_id("BankGrant", grant_id)}"')
    return await ask(*who, f"mutation {{ {field}(input: {text}) {{ userErrors {{ code field message }} }} }}")


async def _rows(served: DatabaseUrls) -> dict[str, Any]:
    """All grants as they stand, and how far the audit logs and the telling have come."""
    owner = await asyncpg.connect(served.owner)
    try:
        return {
            "grants": [tuple(row) for row in await owner.fetch("SELECT * FROM bank_grants ORDER BY id")],
            "audit": await owner.fetchval("SELECT count(*) FROM audit_events"),
            "told": await owner.fetchval("SELECT count(*) FROM told_pools"),
            "outbox": await owner.fetchval("SELECT count(*) FROM outbox"),
        }
    finally:
        await owner.close()


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_changes_or_ends_a_grant_or_learns_that_there_is_one(
    field: str, who: str, grant: BankGrant, served: DatabaseUrls
) -> None:
    before = await _rows(served)

    answer = await _try(OUTSIDERS[who], field, grant.id)
    of_nothing = await _try(OUTSIDERS[who], field, new_id())

    assert answer == of_nothing
    refused = answer.codes or [error["code"] for error in answer.data[field]["userErrors"]]
    assert refused == ["bank_grant_not_found"]
    assert await _rows(served) == before


@pytest.mark.parametrize("field", CHANGES)
async def test_a_member_of_the_creditor_reads_grants_and_changes_none(
    field: str, grant: BankGrant, served: DatabaseUrls
) -> None:
    before = await _rows(served)

    answer = await _try(MEMBER, field, grant.id)

    assert [error["code"] for error in answer.data[field]["userErrors"]] == ["not_permitted"]
    assert await _rows(served) == before


@pytest.mark.parametrize("document", [PREVIEW, BATCHES])
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_previews_a_grant_or_learns_that_there_is_a_portfolio(
    document: str, who: str, grant: BankGrant, served: DatabaseUrls
) -> None:
    before = await _rows(served)

    answer = await ask(*OUTSIDERS[who], document, id=PORTFOLIO)
    of_nothing = await ask(*OUTSIDERS[who], document, id=global_id("Portfolio", new_id()))

    assert answer == of_nothing
    assert answer.codes == ["NOT_FOUND"]
    assert await _rows(served) == before


@pytest.mark.usefixtures("served")
async def test_a_member_of_the_creditor_previews_nothing() -> None:
    for document in (PREVIEW, BATCHES):
        answer = await ask(*MEMBER, document, id=PORTFOLIO)

        assert answer.codes == ["FORBIDDEN"]


async def test_who_is_nobody_is_asked_to_sign_in(grant: BankGrant, served: DatabaseUrls) -> None:
    before = await _rows(served)

    for field, text in CHANGES.items():
        document = text.replace("$grant", f'"{global_id("BankGrant", grant.id)}"')
        answer = await ask(None, "", f"mutation {{ {field}(input: {document}) {{ userErrors {{ code }} }} }}")
        assert answer.codes == ["UNAUTHENTICATED"]
    assert (await ask(None, "", PREVIEW, id=PORTFOLIO)).codes == ["UNAUTHENTICATED"]
    assert await _rows(served) == before


async def test_the_creditors_administrator_previews_changes_and_ends(grant: BankGrant) -> None:
    helene = ("helene", "bati-loire")
    assert (await ask(*helene, PREVIEW, id=PORTFOLIO)).errors == []

    changed = await _try(helene, "changeBankGrant", grant.id)
    assert changed.data["changeBankGrant"]["userErrors"] == []
    again = await _try(helene, "revokeBankGrant", grant.id)
    assert [error["code"] for error in again.data["revokeBankGrant"]["userErrors"]] == ["bank_grant_ended"]
