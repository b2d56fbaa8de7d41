"""A list costs as many statements for twenty rows as for one."""

from collections.abc import AsyncIterator

import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tests.api.asking import ask, counted_statements
from tests.api.cases import make_full_case
from tests.api.documents import CASE_FILE
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.usefixtures("twenty_one")

LISTS = {
    "caseFiles": "{ totalCount edges { cursor node { ...Everything } } }",
    "worklist": (
        "{ totalCount edges { node { priority reasons { message } nextAction { kind message } "
        "caseFile { ...Everything } } } }"
    ),
    "attention": "{ edges { node { whatToDo caseFile { ...Everything } } } }",
    "placementBatches": (
        "{ edges { node { reference state mandate { reference agency { name } } portfolio { name } creditor { name } "
        "columns { header } fields { label } questions { message } counts { rows } problem correctionFileUrl "
        "viewerCan { accept } } } }"
    ),
}
READERS = [
    ("awa", "lenoir", "caseFiles"),
    ("helene", "bati-loire", "caseFiles"),
    ("awa", "lenoir", "worklist"),
    ("awa", "lenoir", "attention"),
    ("marc", "lenoir", "placementBatches"),
    ("helene", "bati-loire", "placementBatches"),
]


@pytest.fixture(scope="module")
async def many_cases(template: Template) -> AsyncIterator[DatabaseUrls]:
    """A database of its own with twenty-one case files of one agency and one creditor, all alike."""
    async with database_of(template) as urls:
        async with orm(urls.web):
            for _ in range(21):
                await make_full_case()
        yield urls


@pytest.fixture
async def twenty_one(many_cases: DatabaseUrls) -> AsyncIterator[None]:
    async with orm(many_cases.web):
        yield


@pytest.mark.parametrize(("person", "organization", "field"), READERS)
async def test_a_list_of_twenty_costs_what_a_list_of_one_costs(person: str, organization: str, field: str) -> None:
    selection = LISTS[field]
    fragment = CASE_FILE if "Everything" in selection else ""
    document = f"query ($first: Int!) {{ {field}(first: $first) {selection} }} {fragment}"
    counts, sizes = [], []

    for first in (1, 20):
        with counted_statements() as statements:
            answer = await ask(person, organization, document, first=first)
        assert answer.errors == []
        counts.append(len(statements))
        sizes.append(len(answer.data[field]["edges"]))

    assert sizes == [1, 20]
    assert counts[0] == counts[1]


async def test_mandates_cost_one_statement_and_one_for_their_organizations() -> None:
    with counted_statements() as statements:
        answer = await ask("ines", "lenoir", "{ mandates { reference agency { name } creditor { name } } }")

    assert len(answer.data["mandates"]) == 3
    assert len(statements) == 2


async def test_a_case_page_is_read_whole() -> None:
    document = "{ caseFiles(first: 1) { edges { node { ...Everything } } } }" + CASE_FILE

    agency = (await ask("awa", "lenoir", document)).data["caseFiles"]["edges"][0]["node"]
    creditor = (await ask("helene", "bati-loire", document)).data["caseFiles"]["edges"][0]["node"]

    assert agency["balance"]["outstanding"] == {"amount": "185.00"}
    assert [one["amount"]["amount"] for one in agency["payments"]] == ["5.00", "10.00"]
    assert agency["holds"][0]["byOrganization"] == {"name": "Bâti-Loire SAS"}
    assert (agency["portfolio"], creditor["portfolio"]) == (None, {"name": "Clients professionnels"})
    assert (agency["holds"][0]["viewerCanRelease"], creditor["holds"][0]["viewerCanRelease"]) == (False, True)
    assert agency["openingLetter"]["attempt"]["id"] == agency["attempts"][0]["id"]
    assert len(agency["channels"]) == 4
    assert creditor["channels"] == []
    notes = [
        [edge["node"]["body"] for edge in page["timeline"]["edges"] if edge["node"]["__typename"] == "NoteWritten"]
        for page in (agency, creditor)
    ]
    assert notes == [["For the agency's eyes."], ["For the creditor's eyes."]]
