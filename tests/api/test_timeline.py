"""A timeline through the API: both ways, from a day on, narrowed, and how far the reader has read."""

from datetime import date
from typing import Any

import pytest

from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast
from tandem.notes.commands import write_note
from tandem_graphql.ids import global_id
from tests.api.asking import Answer, ask, counted_statements
from tests.support.builders import MadeCase, make_case
from tests.support.long_timeline import write_history

pytestmark = pytest.mark.usefixtures("served")

PAGE = """
    query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $startOn: Date, $timeZone: String,
           $filter: TimelineFilter) {
        caseFile(id: $id) { timeline(first: $first, after: $after, last: $last, before: $before, startOn: $startOn,
            timeZone: $timeZone, filter: $filter) {
            edges { cursor node { id group chain recordedAt } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }
"""
READING = """
    query ($id: ID!) { caseFile(id: $id) { timelineUnread timelineHeights { chain sequence }
        timelineReading { readAt heights { chain sequence } } } }
"""
MARK = """
    mutation ($id: ID!, $heights: [TimelineHeightInput!]!) {
        markTimelineRead(input: {caseFileId: $id, heights: $heights}) {
            caseFile { timelineUnread } userErrors { code field message } } }
"""


def _id(made: MadeCase) -> str:
    return global_id("CaseFile", made.case_file.id)


async def _made() -> MadeCase:
    made = await make_case()
    await write_history(made, 40, first_day=date(2026, 10, 20))
    return made


async def _page(made: MadeCase, person: str = "awa", organization: str = "lenoir", **arguments: Any) -> Any:
    answer = await ask(person, organization, PAGE, id=_id(made), **arguments)
    assert answer.errors == []
    return answer.data["caseFile"]["timeline"]


def _nodes(page: Any) -> list[Any]:
    return [edge["node"] for edge in page["edges"]]


async def _mark(made: MadeCase, person: str, organization: str, **heights: int) -> Answer:
    given = [{"chain": chain.upper(), "sequence": sequence} for chain, sequence in heights.items()]
    return await ask(person, organization, MARK, id=_id(made), heights=given)


async def test_a_page_from_a_day_leads_to_newer_and_to_older_events() -> None:
    made = await _made()
    everything = _nodes(await _page(made, first=200))

    opened = await _page(made, first=5, startOn="2026-10-21")
    newer = await _page(made, last=5, before=opened["pageInfo"]["startCursor"])
    older = await _page(made, first=5, after=opened["pageInfo"]["endCursor"])

    place = everything.index(_nodes(opened)[0])
    assert place > 5
    assert _nodes(newer) + _nodes(opened) + _nodes(older) == everything[place - 5 : place + 10]
    assert [page["pageInfo"]["hasPreviousPage"] for page in (newer, opened, older)] == [True, True, True]


async def test_the_oldest_come_newest_first_as_well() -> None:
    made = await _made()
    everything = _nodes(await _page(made, first=200))

    oldest = await _page(made, last=3)

    assert _nodes(oldest) == everything[-3:]
    assert (oldest["pageInfo"]["hasNextPage"], oldest["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize(
    ("narrowed", "groups", "chains"),
    [
        ({"groups": ["NOTES", "PAYMENTS"]}, {"NOTES", "PAYMENTS"}, {"AGENCY", "PARTIES"}),
        ({"groups": ["NOTES"], "chain": "AGENCY"}, {"NOTES"}, {"AGENCY"}),
        ({"chain": "CREDITOR"}, set(), set()),
        ({"groups": [], "from": "2026-10-22", "until": "2026-10-22", "chain": "AGENCY"}, {"NOTES"}, {"AGENCY"}),
    ],
)
async def test_a_filter_leaves_only_what_it_names(narrowed: Any, groups: set[str], chains: set[str]) -> None:
    made = await _made()

    nodes = _nodes(await _page(made, first=200, filter=narrowed))

    assert {node["group"] for node in nodes} == groups
    assert {node["chain"] for node in nodes} == chains
    if "from" in narrowed:
        assert {node["recordedAt"][:10] for node in nodes} == {"2026-10-22"}


@pytest.mark.parametrize(
    ("arguments", "field", "expected"),
    [
        ({"first": 1, "last": 1}, "first", "il faut soit first et after, soit last et before"),
        ({"startOn": "2026-10-21", "last": 1}, "startOn", "un jour où commencer s’emploie sans after, last ni before"),
        ({"before": "nonsense"}, "before", "un curseur donné par cette liste"),
        ({"timeZone": "Mars", "startOn": "2026-10-21"}, "timeZone", "par exemple Europe/Paris"),
        (
            {"filter": {"from": "2026-10-22", "until": "2026-10-21"}},
            "filter.until",
            "ne précède pas le début de la période",
        ),
        ({"filter": {"from": "0900-01-01"}}, "filter.from", "entre 1970 et 2199"),
    ],
)
async def test_what_does_not_go_together_is_told_by_field_value_and_what_would(
    arguments: Any, field: str, expected: str
) -> None:
    made = await make_case()

    answer = await ask("awa", "lenoir", PAGE, id=_id(made), **arguments)

    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["field"] == field
    assert expected in answer.errors[0]["message"]


@pytest.mark.parametrize("narrowed", [{"groups": ["SHOES"]}, {"chain": "OURS"}, {"from": "yesterday"}])
async def test_a_filter_value_that_is_none_is_refused(narrowed: Any) -> None:
    made = await make_case()

    answer = await ask("awa", "lenoir", PAGE, id=_id(made), filter=narrowed)

    assert answer.codes == ["BAD_USER_INPUT"]


async def test_what_was_read_is_kept_and_what_comes_then_is_counted() -> None:
    made = await make_case()
    before = (await ask("awa", "lenoir", READING, id=_id(made))).data["caseFile"]

    marked = await _mark(made, "awa", "lenoir", parties=1)
    for person, organization in (("awa", "lenoir"), ("helene", "bati-loire")):
        await write_note(
            actor_of_cast(person, organization), made.case_file.id, body="Note", audience=Audience.OWN_SIDE
        )
    after = (await ask("awa", "lenoir", READING, id=_id(made))).data["caseFile"]

    assert (before["timelineReading"], before["timelineUnread"]) == (None, None)
    assert marked.data["markTimelineRead"] == {"caseFile": {"timelineUnread": 0}, "userErrors": []}
    assert after["timelineUnread"] == 1
    assert after["timelineReading"]["heights"] == [{"chain": "PARTIES", "sequence": 1}]
    assert after["timelineHeights"] == [{"chain": "AGENCY", "sequence": 1}, {"chain": "PARTIES", "sequence": 1}]


async def test_a_list_tells_each_reader_their_own_unread_events_without_a_statement_more() -> None:
    made = await make_case()
    await _mark(made, "awa", "lenoir", parties=1)
    await write_note(actor_of_cast("awa"), made.case_file.id, body="Note", audience=Audience.OWN_SIDE)
    bare = "{ caseFiles(first: 200, sort: NEWEST) { edges { node { id } } } }"
    counting = "{ caseFiles(first: 200, sort: NEWEST) { edges { node { id timelineUnread } } } }"

    unread, sent = {}, []
    for person, organization in (("awa", "lenoir"), ("marc", "lenoir"), ("helene", "bati-loire")):
        with counted_statements() as without:
            await ask(person, organization, bare)
        with counted_statements() as counted:
            answer = await ask(person, organization, counting)
        nodes = {edge["node"]["id"]: edge["node"]["timelineUnread"] for edge in answer.data["caseFiles"]["edges"]}
        unread[person] = nodes[_id(made)]
        sent.append((len(without), len(counted)))

    assert unread == {"awa": 1, "marc": None, "helene": None}
    assert sent == [(1, 1)] * 3


async def test_a_height_that_is_none_is_refused_in_the_answer() -> None:
    made = await make_case()

    answer = await _mark(made, "awa", "lenoir", parties=-1)

    assert answer.data["markTimelineRead"]["caseFile"] is None
    assert answer.data["markTimelineRead"]["userErrors"][0]["field"] == ["heights"]
