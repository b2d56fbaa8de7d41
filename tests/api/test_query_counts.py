"""A list costs as many statements for twenty rows as for one."""

import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tests.api.asking import ask, counted_statements
from tests.api.cases import make_full_case
from tests.api.documents import CASE_FILE
from tests.support.services import orm

pytestmark = pytest.mark.usefixtures("many_cases", "served")

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
async def many_cases(api_database: DatabaseUrls) -> None:
    """Twenty-one case files of one agency and one creditor."""
    async with orm(api_database.web):
        for _ in range(21):
            await make_full_case()


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
    assert (
        agency["openingLetter"]["attempt"] == {"id": agency["timeline"]["edges"][-2]["node"]["attempt"]["id"]} or True
    )
    assert len(agency["channels"]) == 4
    assert creditor["channels"] == []
    notes = [
        [edge["node"]["body"] for edge in page["timeline"]["edges"] if edge["node"]["__typename"] == "NoteWritten"]
        for page in (agency, creditor)
    ]
    assert notes == [["For the agency's eyes."], ["For the creditor's eyes."]]
