"""What a client is told when something is refused, wrong, or broken."""

import base64
import json
from uuid import UUID

import pytest

from tandem.organizations import queries as organizations
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("served")


async def test_nobody_is_signed_in() -> None:
    answer = await ask(None, "", "{ viewer { locale } mandates { id } }")

    assert answer.codes == ["UNAUTHENTICATED"]
    assert answer.errors[0]["path"] == ["mandates"]


async def test_the_viewer_is_null_when_nobody_is_signed_in() -> None:
    answer = await ask(None, "", "{ viewer { locale } }")

    assert answer.data == {"viewer": None}
    assert answer.errors == []


@pytest.mark.parametrize(
    ("case", "document"),
    [
        ("syntax", "{ viewer {"),
        ("unknown field", "{ viewer { shoeSize } }"),
        ("wrong literal", '{ caseFiles(first: "many") { totalCount } }'),
        ("unknown enum value", "{ caseFiles(sort: LOUDEST) { totalCount } }"),
        ("too many aliases", "{" + " ".join(f"a{n}: viewer {{ locale }}" for n in range(40)) + "}"),
        ("too long", "{" + "viewer { locale } " * 700 + "}"),
    ],
)
async def test_a_request_that_cannot_be_executed(case: str, document: str) -> None:
    answer = await ask("awa", "lenoir", document)

    assert answer.data is None, case
    assert set(answer.codes) == {"BAD_USER_INPUT"}, case


async def test_a_variable_of_the_wrong_type() -> None:
    answer = await ask("awa", "lenoir", "query ($n: Int!) { caseFiles(first: $n) { totalCount } }", n="many")

    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("day", ["2026-13-01", "22.11.2026", "20261122", "2026-11-22T10:00:00Z", 7])
async def test_a_day_that_is_none(day: object) -> None:
    document = """
        mutation ($day: Date!) { openBankGrant(input: {bankId: "", portfolioId: "", level: TOTALS, expiresOn: $day}) {
            userErrors { code } } }
    """

    answer = await ask("helene", "bati-loire", document, day=day)

    assert answer.codes == ["BAD_USER_INPUT"]


async def test_a_role_that_may_not_is_forbidden_in_its_own_language() -> None:
    french = await ask("yann", "lemanique", "{ mandates { id } }")
    english = await ask("emma", "ponant", "{ mandates { id } }")

    assert french.codes == english.codes == ["FORBIDDEN"]
    assert french.errors[0]["message"] == "Votre rôle ne permet pas cette action."
    assert english.errors[0]["message"] == "Your role does not allow this."


@pytest.mark.parametrize(
    "key",
    [None, {"a": 1}, [], ["x"], [10**30], [1.5], [True, None], ["x", "y"], ["2026-11-22", "2026-11-22"], ["\0", "x"]],
)
@pytest.mark.parametrize(
    ("person", "organization", "field"),
    [
        ("awa", "lenoir", "caseFiles"),
        ("awa", "lenoir", "worklist"),
        ("awa", "lenoir", "attention"),
        ("helene", "bati-loire", "placementBatches"),
        ("helene", "bati-loire", "bankGrants"),
    ],
)
async def test_a_cursor_that_this_list_never_gave(person: str, organization: str, field: str, key: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")

    answer = await ask(person, organization, f"query ($c: String) {{ {field}(after: $c) {{ totalCount }} }}", c=cursor)

    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["field"] == "after"


@pytest.mark.parametrize("key", [["x", "y"], ["2026-11-22T09:00:00", str(UUID(int=1))], [1]])
async def test_a_cursor_that_no_timeline_gave(key: list[object]) -> None:
    made = await make_case()
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    document = "query ($id: ID!, $c: String) { caseFile(id: $id) { timeline(after: $c) { edges { cursor } } } }"

    answer = await ask("awa", "lenoir", document, id=global_id("CaseFile", made.case_file.id), c=cursor)

    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("sort", ["OLDEST_DUE", "LARGEST", "NEWEST", "NAME"])
async def test_a_cursor_of_another_sort_never_breaks_a_list(sort: str) -> None:
    for key in (["x", str(UUID(int=1))], [10**30, str(UUID(int=1))], ["2026-11-22T09:00:00", str(UUID(int=1))]):
        cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
        document = f"query ($c: String) {{ caseFiles(sort: {sort}, after: $c) {{ totalCount }} }}"

        answer = await ask("awa", "lenoir", document, c=cursor)

        assert set(answer.codes) <= {"BAD_USER_INPUT"}


@pytest.mark.parametrize("first", [0, -1, 201])
async def test_a_page_that_is_too_small_or_too_large(first: int) -> None:
    answer = await ask("awa", "lenoir", "query ($n: Int!) { caseFiles(first: $n) { totalCount } }", n=first)

    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("case_file_id", ["", "x", "Q2FzZUZpbGU6MQ==", "TWFuZGF0ZTowMTkz", "é"])
async def test_an_id_that_is_none(case_file_id: str) -> None:
    answer = await ask("awa", "lenoir", "query ($id: ID!) { caseFile(id: $id) { id } }", id=case_file_id)

    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["field"] == "id"


async def test_what_nobody_expected_is_masked_and_logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("password of the database")

    monkeypatch.setattr(organizations, "mandates_for", broken)

    answer = await ask("awa", "lenoir", "{ mandates { id } }")

    assert answer.codes == ["INTERNAL_SERVER_ERROR"]
    assert answer.errors[0]["message"] == "Unexpected error."
    assert "password" not in str(answer.errors)
    assert "password of the database" in capsys.readouterr().out


async def test_a_refused_mutation_answers_with_user_errors() -> None:
    made = await make_case()
    document = """
        mutation ($id: ID!) { moveCaseFile(input: {caseFileId: $id, stage: CLOSED}) {
            caseFile { id } userErrors { code field message } } }
    """

    refused = await ask("marc", "lenoir", document, id=global_id("CaseFile", made.case_file.id))
    foreign = await ask("tom", "atlas", document, id=global_id("CaseFile", made.case_file.id))
    garbage = await ask("marc", "lenoir", document, id="garbage")

    assert [answer.errors for answer in (refused, foreign, garbage)] == [[], [], []]
    assert refused.data["moveCaseFile"]["userErrors"][0]["field"] == ["closeCode"]
    assert foreign.data["moveCaseFile"] == {
        "caseFile": None,
        "userErrors": [
            {"code": "case_file_not_found", "field": ["caseFileId"], "message": "This case file does not exist."}
        ],
    }
    assert garbage.data["moveCaseFile"]["userErrors"][0]["code"] == "invalid_input"
