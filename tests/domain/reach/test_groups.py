"""Groups: who reads whose case files, who may put a creditor below one, and what nobody can do."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from tandem.casefiles.listing import CaseFileFilter, CaseFileSort
from tandem.casefiles.publishing import Audience
from tandem.casefiles.queries import case_file_by_id, case_files_for
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.notes.commands import write_note
from tandem.organizations.access import side_of
from tandem.organizations.errors import NotPermitted
from tandem.organizations.hierarchy import commands
from tandem.organizations.hierarchy.errors import (
    GroupBelow,
    GroupCodeUnknown,
    GroupPlacesItself,
    InGroupAlready,
    NotInGroup,
    OthersBelow,
)
from tandem.organizations.hierarchy.queries import entities_for, groups_of_code, hierarchy_of
from tandem.organizations.models import Membership
from tandem.organizations.queries import organizations_by_id
from tandem_policies.vocabulary import Relation, Role
from tests.support.builders import make_case

HEAD, DIVISION = actor_of_cast("agathe"), actor_of_cast("remi")
DIVISION_HEAD = replace(DIVISION, role=Role.CREDITOR_ADMINISTRATOR)
NADIA, HELENE = actor_of_cast("nadia"), actor_of_cast("helene")


async def placed():
    """A case file of each entity, and one of a creditor outside."""
    return {
        "bati-loire": (await make_case()).case_file.id,
        "clinique": (await make_case(creditor="clinique", mandate="MR-2026-003")).case_file.id,
        "logistique": (await make_case(agency="atlas", creditor="logistique", mandate="AT-2026-014")).case_file.id,
        "energie": (await make_case(creditor="energie", mandate="MR-2026-002")).case_file.id,
    }


async def listed(actor, **narrowed):
    page = await case_files_for(actor, CaseFileFilter(**narrowed), CaseFileSort.NEWEST, 50, None)
    return {row.creditor_id for _, row in page.items}


async def names_below(actor):
    found = await hierarchy_of(actor)
    return [one.name for one in found.below] if found else None


async def test_the_head_reads_all_entities_and_a_division_its_own(db):
    files = await placed()

    assert await listed(HEAD) == {cast_id("bati-loire"), cast_id("clinique"), cast_id("logistique")}
    assert await listed(DIVISION) == {cast_id("clinique"), cast_id("logistique")}
    assert await listed(HEAD, creditor_id=cast_id("clinique")) == {cast_id("clinique")}
    assert await listed(HEAD, agency_id=cast_id("atlas")) == {cast_id("logistique")}
    assert await case_file_by_id(HEAD, files["energie"]) is None
    assert await case_file_by_id(DIVISION, files["bati-loire"]) is None


async def test_an_entity_reads_nothing_of_its_sisters(db):
    files = await placed()

    assert await listed(actor_of_cast("paul")) == {cast_id("clinique")}
    assert await case_file_by_id(actor_of_cast("paul"), files["logistique"]) is None


async def test_a_group_knows_the_agencies_of_its_entities(db):
    found = await organizations_by_id(HEAD, [cast_id(key) for key in ("lenoir", "atlas", "clinique", "energie")])

    assert {row.name for row in found.values()} == {
        "Cabinet Lenoir Recouvrement",
        "Atlas Recouvrement",
        "Clinique Saint-Roch",
    }


async def test_a_group_writes_nothing(db):
    files = await placed()
    assert side_of(HEAD) is Relation.GROUP

    with pytest.raises(NotPermitted):
        await issue_directive(HEAD, files["bati-loire"], kind=DirectiveKind.HOLD, reason="Attendre")
    with pytest.raises(NotPermitted):
        await write_note(HEAD, files["bati-loire"], body="Vu", audience=Audience.OWN_SIDE)

    for table in ("directives", "notes", "holds"):
        async with reading(HELENE):
            assert await database.rows(f"SELECT id FROM {table}") == []


async def test_the_database_lets_a_group_write_no_row_of_its_entities(db):
    await placed()

    with pytest.raises(Exception, match="row-level security"):
        async with reading(HEAD):
            await database.execute(
                "INSERT INTO parties (id, agency_id, creditor_id, case_file_id, role, name) "
                "SELECT gen_random_uuid(), agency_id, creditor_id, id, 'guarantor', 'X' FROM case_files LIMIT 1"
            )


async def test_the_database_lets_a_group_change_no_row_of_its_entities(db):
    await placed()

    with pytest.raises(Exception, match="row-level security"):
        async with reading(HEAD):
            await database.execute("UPDATE case_files SET stage = 'legal'")


async def test_the_tree_is_told_in_its_order(db):
    assert await names_below(HEAD) == [
        "Bâti-Loire SAS",
        "Ligérien Services",
        "Clinique Saint-Roch",
        "Logistique Nord",
    ]
    assert [one.name for one in await entities_for(HEAD)] == [
        "Bâti-Loire SAS",
        "Clinique Saint-Roch",
        "Logistique Nord",
    ]
    found = await hierarchy_of(HELENE)
    assert found
    assert [one.name for one in found.groups] == ["Groupe Ligérien"]
    assert found.below == ()
    assert await hierarchy_of(actor_of_cast("ines")) is None


async def test_a_creditor_joins_by_a_code_of_the_group_and_leaves_by_itself(db):
    made = await commands.create_group_code(HEAD)
    assert await groups_of_code(NADIA, made.code.lower()) == ["Groupe Ligérien"]

    group = await commands.join_group(NADIA, made.code.replace("-", " "))

    assert group.name == "Groupe Ligérien"
    found = await hierarchy_of(NADIA)
    assert found
    assert [one.id for one in found.groups] == [cast_id("ligerien")]
    with pytest.raises(GroupCodeUnknown):
        await commands.join_group(NADIA, made.code)  # it is used up
    with pytest.raises(InGroupAlready):
        await commands.join_group(NADIA, (await commands.create_group_code(HEAD)).code)
    await commands.leave_group(NADIA)
    found = await hierarchy_of(NADIA)
    assert found
    assert found.groups == ()
    with pytest.raises(NotInGroup):
        await commands.leave_group(NADIA)
    async with reading(NADIA):
        told = await database.rows("SELECT kind, subject_label FROM audit_events ORDER BY sequence")
    assert [(row["kind"], row["subject_label"]) for row in told] == [
        ("group_joined", "Groupe Ligérien"),
        ("group_left", "Groupe Ligérien"),
    ]


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD", "' OR true --"])
async def test_a_code_that_nobody_gave_opens_nothing(db, code):
    with pytest.raises(GroupCodeUnknown):
        await commands.join_group(NADIA, code)

    found = await hierarchy_of(NADIA)
    assert found
    assert found.groups == ()


async def test_a_withdrawn_code_is_void(db):
    made = await commands.create_group_code(HEAD)
    await commands.withdraw_group_code(HEAD, made.id)

    with pytest.raises(GroupCodeUnknown):
        await commands.join_group(NADIA, made.code)
    with pytest.raises(GroupCodeUnknown):
        await commands.withdraw_group_code(HEAD, made.id)


async def division_head():
    """The division's one person, as its administrator."""
    async with transaction(DIVISION):
        await Membership.filter(id=DIVISION.membership_id).update(role=DIVISION_HEAD.role)
    return DIVISION_HEAD


async def test_who_joins_a_division_knows_and_tells_of_every_group_above(db):
    made = await commands.create_group_code(await division_head())
    assert await groups_of_code(NADIA, made.code) == ["Ligérien Services", "Groupe Ligérien"]

    await commands.join_group(NADIA, made.code)

    found = await hierarchy_of(NADIA)
    assert found
    assert [one.name for one in found.groups] == ["Ligérien Services", "Groupe Ligérien"]
    async with reading(NADIA):
        (told,) = await database.rows("SELECT details FROM audit_events WHERE kind = 'group_joined'")
    assert told["details"] == '{"above":"Groupe Ligérien"}'


async def test_whoever_has_others_below_it_joins_no_group(db):
    head = await division_head()
    await commands.leave_group(head)
    made = await commands.create_group_code(HEAD)

    with pytest.raises(OthersBelow):
        await commands.join_group(head, made.code)

    found = await hierarchy_of(head)
    assert found
    assert (found.groups, len(found.below)) == ((), 2)


async def test_codes_that_a_group_gave_before_it_joined_another_are_void(db):
    head = await division_head()
    await commands.leave_group(head)
    for entity in ("paul", "chloe"):
        await commands.leave_group(actor_of_cast(entity))
    mine, theirs = await commands.create_group_code(head), await commands.create_group_code(HEAD)
    assert await groups_of_code(NADIA, mine.code) == ["Ligérien Services"]

    await commands.join_group(head, theirs.code)

    assert await groups_of_code(NADIA, mine.code) == []
    with pytest.raises(GroupCodeUnknown):
        await commands.join_group(NADIA, mine.code)


async def test_an_administrator_who_was_lowered_meanwhile_joins_nothing(db):
    made = await commands.create_group_code(HEAD)
    async with transaction(NADIA):
        await Membership.filter(id=NADIA.membership_id).update(role=Role.CREDITOR_MEMBER)

    with pytest.raises(NotPermitted):
        await commands.join_group(NADIA, made.code)


async def test_a_mandate_and_a_joining_entity_wait_for_each_other(committed):
    """Whichever comes second sees the first: a group never places anything."""
    made = await commands.create_group_code(HEAD)
    joining, placing = [await asyncpg.connect(committed.owner) for _ in range(2)]
    try:
        async with joining.transaction():
            await joining.execute(
                "UPDATE organizations SET parent_id = $2 WHERE id = $1", cast_id("energie"), cast_id("ligerien")
            )
            waiting = asyncio.create_task(
                placing.execute(
                    "INSERT INTO mandates SELECT (jsonb_populate_record(m, jsonb_build_object("
                    "'id', gen_random_uuid(), 'reference', 'MR-X', 'creditor_id', $1::text))).* "
                    "FROM mandates m LIMIT 1",
                    str(cast_id("ligerien")),
                )
            )
            done, _ = await asyncio.wait({waiting}, timeout=0.5)
            assert not done
        with pytest.raises(asyncpg.CheckViolationError, match="places no case files itself"):
            await waiting
        with pytest.raises(asyncpg.CheckViolationError, match="places no case files itself"):
            await placing.execute("UPDATE mandates SET creditor_id = $1", cast_id("ligerien"))
    finally:
        await joining.close()
        await placing.close()
    assert await groups_of_code(NADIA, made.code) == ["Groupe Ligérien"]


async def test_no_organization_is_above_itself(db):
    made = await commands.create_group_code(await division_head())

    with pytest.raises(GroupBelow):
        await commands.join_group(HEAD, made.code)


@pytest.mark.parametrize("who", ["lucas", "ines", "yann"])
async def test_neither_members_nor_agencies_nor_banks_join_or_give_codes(db, who):
    made = await commands.create_group_code(HEAD)

    for act in (commands.create_group_code(actor_of_cast(who)), commands.join_group(actor_of_cast(who), made.code)):
        with pytest.raises(NotPermitted):
            await act


async def test_who_places_case_files_is_no_group(db):
    with pytest.raises(GroupPlacesItself):
        await commands.create_group_code(NADIA)


async def test_the_web_role_moves_no_organization(db):
    with pytest.raises(Exception, match="permission denied"):
        async with reading(HEAD):
            await database.execute("UPDATE organizations SET parent_id = $1", cast_id("ligerien"))


@pytest.mark.parametrize(
    ("case", "sql", "named"),
    [
        (
            "a circle",
            "UPDATE organizations SET parent_id = '{ligerien-services}' WHERE id = '{ligerien}'",
            "no organization is above itself",
        ),
        (
            "an agency as a group",
            "UPDATE organizations SET parent_id = '{lenoir}' WHERE id = '{energie}'",
            "places no case files itself",
        ),
        (
            "a creditor with mandates as a group",
            "UPDATE organizations SET parent_id = '{bati-loire}' WHERE id = '{energie}'",
            "places no case files itself",
        ),
        (
            "a group that takes others along",
            "UPDATE organizations SET parent_id = NULL WHERE id = '{ligerien-services}';"
            "UPDATE organizations SET parent_id = '{ligerien}' WHERE id = '{ligerien-services}'",
            "takes nobody along",
        ),
    ],
)
async def test_the_database_keeps_the_tree_a_tree(committed, case, sql, named):
    owner = await asyncpg.connect(committed.owner)
    keys = ("ligerien", "ligerien-services", "lenoir", "energie", "bati-loire")
    for key in keys:
        sql = sql.replace("{" + key + "}", str(cast_id(key)))
    try:
        with pytest.raises(asyncpg.CheckViolationError, match=named):
            await owner.execute(sql)
    finally:
        await owner.close()
