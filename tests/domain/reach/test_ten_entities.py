"""A head of ten entities and a division of four: each reads its own by the queries of the API and by the database."""

from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.queries import case_file_by_id, case_files_for
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.hierarchy.queries import entities_for, hierarchy_of
from tests.support.builders import make_case

# Head, below it two divisions and four entities of its own; below the divisions four and two.
OF_DIVISION = tuple(f"division entity {number}" for number in range(4))
OF_OTHER = tuple(f"other division's entity {number}" for number in range(2))
OF_HEAD = tuple(f"head's entity {number}" for number in range(4))
ENTITIES = (*OF_DIVISION, *OF_OTHER, *OF_HEAD)
OUTSIDE = "energie"
_ORGANIZATION = """INSERT INTO organizations SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', $1::text, 'name', $2::text, 'company_number', NULL, 'parent_id', $3::text))).*
    FROM organizations o WHERE o.id = $4"""
_MANDATE = """INSERT INTO mandates SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', $1::text, 'creditor_id', $2::text, 'reference', $3::text))).* FROM mandates m WHERE m.id = $4"""


async def _add(owner: asyncpg.Connection, key: str, parent: str | None) -> None:
    above = str(cast_id(parent)) if parent else None
    await owner.execute(_ORGANIZATION, str(cast_id(key)), key, above, cast_id(OUTSIDE))


async def _placing(owner: asyncpg.Connection, key: str) -> None:
    """What a creditor places by: a mandate and a portfolio."""
    mandate = f"MR {key}"
    await owner.execute(_MANDATE, str(cast_id(mandate)), str(cast_id(key)), mandate, cast_id("MR-2026-002"))
    await owner.execute(
        "INSERT INTO portfolios (id, creditor_id, name) VALUES ($1, $2, 'All')", cast_id(key, "portfolio"), cast_id(key)
    )


def _of(key: str, *below: str) -> Actor:
    """An administrator of an organization with others below it."""
    ids = tuple(sorted(map(cast_id, below)))
    return replace(actor_of_cast("agathe"), organization_id=cast_id(key), organization_name=key, entity_ids=ids)


HEAD = _of("head", "division", "other division", *ENTITIES)
DIVISION = _of("division", *OF_DIVISION)


@pytest.fixture
async def files(committed: DatabaseUrls) -> dict[str, UUID]:
    """A case file of each entity and one of a creditor outside, by the creditor's key."""
    owner = await asyncpg.connect(committed.owner)
    parents: dict[str, str | None] = {"head": None, "division": "head", "other division": "head"}
    parents |= dict.fromkeys(OF_HEAD, "head") | dict.fromkeys(OF_DIVISION, "division")
    parents |= dict.fromkeys(OF_OTHER, "other division")
    try:
        for key, parent in parents.items():
            await _add(owner, key, parent)
        for key in ENTITIES:
            await _placing(owner, key)
    finally:
        await owner.close()
    made = {key: (await make_case(creditor=key, mandate=f"MR {key}")).case_file.id for key in ENTITIES}
    return made | {OUTSIDE: (await make_case(creditor=OUTSIDE, mandate="MR-2026-002")).case_file.id}


@pytest.mark.parametrize(
    ("actor", "entities"), [(HEAD, ENTITIES), (DIVISION, OF_DIVISION)], ids=["a head sees ten", "a division four"]
)
async def test_a_group_sees_its_entities_and_no_other(
    files: dict[str, UUID], actor: Actor, entities: tuple[str, ...]
) -> None:
    theirs = {files[key] for key in entities}

    page = await case_files_for(actor, CaseFileFilter(), CaseFileSort.NEWEST, 50, None)
    by_id = {case_file.id for key in files if (case_file := await case_file_by_id(actor, files[key]))}
    async with reading(actor):  # the second wall alone: no query of ours asks for whose they are
        by_database = {row["id"] for row in await database.rows("SELECT id FROM case_files")}
        parties = {row["creditor_id"] for row in await database.rows("SELECT creditor_id FROM parties")}

    assert {row.id for _, row in page.items} == theirs
    assert by_id == theirs
    assert by_database == theirs
    assert parties == {cast_id(key) for key in entities}
    assert [one.name for one in await entities_for(actor)] == sorted(entities)
    assert (await _below(actor)) >= set(entities)


async def test_ten_and_four(files: dict[str, UUID]) -> None:
    assert (len(await entities_for(HEAD)), len(await entities_for(DIVISION))) == (10, 4)
    assert await _below(HEAD) == {"division", "other division", *ENTITIES}
    assert await _below(DIVISION) == set(OF_DIVISION)


async def _below(actor: Actor) -> set[str]:
    found = await hierarchy_of(actor)
    assert found
    return {one.name for one in found.below}
