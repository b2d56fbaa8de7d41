"""Assigning case files: who may, what is told of it, and what it does to whoever loses one."""

import pytest

from tandem.casefiles.assigning import MOST_AT_ONCE, Assignment, assign_case_files, take_case_file
from tandem.casefiles.errors import CaseFileNotFound, CaseFileTaken
from tandem.casefiles.models import CaseFile
from tandem.casefiles.queries import case_file_by_id
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tandem.organizations.roles.errors import MembershipNotFound
from tandem.organizations.teams.errors import TeamNotFound
from tandem.timeline.queries import timeline_of
from tests.domain.reach.confined import case_of, collector, team_of

MARC = actor_of_cast("marc")


async def kept(case_file_id):
    async with reading(MARC):
        row = await CaseFile.get(id=case_file_id)
    return Assignment(row.id, row.assignee_id, row.team_id)


async def told(actor, case_file_id):
    page = await timeline_of(actor, case_file_id, 50, None)
    return [entry for _, entry in page.items if entry.kind == "case_assigned"]


async def test_a_manager_assigns_several_at_once_and_takes_it_back(db):
    team = await team_of("awa")
    first, second = await case_of(), await case_of(assignee="marc")
    wanted = [
        Assignment(first.case_file.id, cast_id("awa", "lenoir"), team.id),
        Assignment(second.case_file.id, cast_id("awa", "lenoir"), None),
    ]

    before = await assign_case_files(MARC, wanted)

    assert [await kept(one.case_file_id) for one in wanted] == wanted
    assert before == [
        Assignment(first.case_file.id, None, None),
        Assignment(second.case_file.id, cast_id("marc", "lenoir"), None),
    ]
    await assign_case_files(MARC, before)
    assert [await kept(one.case_file_id) for one in before] == before


async def test_the_agency_alone_is_told_with_the_names_sealed(db):
    team = await team_of("awa")
    made = await case_of()

    await assign_case_files(MARC, [Assignment(made.case_file.id, cast_id("awa", "lenoir"), team.id)])

    (entry,) = await told(MARC, made.case_file.id)
    assert entry.data == {"to": "both", "assignee": "Awa Diallo", "team": "Professionnels"}
    assert await told(actor_of_cast("helene"), made.case_file.id) == []


async def test_what_is_assigned_so_already_is_told_once(db):
    made = await case_of()
    wanted = [Assignment(made.case_file.id, cast_id("awa", "lenoir"), None)]

    await assign_case_files(MARC, wanted)

    assert await assign_case_files(MARC, wanted) == []
    assert len(await told(MARC, made.case_file.id)) == 1


@pytest.mark.parametrize(
    ("case", "actor", "assignee", "team", "refusal"),
    [
        ("a collector", "awa", "awa", None, NotPermitted),
        ("the creditor", "helene", None, None, NotPermitted),
        ("another agency's manager", "sofia", None, None, CaseFileNotFound),
        ("somebody of another agency", "marc", "tom", None, MembershipNotFound),
        ("a team that is none", "marc", None, "nobody", TeamNotFound),
    ],
)
async def test_a_refused_assignment_writes_nothing(db, case, actor, assignee, team, refusal):
    made = await case_of(assignee="marc")
    place = "atlas" if assignee == "tom" else "lenoir"
    wanted = Assignment(
        made.case_file.id,
        cast_id(assignee, place) if assignee else None,
        cast_id("team", team) if team else None,
    )

    with pytest.raises(refusal):
        await assign_case_files(actor_of_cast(actor), [wanted])

    assert await kept(made.case_file.id) == Assignment(made.case_file.id, cast_id("marc", "lenoir"), None)
    assert await told(MARC, made.case_file.id) == []


async def test_all_are_assigned_or_none(db):
    made, foreign = await case_of(), await case_of(agency="atlas", mandate="AT-2026-021")
    awa = cast_id("awa", "lenoir")

    with pytest.raises(CaseFileNotFound):
        await assign_case_files(
            MARC, [Assignment(made.case_file.id, awa, None), Assignment(foreign.case_file.id, awa, None)]
        )

    assert await kept(made.case_file.id) == Assignment(made.case_file.id, None, None)


async def test_neither_too_many_nor_one_twice(db):
    made = await case_of()
    one = Assignment(made.case_file.id, None, None)

    for wanted in ([], [one, one], [Assignment(cast_id(str(at)), None, None) for at in range(MOST_AT_ONCE + 1)]):
        with pytest.raises(InvalidInput):
            await assign_case_files(MARC, wanted)


async def test_who_gets_it_reaches_it_and_who_loses_it_does_not(db):
    made = await case_of(assignee="awa")
    awa = collector(CaseScope.ASSIGNED)
    assert await case_file_by_id(awa, made.case_file.id)

    await assign_case_files(MARC, [Assignment(made.case_file.id, cast_id("marc", "lenoir"), None)])

    assert await case_file_by_id(awa, made.case_file.id) is None


async def test_a_collector_takes_a_free_case_file_of_their_team_and_no_other(db):
    team = await team_of("awa")
    free, elsewhere = await case_of(team=team), await case_of()
    awa = collector(CaseScope.TEAM, team.id)

    taken = await take_case_file(awa, free.case_file.id)

    assert taken.assignee_id == awa.membership_id
    assert await kept(free.case_file.id) == Assignment(free.case_file.id, awa.membership_id, team.id)
    with pytest.raises(CaseFileNotFound):
        await take_case_file(awa, elsewhere.case_file.id)


async def test_nobody_takes_what_a_colleague_works(db):
    made = await case_of(assignee="marc")

    with pytest.raises(CaseFileTaken):
        await take_case_file(actor_of_cast("awa"), made.case_file.id)

    assert await kept(made.case_file.id) == Assignment(made.case_file.id, cast_id("marc", "lenoir"), None)
