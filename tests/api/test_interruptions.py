"""Interruptions of limitation through the API: what a collector records, what both sides see, and each refusal."""

from datetime import timedelta
from typing import Any

import pytest

from tandem.casefiles.limitation import years_later
from tandem.casefiles.models import Segment
from tandem.kit import clock
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")

CLAIMS = "claims { lastDay timeBarred interruptedBy interruptedOn }"
RECORD = f"""mutation ($input: RecordInterruptionInput!) {{ recordInterruption(input: $input) {{
    interruption {{ id kind happenedOn proof recordedBy claim {{ id }} document {{ id }} }} caseFile {{ {CLAIMS} }}
    userErrors {{ code field message }} }} }}"""
WITHDRAW = f"""mutation ($input: WithdrawInterruptionInput!) {{ withdrawInterruption(input: $input) {{
    interruption {{ withdrawnBy withdrawalReason }} caseFile {{ {CLAIMS} }} userErrors {{ code field }} }} }}"""
END = f"""mutation ($input: EndMediationInput!) {{ endMediation(input: $input) {{
    interruption {{ untilOn endProof endDocument {{ id }} endRecordedBy }} caseFile {{ {CLAIMS} }}
    userErrors {{ code field }} }} }}"""
PAGE = f"""query ($id: ID!) {{ caseFile(id: $id) {{ {CLAIMS} interruptions {{ id withdrawnAt }}
    viewerCan {{ interruptClaim }} timeline {{ edges {{ node {{ __typename
    ... on InterruptionRecorded {{ interruption happenedOn lastDay documentNumber }}
    ... on MediationEnded {{ happenedOn endedOn proof lastDay }}
    ... on InterruptionWithdrawn {{ reason supersedes {{ __typename }} }} }} }} }} }} }}"""
DUE, HAPPENED = timedelta(days=600), timedelta(days=100)


async def owed() -> tuple[MadeCase, dict[str, Any]]:
    """A consumer's claim, and the input that records an acknowledgement of it."""
    made = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - DUE)
    given = {
        "claimId": global_id("Claim", made.claims[0].id),
        "kind": "ACKNOWLEDGEMENT",
        "happenedOn": f"{clock.today() - HAPPENED}",
        "proof": "MESSAGE",
        "idempotencyKey": f"acknowledged-{made.case_file.id}",
    }
    return made, given


async def page(person: str, organization: str, made: MadeCase) -> dict[str, Any]:
    """What a person sees of the case file."""
    answer = await ask(person, organization, PAGE, id=global_id("CaseFile", made.case_file.id))
    assert answer.errors == []
    found: dict[str, Any] = answer.data["caseFile"]
    return found


def events_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of interruptions, the newest first."""
    nodes = [edge["node"] for edge in found["timeline"]["edges"]]
    return [node for node in nodes if node["__typename"].startswith(("Interruption", "Mediation"))]


async def test_both_sides_see_the_last_day_and_why() -> None:
    made, given = await owed()

    answer = await ask("awa", "lenoir", RECORD, input=given)
    again = await ask("awa", "lenoir", RECORD, input=given)

    found = answer.data["recordInterruption"]
    assert found["userErrors"] == []
    assert again.data["recordInterruption"]["interruption"]["id"] == found["interruption"]["id"]
    last_day = f"{years_later(clock.today() - HAPPENED, 2)}"
    claim = {
        "lastDay": last_day,
        "timeBarred": False,
        "interruptedBy": "ACKNOWLEDGEMENT",
        "interruptedOn": given["happenedOn"],
    }
    assert found["caseFile"]["claims"] == [claim]
    for person, organization in (("awa", "lenoir"), ("helene", "bati-loire")):
        seen = await page(person, organization, made)
        assert seen["claims"] == [claim]
        assert [one["id"] for one in seen["interruptions"]] == [found["interruption"]["id"]]
        assert events_of(seen) == [
            {
                "__typename": "InterruptionRecorded",
                "interruption": "ACKNOWLEDGEMENT",
                "happenedOn": given["happenedOn"],
                "lastDay": last_day,
                "documentNumber": made.claims[0].document_number,
            }
        ]


async def test_it_is_withdrawn_with_a_reason_and_the_due_day_counts_again() -> None:
    made, given = await owed()
    recorded = (await ask("awa", "lenoir", RECORD, input=given)).data["recordInterruption"]["interruption"]

    answer = await ask(
        "awa", "lenoir", WITHDRAW, input={"interruptionId": recorded["id"], "reason": "D’un autre débiteur"}
    )

    found = answer.data["withdrawInterruption"]
    assert found["interruption"]["withdrawalReason"] == "D’un autre débiteur"
    [claim] = found["caseFile"]["claims"]
    last_day = f"{years_later(clock.today() - DUE, 2)}"
    assert (claim["lastDay"], claim["interruptedBy"], claim["interruptedOn"]) == (last_day, None, None)
    seen = await page("helene", "bati-loire", made)
    assert seen["interruptions"][0]["withdrawnAt"] is not None
    assert events_of(seen)[0] == {
        "__typename": "InterruptionWithdrawn",
        "reason": "D’un autre débiteur",
        "supersedes": {"__typename": "InterruptionRecorded"},
    }


async def test_a_mediation_goes_on_and_ends_and_both_sides_see_it() -> None:
    made, given = await owed()
    mediation = {**given, "kind": "MEDIATION", "proof": "MEDIATION_RECORD"}
    recorded = (await ask("awa", "lenoir", RECORD, input=mediation)).data["recordInterruption"]
    ended_on = f"{clock.today() - timedelta(days=40)}"
    given_end = {"interruptionId": recorded["interruption"]["id"], "endedOn": ended_on, "proof": "MESSAGE"}

    refused = await ask("helene", "bati-loire", END, input=given_end)
    ended = await ask("awa", "lenoir", END, input=given_end)
    again = await ask("awa", "lenoir", END, input=given_end)

    assert recorded["caseFile"]["claims"] == [
        {"lastDay": None, "timeBarred": False, "interruptedBy": "MEDIATION", "interruptedOn": given["happenedOn"]}
    ]
    assert [error["code"] for error in refused.data["endMediation"]["userErrors"]] == ["not_permitted"]
    assert [error["code"] for error in again.data["endMediation"]["userErrors"]] == ["mediation_not_going_on"]
    found = ended.data["endMediation"]
    assert (found["userErrors"], found["interruption"]["untilOn"], found["interruption"]["endProof"]) == (
        [],
        ended_on,
        "MESSAGE",
    )
    last_day = f"{years_later(clock.today() - DUE, 2) + timedelta(days=60)}"
    assert found["caseFile"]["claims"][0]["lastDay"] == last_day
    newest = events_of(await page("helene", "bati-loire", made))[0]
    assert newest == {
        "__typename": "MediationEnded",
        "happenedOn": given["happenedOn"],
        "endedOn": ended_on,
        "proof": "MESSAGE",
        "lastDay": last_day,
    }


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        pytest.param({"happenedOn": "2199-01-01"}, "invalid_input", ["happenedOn"], id="yet to come"),
        pytest.param({"happenedOn": "2010-01-01"}, "invalid_input", ["happenedOn"], id="before it was due"),
        pytest.param({"proof": "OFFICER_ACT"}, "invalid_input", ["proof"], id="proof of something else"),
        pytest.param({"kind": "WRITTEN_DEMAND"}, "does_not_interrupt", ["kind"], id="a registered letter"),
    ],
)
async def test_bad_input_names_its_field_and_writes_nothing(wrong: dict[str, str], code: str, field: list[str]) -> None:
    made, given = await owed()

    answer = await ask("awa", "lenoir", RECORD, input=given | wrong)

    [error] = answer.data["recordInterruption"]["userErrors"]
    assert (error["code"], error["field"]) == (code, field)
    seen = await page("awa", "lenoir", made)
    assert (seen["interruptions"], events_of(seen)) == ([], [])


@pytest.mark.parametrize(
    ("person", "organization", "code"),
    [
        ("helene", "bati-loire", "not_permitted"),
        ("tom", "atlas", "claim_not_found"),
        ("yann", "lemanique", "claim_not_found"),
    ],
)
async def test_nobody_but_the_agency_records_one(person: str, organization: str, code: str) -> None:
    made, given = await owed()

    answer = await ask(person, organization, RECORD, input=given)

    assert [error["code"] for error in answer.data["recordInterruption"]["userErrors"]] == [code]
    seen = await page("awa", "lenoir", made)
    assert (seen["interruptions"], events_of(seen)) == ([], [])
    assert seen["viewerCan"]["interruptClaim"]
    if code == "not_permitted":
        assert not (await page(person, organization, made))["viewerCan"]["interruptClaim"]
