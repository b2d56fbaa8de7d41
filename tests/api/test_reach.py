"""Reach over the API: what a confined collector, a group and a creditor are shown, live and when they ask."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tandem.casefiles.assigning import Assignment, assign_case_files
from tandem.casefiles.commands import move_case_file
from tandem.casefiles.models import Stage
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.wakeups import flusher, listener
from tandem.organizations.hierarchy.commands import leave_group
from tandem.organizations.models import CaseScope
from tandem.organizations.teams.commands import choose_case_scope, create_team, set_team_members
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema
from tests.api.asking import ask, context_of, id_of
from tests.api.watching import sign_in, watching
from tests.domain.reach.confined import case_of
from tests.support.builders import make_case

INES, MARC = actor_of_cast("ines"), actor_of_cast("marc")
TIMELINE = """
    subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) { event { __typename } } }
"""
REACH = "subscription { reachChanged { lost } }"


@pytest.fixture
async def own_live(committed: DatabaseUrls) -> AsyncIterator[None]:
    """Live updates over a database of the test's own: what an organization chooses holds for everybody there."""
    async with listener.run(committed.web), flusher.run(committed.web):
        yield


def _id(made):
    return global_id("CaseFile", made.case_file.id)


async def _give(made, person, team=None):
    await assign_case_files(MARC, [Assignment(made.case_file.id, cast_id(person, "lenoir"), team.id if team else None)])


@pytest.mark.usefixtures("own_live")
async def test_an_open_timeline_ends_within_a_second_when_the_case_file_goes_to_a_colleague() -> None:
    made = await make_case()
    await _give(made, "awa")
    await choose_case_scope(INES, CaseScope.ASSIGNED)
    awa = await sign_in("awa@lenoir.example")

    took = list[float]()
    for _ in range(3):  # the best of them: a machine may be busy with something else
        async with watching(awa, TIMELINE, key=made.case_file.id, id=_id(made)) as watch:
            await _give(made, "marc")
            given = time.monotonic()
            assert await watch.next() == ["NOT_FOUND"]
            took.append(time.monotonic() - given)
        await _give(made, "awa")

    assert min(took) < 1


@pytest.mark.usefixtures("own_live")
async def test_a_page_is_told_what_it_lost_and_that_anything_may_have_changed() -> None:
    made = await make_case()
    await _give(made, "awa")
    awa = await sign_in("awa@lenoir.example")

    async with watching(awa, REACH, key=cast_id("lenoir")) as watch:
        await choose_case_scope(INES, CaseScope.ASSIGNED)
        assert await watch.next() == {"reachChanged": {"lost": None}}
        await _give(made, "marc")
        assert await watch.next() == {"reachChanged": {"lost": _id(made)}}
        assert await watch.until_quiet(0.5) == []


@pytest.mark.usefixtures("own_live")
async def test_who_leaves_a_team_loses_its_case_files_at_once() -> None:
    team = await create_team(INES, "Professionnels")
    await set_team_members(INES, team.id, [cast_id("awa", "lenoir")])
    made = await case_of(team=team)
    await choose_case_scope(INES, CaseScope.TEAM)
    awa = await sign_in("awa@lenoir.example")

    async with watching(awa, TIMELINE, key=made.case_file.id, id=_id(made)) as watch:
        await set_team_members(INES, team.id, [])

        assert await watch.next() == ["NOT_FOUND"]


@pytest.mark.usefixtures("own_live")
async def test_a_group_follows_its_entities_until_one_leaves() -> None:
    made, outside = await make_case(), await make_case(creditor="energie", mandate="MR-2026-002")
    agathe = await sign_in("agathe@ligerien.example")
    page = await ask("agathe", "ligerien", f'{{ caseFile(id: "{_id(made)}") {{ timelinePosition }} }}')
    now = page.data["caseFile"]["timelinePosition"]

    async with (
        watching(agathe, "subscription { caseFilesChanged { id stage } }", key=cast_id("bati-loire")) as changes,
        watching(agathe, TIMELINE, key=made.case_file.id, id=_id(made), after=now) as timeline,
    ):
        await move_case_file(MARC, outside.case_file.id, stage=Stage.PRE_LEGAL)
        await move_case_file(MARC, made.case_file.id, stage=Stage.PRE_LEGAL)
        assert await changes.next() == {"caseFilesChanged": {"id": _id(made), "stage": "PRE_LEGAL"}}
        assert await timeline.next() == {"timeline": {"event": {"__typename": "StageChanged"}}}

        await leave_group(actor_of_cast("helene"))

        assert await timeline.next() == ["NOT_FOUND"]
        await move_case_file(MARC, made.case_file.id, stage=Stage.LEGAL)
        assert await changes.until_quiet(0.5) == []


async def test_a_confined_collector_finds_nothing_of_a_colleagues_case_file_by_any_way(db) -> None:
    own, other = await case_of(assignee="awa"), await case_of(assignee="marc")
    awa = replace(actor_of_cast("awa"), case_scope=CaseScope.ASSIGNED)
    claim, debtor = global_id("Claim", other.claims[0].id), global_id("Debtor", other.case_file.debtor_id)
    mine = {"totalCount": 1, "edges": [{"node": {"id": _id(own)}}]}

    for asked, shown in {
        f'caseFile(id: "{_id(other)}") {{ id }}': None,
        f'node(id: "{_id(other)}") {{ id }}': None,
        f'node(id: "{claim}") {{ id }}': None,
        f'node(id: "{debtor}") {{ id }}': None,
        "caseFiles { totalCount edges { node { id } } }": mine,
        'caseFiles(filter: {search: "temoin"}) { totalCount }': {"totalCount": 1},
        "worklist { totalCount }": {"totalCount": 1},
        "attention { totalCount }": {"totalCount": 0},
        "placementBatches { totalCount }": {"totalCount": 0},
    }.items():
        result = await schema.execute(f"{{ answer: {asked} }}", None, context_of(awa))

        assert result.errors is None, asked
        assert result.data == {"answer": shown}, asked


async def test_who_works_a_case_file_is_the_agencys_own_to_know(db) -> None:
    made = await case_of(assignee="awa")
    document = "query ($id: ID!) { caseFile(id: $id) { assignee { name } team { name } } }"

    agency = await ask("marc", "lenoir", document, id=_id(made))
    creditor = await ask("helene", "bati-loire", document, id=_id(made))

    assert agency.data["caseFile"] == {"assignee": {"name": "Awa Diallo"}, "team": None}
    assert creditor.data["caseFile"] == {"assignee": None, "team": None}


@pytest.mark.parametrize("narrowed", ["unassigned: true", "assigneeId: $awa"])
async def test_no_creditor_finds_out_by_a_filter_who_works_what(db, narrowed) -> None:
    await case_of(assignee="awa")
    document = f"query ($awa: ID!) {{ caseFiles(filter: {{assignment: {{{narrowed}}}}}) {{ totalCount }} }}"
    if "$awa" not in narrowed:
        document = document.replace("query ($awa: ID!)", "query")

    answer = await ask("helene", "bati-loire", document, awa=id_of("Membership", "awa", "lenoir"))

    assert answer.codes == ["FORBIDDEN"]


async def test_lists_are_narrowed_by_person_team_entity_and_agency(db) -> None:
    await case_of(assignee="awa")
    await case_of()
    await make_case(agency="atlas", mandate="AT-2026-021")
    await make_case(creditor="clinique", mandate="MR-2026-003")

    async def count(person, organization, narrowed):
        answer = await ask(person, organization, f"{{ caseFiles(filter: {{{narrowed}}}) {{ totalCount }} }}")
        return answer.data["caseFiles"]["totalCount"]

    awa, atlas = id_of("Membership", "awa", "lenoir"), id_of("Organization", "atlas")
    assert await count("marc", "lenoir", f'assignment: {{assigneeId: "{awa}"}}') == 1
    assert await count("marc", "lenoir", "assignment: {unassigned: true}") == 2
    assert await count("helene", "bati-loire", f'agencyId: "{atlas}"') == 1
    assert await count("agathe", "ligerien", f'creditorId: "{id_of("Organization", "clinique")}"') == 1
    assert await count("agathe", "ligerien", f'creditorId: "{id_of("Organization", "energie")}"') == 0


async def test_assigning_answers_with_what_takes_it_back_and_refuses_in_words(db) -> None:
    made = await case_of()
    document = """mutation ($id: ID!, $to: ID) {
        assignCaseFiles(input: {assignments: [{caseFileId: $id, assigneeId: $to}]}) {
            caseFiles { assignee { name } } before { caseFileId assigneeId teamId } userErrors { code } } }"""
    asked = {"id": _id(made), "to": id_of("Membership", "awa", "lenoir")}

    refused = await ask("awa", "lenoir", document, **asked)
    done = await ask("marc", "lenoir", document, **asked)

    assert refused.data["assignCaseFiles"]["userErrors"] == [{"code": "not_permitted"}]
    assert done.data["assignCaseFiles"] == {
        "caseFiles": [{"assignee": {"name": "Awa Diallo"}}],
        "before": [{"caseFileId": _id(made), "assigneeId": None, "teamId": None}],
        "userErrors": [],
    }
