"""What the rules leave to a person, through the API: asked for by a collector, decided by a manager, counted."""

from datetime import date
from typing import Any

import pytest

from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem_graphql.ids import global_id
from tests.api.asking import Answer, ask
from tests.api.test_authorization import written
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("served")

BARRED = date(2020, 1, 15)
AWA, MARC, CLAIRE = ("awa", "lenoir"), ("marc", "lenoir"), ("claire", "lenoir")
OTHERS = {"a collector": AWA, "the creditor": ("helene", "bati-loire"), "another agency": ("tom", "atlas")}
PLAN = """mutation ($input: PlanContactInput!) { planContact(input: $input) {
    attempt { id state reasons { code decision } viewerCan { release } } userErrors { code } } }"""
RELEASE = """mutation ($input: ReleaseContactInput!) { releaseContact(input: $input) {
    attempt { state reasons { code } viewerCan { release } } userErrors { code field } } }"""
REFUSALS = """query ($filter: RefusalFilterInput!) { contactRefusals(filter: $filter) {
    figures { by key label contacts leftToAPerson } caseFiles { caseFile { id } contacts } } }"""


async def left_to_a_person() -> tuple[MadeCase, dict[str, Any]]:
    """The opening letter about a professional's barred claim, as a collector asks for it."""
    made = await make_case(due_on=BARRED, letter_posted_on=None)
    asked = {
        "caseFileId": global_id("CaseFile", made.case_file.id),
        "contactPointId": global_id("ContactPoint", made.postal.id),
        "channel": "LETTER",
        "templateId": "letter_reminder.fr",
        "idempotencyKey": f"release-{made.case_file.id}",
    }
    answer = await ask(*AWA, PLAN, input=asked)
    assert answer.errors == []
    assert answer.data["planContact"]["userErrors"] == []
    found: dict[str, Any] = answer.data["planContact"]["attempt"]
    return made, found


async def let_pass(who: tuple[str, str], attempt: dict[str, Any]) -> Answer:
    given = {"attemptId": attempt["id"], "codes": ["TIME_BARRED"], "reason": "Asked for in writing."}
    return await ask(*who, RELEASE, input=given)


async def test_a_collector_asks_and_a_manager_decides() -> None:
    _, attempt = await left_to_a_person()
    assert (attempt["state"], attempt["viewerCan"]) == ("NEEDS_PERSON", {"release": False})
    assert attempt["reasons"] == [{"code": "TIME_BARRED", "decision": "REVIEW"}]

    answer = await let_pass(MARC, attempt)

    assert answer.errors == []
    released = {"state": "PLANNED", "reasons": [], "viewerCan": {"release": False}}
    assert answer.data["releaseContact"] == {"attempt": released, "userErrors": []}


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_decides_and_nothing_is_written(who: str, served: DatabaseUrls) -> None:
    _, attempt = await left_to_a_person()
    before = await written(served)

    answer = await let_pass(OTHERS[who], attempt)

    code = "CONTACT_ATTEMPT_NOT_FOUND" if who == "another agency" else "NOT_PERMITTED"
    assert [error["code"] for error in answer.data["releaseContact"]["userErrors"]] == [code.lower()]
    assert await written(served) == before


async def test_it_is_counted_for_the_manager_and_the_compliance_officer_with_its_case_file() -> None:
    made, _ = await left_to_a_person()
    today = clock.today().isoformat()

    for who in (MARC, CLAIRE):
        answer = await ask(*who, REFUSALS, filter={"since": today, "until": today, "code": "TIME_BARRED"})
        assert answer.errors == []
        found = answer.data["contactRefusals"]
        [reason] = [figure for figure in found["figures"] if figure["by"] == "REASON"]
        assert reason["key"] == "TIME_BARRED"
        assert reason["contacts"] == reason["leftToAPerson"] > 0
        case_files = {one["caseFile"]["id"]: one["contacts"] for one in found["caseFiles"]}
        assert case_files[global_id("CaseFile", made.case_file.id)] == 1


@pytest.mark.parametrize("who", ["a collector", "the creditor"])
async def test_nobody_else_counts(who: str) -> None:
    today = clock.today().isoformat()

    answer = await ask(*OTHERS[who], REFUSALS, filter={"since": today, "until": today})

    assert answer.codes == ["FORBIDDEN"]


async def test_another_agency_counts_its_own_alone() -> None:
    await left_to_a_person()
    today = clock.today().isoformat()

    answer = await ask("sofia", "atlas", REFUSALS, filter={"since": today, "until": today})

    assert answer.data["contactRefusals"]["caseFiles"] == []
