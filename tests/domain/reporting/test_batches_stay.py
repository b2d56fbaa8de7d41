"""What is in a batch that a bank sees is the creditor's alone to say: the second wall, whatever a command forgets."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.ids import new_id
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import GrantLevel
from tests.support.builders import MadeCase, make_case

HELENE = actor_of_cast("helene")
PORTFOLIO = cast_id("bati-loire", "portfolio")


@pytest.fixture
async def made(committed: DatabaseUrls) -> MadeCase:
    """A case file whose portfolio is open to a bank."""
    made = await make_case()
    await open_bank_grant(HELENE, cast_id("lemanique"), PORTFOLIO, level=GrantLevel.TOTALS, expires_on=None)
    return made


@pytest.fixture
async def web(committed: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(committed.web)
    yield connection
    await connection.close()


async def _act_as(web: asyncpg.Connection, organization: str) -> None:
    await web.execute(
        "SELECT set_config('tandem.organization_id', $1, false), set_config('tandem.case_scope', 'all', false)",
        str(cast_id(organization)),
    )


async def _another(web: asyncpg.Connection, table: str, id_of: object, **other: Any) -> None:
    """A second row like one that is there, put in by whoever acts."""
    row = {**dict(await web.fetchrow(f"SELECT * FROM {table} WHERE id = $1", id_of)), "id": new_id(), **other}
    places = ", ".join(f"${at}" for at in range(1, len(row) + 1))
    await web.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", *row.values())


async def _another_claim(web: asyncpg.Connection, made: MadeCase) -> None:
    await _another(web, "claims", made.claims[0].id, document_number="F-more")


async def _another_case_file(web: asyncpg.Connection, made: MadeCase) -> None:
    await _another(
        web, "case_files", made.case_file.id, reference="T26-more", stage="closed", close_code="other", closed_at=None
    )


@pytest.mark.parametrize("put", [_another_claim, _another_case_file])
async def test_an_agency_puts_nothing_into_a_batch(web: asyncpg.Connection, made: MadeCase, put: Any) -> None:
    await _act_as(web, "lenoir")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await put(web, made)

    await _act_as(web, "bati-loire")
    await put(web, made)


@pytest.mark.parametrize("table", ["claims", "case_files"])
async def test_nothing_comes_into_a_batch_from_another(web: asyncpg.Connection, made: MadeCase, table: str) -> None:
    other = await make_case()
    id_of = made.case_file.id if table == "case_files" else made.claims[0].id
    for organization in ("lenoir", "bati-loire"):
        await _act_as(web, organization)
        with pytest.raises(asyncpg.CheckViolationError, match="in a portfolio stays there"):
            await web.execute(f"UPDATE {table} SET batch_id = $2 WHERE id = $1", id_of, other.case_file.batch_id)


@pytest.mark.parametrize("change", ["principal = principal + 1", "interest = 1", "case_file_id = $2"])
async def test_a_claim_stays_as_it_was_placed(web: asyncpg.Connection, made: MadeCase, change: str) -> None:
    other = await make_case()
    await _act_as(web, "lenoir")
    arguments = [made.claims[0].id, other.case_file.id][: 1 + ("$2" in change)]

    with pytest.raises(asyncpg.CheckViolationError, match="stays as it was placed"):
        await web.execute(f"UPDATE claims SET {change} WHERE id = $1", *arguments)
