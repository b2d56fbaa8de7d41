"""Corrections through the API: who makes them, what both sides see of them, and that open pages follow."""

from typing import Any

import pytest

from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.money import Money
from tandem.ledger.commands import record_payment
from tandem.notes.commands import publish_note, write_note
from tandem.organizations.actor import System
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.api.cases import make_full_case
from tests.api.watching import sign_in, watching
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")

OTHERS = (("marc", "lenoir"), ("helene", "bati-loire"), ("tom", "atlas"), ("yann", "lemanique"))
CORRECT = """mutation ($input: CorrectNoteInput!) { correctNote(input: $input) { noteId userErrors { code field } } }"""
REVERSE = """mutation ($input: ReversePaymentInput!) { reversePayment(input: $input) {
    payment { reversedBy reversalReason } caseFile { stage balance { paid { amount } outstanding { amount } } }
    userErrors { code field } } }"""
PAGE = """query ($id: ID!) { caseFile(id: $id) { timelinePosition viewerCan { reversePayment } timeline { edges { node {
    __typename id supersedes { id } supersededBy { id __typename }
    ... on NoteWritten { noteId viewerCanCorrect } ... on NoteCorrected { reason viewerCanCorrect } } } } } }"""
LIVE = """subscription ($id: ID!, $after: String) { timeline(caseFileId: $id, after: $after) {
    event { __typename id supersedes { id supersededBy { id } } }
    caseFile { balance { outstanding { amount } } payments { reversedAt reversalReason } } } }"""


async def page(person: str, organization: str, made: MadeCase) -> dict[str, Any]:
    """What a person sees of the case file; `events` newest first."""
    answer = await ask(person, organization, PAGE, id=global_id("CaseFile", made.case_file.id))
    assert answer.errors == []
    found: dict[str, Any] = answer.data["caseFile"]
    return {**found, "events": [edge["node"] for edge in found["timeline"]["edges"]]}


async def noted(audience: Audience = Audience.PARTIES) -> tuple[MadeCase, dict[str, Any]]:
    """A case file with a note of Awa's, and the input that corrects it."""
    made = await make_case()
    note = await write_note(actor_of_cast("awa"), made.case_file.id, body="Payé le 2", audience=audience)
    await publish_note(System(cast_id("lenoir")), note.id)
    event = (await page("awa", "lenoir", made))["events"][0]
    given = {"noteId": event["noteId"], "supersedes": event["id"], "body": "Payé le 3", "reason": "Date"}
    return made, given


async def paid() -> tuple[MadeCase, str]:
    """A case file paid in full, and the payment's id."""
    made = await make_case(amounts=(120_00,))
    payment = await record_payment(
        actor_of_cast("awa"),
        made.case_file.id,
        amount=Money(120_00, "EUR"),
        received_on=clock.today(),
        reference=None,
        idempotency_key=f"pay-{made.case_file.id}",
    )
    return made, global_id("Payment", payment.id)


async def test_both_sides_see_what_a_note_said_and_what_it_says() -> None:
    made, given = await noted()

    answer = await ask("awa", "lenoir", CORRECT, input=given)

    assert answer.data["correctNote"] == {"noteId": given["noteId"], "userErrors": []}
    for person, organization in (("awa", "lenoir"), ("helene", "bati-loire")):
        newer, older = (await page(person, organization, made))["events"][:2]
        assert (newer["__typename"], newer["reason"], newer["supersedes"]) == (
            "NoteCorrected",
            "Date",
            {"id": given["supersedes"]},
        )
        assert older["supersededBy"] == {"id": newer["id"], "__typename": "NoteCorrected"}
        assert (newer["viewerCanCorrect"], older["viewerCanCorrect"]) == (person == "awa", False)


@pytest.mark.parametrize(("person", "organization"), OTHERS)
async def test_nobody_else_corrects_a_note(person: str, organization: str) -> None:
    made, given = await noted()
    before = (await page("awa", "lenoir", made))["events"]

    answer = await ask(person, organization, CORRECT, input=given)

    known = organization in ("lenoir", "bati-loire")
    expected = "author_only" if known else "note_not_found"
    assert [error["code"] for error in answer.data["correctNote"]["userErrors"]] == [expected]
    assert (await page("awa", "lenoir", made))["events"] == before


async def test_a_private_note_of_the_other_side_is_nowhere() -> None:
    made, given = await noted(Audience.OWN_SIDE)

    answer = await ask("helene", "bati-loire", CORRECT, input=given)

    assert [error["code"] for error in answer.data["correctNote"]["userErrors"]] == ["note_not_found"]
    assert [event["__typename"] for event in (await page("helene", "bati-loire", made))["events"]] == ["CaseFilePlaced"]


async def test_a_manager_reverses_a_payment_and_the_case_opens_again() -> None:
    made, payment_id = await paid()

    answer = await ask("marc", "lenoir", REVERSE, input={"paymentId": payment_id, "reason": "Chèque rejeté"})
    again = await ask("marc", "lenoir", REVERSE, input={"paymentId": payment_id, "reason": "Chèque rejeté"})

    found = answer.data["reversePayment"]
    assert found["payment"]["reversalReason"] == "Chèque rejeté"
    assert found["caseFile"] == {
        "stage": "AMICABLE",
        "balance": {"paid": {"amount": "0.00"}, "outstanding": {"amount": "120.00"}},
    }
    assert again.data["reversePayment"]["userErrors"] == [{"code": "payment_already_reversed", "field": None}]
    events = (await page("helene", "bati-loire", made))["events"]
    assert [event["__typename"] for event in events] == [
        "StageChanged",
        "PaymentReversed",
        "StageChanged",
        "PaymentRecorded",
        "CaseFilePlaced",
    ]
    assert (events[1]["supersedes"]["id"], events[3]["supersededBy"]["id"]) == (events[3]["id"], events[1]["id"])


@pytest.mark.parametrize(
    ("person", "organization", "code"),
    [
        ("awa", "lenoir", "not_permitted"),
        ("helene", "bati-loire", "not_permitted"),
        ("tom", "atlas", "payment_not_found"),
        ("yann", "lemanique", "payment_not_found"),
    ],
)
async def test_nobody_else_reverses_a_payment(person: str, organization: str, code: str) -> None:
    made, payment_id = await paid()
    before = await page("marc", "lenoir", made)

    answer = await ask(person, organization, REVERSE, input={"paymentId": payment_id, "reason": "Pour voir"})

    assert [error["code"] for error in answer.data["reversePayment"]["userErrors"]] == [code]
    assert (await page("marc", "lenoir", made))["events"] == before["events"]
    assert before["viewerCan"]["reversePayment"]
    if code == "not_permitted":
        assert not (await page(person, organization, made))["viewerCan"]["reversePayment"]


async def test_the_older_row_of_an_open_page_changes_too() -> None:
    made, payment_id = await paid()
    helene = await sign_in("helene@bati-loire.example")
    seen = await page("helene", "bati-loire", made)
    key = global_id("CaseFile", made.case_file.id)

    async with watching(helene, LIVE, made.case_file.id, id=key, after=seen["timelinePosition"]) as watch:
        await ask("marc", "lenoir", REVERSE, input={"paymentId": payment_id, "reason": "Chèque rejeté"})
        frame = (await watch.frame())["timeline"]

    recorded = next(event for event in seen["events"] if event["__typename"] == "PaymentRecorded")
    event = frame["event"]
    assert event["__typename"] == "PaymentReversed"
    assert event["supersedes"] == {"id": recorded["id"], "supersededBy": {"id": event["id"]}}
    assert frame["caseFile"]["balance"] == {"outstanding": {"amount": "120.00"}}
    assert [one["reversalReason"] for one in frame["caseFile"]["payments"]] == ["Chèque rejeté"]


POSTING = (
    """mutation ($input: CorrectLetterPostingInput!) { correctLetterPosting(input: $input) { userErrors { code } } }"""
)
OUTCOME = (
    """mutation ($input: CorrectCallOutcomeInput!) { correctCallOutcome(input: $input) { userErrors { code } } }"""
)


@pytest.mark.parametrize(
    ("person", "organization", "posting", "outcome"),
    [
        # A letter that is printed and not posted, which is no call either.
        ("awa", "lenoir", "letter_not_posted", "not_a_call"),
        ("helene", "bati-loire", "not_permitted", "not_permitted"),
        ("tom", "atlas", "contact_attempt_not_found", "contact_attempt_not_found"),
        ("yann", "lemanique", "contact_attempt_not_found", "contact_attempt_not_found"),
    ],
)
async def test_what_was_told_of_a_contact_is_the_agencys_to_correct(
    person: str, organization: str, posting: str, outcome: str
) -> None:
    made = await make_full_case()
    attempts = "query ($id: ID!) { caseFile(id: $id) { attempts { id } } }"
    found = await ask("awa", "lenoir", attempts, id=global_id("CaseFile", made.case_file.id))
    attempt = {"attemptId": found.data["caseFile"]["attempts"][0]["id"], "reason": "Mal lu"}
    before = (await page("awa", "lenoir", made))["events"]

    day = await ask(person, organization, POSTING, input={**attempt, "postedOn": clock.today().isoformat()})
    told = await ask(person, organization, OUTCOME, input={**attempt, "disposition": "REACHED"})

    assert day.data["correctLetterPosting"]["userErrors"] == [{"code": posting}]
    assert told.data["correctCallOutcome"]["userErrors"] == [{"code": outcome}]
    assert (await page("awa", "lenoir", made))["events"] == before


RETURN = """mutation ($input: RecordLetterReturnInput!) { recordLetterReturn(input: $input) { userErrors { code } } }"""
NO_RETURN = (
    """mutation ($input: CorrectLetterReturnInput!) { correctLetterReturn(input: $input) { userErrors { code } } }"""
)
TRACED = """mutation ($input: FinishTracingInput!) { finishTracing(input: $input) { userErrors { code } } }"""


@pytest.mark.parametrize(
    ("person", "organization", "returned", "corrected", "traced"),
    [
        # A letter that is printed and not posted.
        ("awa", "lenoir", "letter_not_posted", "letter_not_returned", "nothing_to_trace"),
        ("helene", "bati-loire", "not_permitted", "not_permitted", "not_permitted"),
        *(
            (person, organization, *["contact_attempt_not_found"] * 3)
            for person, organization in (("tom", "atlas"), ("yann", "lemanique"))
        ),
    ],
)
async def test_returned_mail_is_the_agencys_to_enter(
    person: str, organization: str, returned: str, corrected: str, traced: str
) -> None:
    made = await make_full_case()
    attempts = "query ($id: ID!) { caseFile(id: $id) { attempts { id } } }"
    found = await ask("awa", "lenoir", attempts, id=global_id("CaseFile", made.case_file.id))
    attempt = {"attemptId": found.data["caseFile"]["attempts"][0]["id"]}
    before = (await page("awa", "lenoir", made))["events"]

    today = clock.today().isoformat()
    back = await ask(person, organization, RETURN, input={**attempt, "reason": "MOVED", "returnedOn": today})
    taken = await ask(person, organization, NO_RETURN, input={**attempt, "reason": "Mal lu"})
    ended = await ask(person, organization, TRACED, input={**attempt, "outcome": "NOT_FOUND", "comment": "mairie"})

    assert back.data["recordLetterReturn"]["userErrors"] == [{"code": returned}]
    assert taken.data["correctLetterReturn"]["userErrors"] == [{"code": corrected}]
    assert ended.data["finishTracing"]["userErrors"] == [{"code": traced}]
    assert (await page("awa", "lenoir", made))["events"] == before
