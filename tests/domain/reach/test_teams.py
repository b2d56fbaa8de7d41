"""Teams: made, filled, renamed and ended by the administrator, told in the audit log."""

import asyncio

import asyncpg
import pytest

from tandem.casefiles.assigning import Assignment, assign_case_files
from tandem.casefiles.leaving import remove_team
from tandem.casefiles.models import CaseFile
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope, Organization
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.organizations.teams import commands
from tandem.organizations.teams.errors import TeamChangedMeanwhile, TeamNameTaken, TeamNotFound
from tandem.organizations.teams.queries import members_by_team, teams_for
from tests.domain.reach.confined import case_of, team_of
from tests.support.locks import until_waiting

INES = actor_of_cast("ines")


async def names(actor=INES):
    return [team.name for team in await teams_for(actor)]


async def in_team(team):
    return [one.name for one in (await members_by_team(INES, [team.id]))[team.id]]


async def in_the_log():
    async with reading(INES):
        rows = await database.rows("SELECT kind, subject_label, details FROM audit_events ORDER BY sequence")
    return [(row["kind"], row["subject_label"], row["details"]) for row in rows]


async def test_a_team_is_made_filled_renamed_and_ended(db):
    team = await commands.create_team(INES, "  Grands   comptes ")
    await commands.set_team_members(INES, team.id, [cast_id("awa", "lenoir"), cast_id("marc", "lenoir")])
    assert await in_team(team) == ["Awa Diallo", "Marc Vidal"]
    await commands.set_team_members(INES, team.id, [cast_id("marc", "lenoir")])
    assert await in_team(team) == ["Marc Vidal"]
    await commands.rename_team(INES, team.id, "Grands comptes et PME")
    await commands.rename_team(INES, team.id, " Grands comptes et PME")
    assert await names() == ["Grands comptes et PME"]

    await remove_team(INES, team.id)

    assert await names() == []
    assert await in_the_log() == [
        ("team_created", "Grands comptes", "{}"),
        ("team_changed", "Grands comptes", '{"added":"Awa Diallo, Marc Vidal","removed":""}'),
        ("team_changed", "Grands comptes", '{"added":"","removed":"Awa Diallo"}'),
        ("team_renamed", "Grands comptes et PME", '{"before":"Grands comptes"}'),
        ("team_removed", "Grands comptes et PME", "{}"),
    ]


async def test_case_files_of_an_ended_team_stay_with_their_person(db):
    team = await team_of("awa")
    made = await case_of(assignee="awa", team=team)

    await remove_team(INES, team.id)

    async with reading(INES):
        row = await CaseFile.get(id=made.case_file.id)
    assert (row.assignee_id, row.team_id) == (cast_id("awa", "lenoir"), None)


@pytest.mark.parametrize("who", ["awa", "marc", "helene", "yann"])
async def test_only_the_administrator_makes_teams(db, who):
    with pytest.raises(NotPermitted):
        await commands.create_team(actor_of_cast(who), "Une équipe")

    assert await names() == []


async def test_another_agency_reaches_no_team(db):
    team = await team_of("awa")

    with pytest.raises(TeamNotFound):
        await remove_team(actor_of_cast("sofia"), team.id)

    assert await names(actor_of_cast("tom")) == []
    assert await names() == ["Professionnels"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
async def test_a_team_has_a_name(db, name):
    with pytest.raises(InvalidInput):
        await commands.create_team(INES, name)


async def test_what_somebody_else_changed_meanwhile_is_not_undone_unseen(db):
    team = await commands.create_team(INES, "Nord")
    awa, marc = cast_id("awa", "lenoir"), cast_id("marc", "lenoir")
    await commands.set_team_members(INES, team.id, [awa], seen=[])

    with pytest.raises(TeamChangedMeanwhile):
        await commands.set_team_members(INES, team.id, [marc], seen=[])

    assert await in_team(team) == ["Awa Diallo"]
    await commands.set_team_members(INES, team.id, [awa, marc], seen=[awa])
    assert await in_team(team) == ["Awa Diallo", "Marc Vidal"]


async def test_two_teams_have_two_names(db):
    await commands.create_team(INES, "Nord")

    with pytest.raises(TeamNameTaken):
        await commands.create_team(INES, "Nord")


async def test_only_members_of_the_agency_are_in_its_teams(db):
    team = await commands.create_team(INES, "Nord")

    with pytest.raises(MembershipNotFound):
        await commands.set_team_members(INES, team.id, [cast_id("tom", "atlas")])

    assert await in_team(team) == []


async def test_the_choice_of_reach_is_kept_and_told_once(db):
    await commands.choose_case_scope(INES, CaseScope.TEAM)
    await commands.choose_case_scope(INES, CaseScope.TEAM)

    async with reading(INES):
        assert (await Organization.get(id=INES.organization_id)).case_scope is CaseScope.TEAM
    told = [one for one in await in_the_log() if one[0] == "case_scope_chosen"]
    assert told == [("case_scope_chosen", "Cabinet Lenoir Recouvrement", '{"after":"team","before":"all"}')]


async def test_a_manager_does_not_choose_it(db):
    with pytest.raises(NotPermitted):
        await commands.choose_case_scope(actor_of_cast("marc"), CaseScope.ASSIGNED)


async def test_assigning_to_a_team_and_changing_it_never_wait_for_each_other(committed):
    """While case files are given to a team, it is renamed, filled and ended in turn."""
    team, made = await team_of("awa"), await case_of()
    marc, case_file_id = actor_of_cast("marc"), made.case_file.id
    to_team, to_nobody = Assignment(case_file_id, None, team.id), Assignment(case_file_id, None, None)
    changes = (
        lambda: commands.rename_team(INES, team.id, "Grands comptes"),
        lambda: commands.set_team_members(INES, team.id, [cast_id("marc", "lenoir")]),
        lambda: remove_team(INES, team.id),
    )
    owner, holding = [await asyncpg.connect(committed.owner) for _ in range(2)]
    given = []
    try:
        for change in changes:
            # The assignment stops before it comes to the team's row.
            held = holding.transaction()
            await held.start()
            await holding.execute("SELECT FROM case_files WHERE id = $1 FOR UPDATE", case_file_id)
            assigning = asyncio.create_task(assign_case_files(marc, [to_team]))
            await until_waiting(owner, 1)
            changing = asyncio.create_task(change())
            await until_waiting(owner, 2)
            await held.rollback()
            async with asyncio.timeout(20):
                before, _ = await asyncio.gather(assigning, changing)
            given.append(before)
            await assign_case_files(marc, [to_nobody])
    finally:
        await owner.close()
        await holding.close()

    assert given == [[to_nobody]] * 3
    assert await names() == []
