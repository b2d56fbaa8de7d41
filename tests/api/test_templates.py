"""Templates over the API: what a text is told to lack, who may write and who approve, and who never learns of it."""

import base64
from typing import Any

import pytest

from tandem.contacts.templates import shipped_templates
from tandem_graphql.ids import global_id
from tests.api.asking import Answer, ask
from tests.channels.pdf_text import text_of
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("served")

SMS = shipped_templates()["sms_reminder.fr"].wording
WORDS: dict[str, Any] = {
    "form": "SMS",
    "language": "fr",
    "tone": "POLITE",
    "purpose": "DEMAND",
    "country": "FR",
    "titleFr": "Rappel court",
    "titleEn": "Short reminder",
    "text": SMS.text,
}
FIELDS = "template { id isShipped inUse waiting versions { number state isOwn author comment } }"
ERRORS = "userErrors { code message }"


def verb(name: str) -> str:
    """One mutation, asked for what all of them answer with."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {FIELDS} {ERRORS} }} }}"


SAVE, APPROVE, REJECT, WITHDRAW = map(
    verb, ("saveTemplateVersion", "approveTemplateVersion", "rejectTemplateVersion", "withdrawTemplate")
)
LIST = "{ templates { id title form isShipped versions { number text } } }"
ONE = "query ($id: ID!) { template(templateId: $id) { id inUse waiting } }"
TRIAL = """query ($words: TemplateWordsInput!, $case: ID) { templateTrial(words: $words, caseFileId: $case) {
    problems { code line variable nearest source message } text html subject segments units encoding forcing } }"""


async def saved(person: str = "marc", **words: Any) -> Answer:
    return await ask(person, "lenoir", SAVE, input={"words": WORDS | words})


def codes(answer: Answer) -> list[str]:
    [payload] = answer.data.values()
    return [error["code"] for error in payload["userErrors"]]


async def test_a_text_goes_from_its_author_to_whoever_approves_it_into_use():
    answer = await saved()

    template = answer.data["saveTemplateVersion"]["template"]
    assert (template["isShipped"], template["inUse"], template["waiting"]) == (False, None, 1)
    assert template["versions"] == [
        {"number": 1, "state": "WAITING", "isOwn": True, "author": "Marc Vidal", "comment": None}
    ]
    decision = {"templateId": template["id"], "number": 1}
    assert codes(await ask("marc", "lenoir", APPROVE, input=decision)) == ["template_own_version"]
    approved = await ask("claire", "lenoir", APPROVE, input=decision | {"comment": "Bien"})
    told = approved.data["approveTemplateVersion"]["template"]
    assert (told["inUse"], told["waiting"], told["versions"][0]["isOwn"]) == (1, 0, False)
    withdrawn = await ask("marc", "lenoir", WITHDRAW, input={"templateId": template["id"]})
    assert withdrawn.data["withdrawTemplate"]["template"]["versions"][0]["state"] == "WITHDRAWN"


async def test_a_refused_text_is_told_line_by_line_in_the_readers_language():
    answer = await saved(text="Bonjour {debtor_nam}\nHuissier STOP")

    [error] = answer.data["saveTemplateVersion"]["userErrors"]
    assert error["code"] == "template_refused"
    assert "Ligne 1 : « debtor_nam » n’est pas une variable. Vouliez-vous dire « debtor_name » ?" in error[
        "message"
    ].replace("\u00a0", " ").replace("\u202f", " ")
    assert "Ligne 2" in error["message"]
    assert "CPCE R124-4" in error["message"]


async def test_a_trial_tells_the_same_and_counts_the_segments():
    answer = await ask("awa", "lenoir", TRIAL, words=WORDS | {"text": "Cœur {debtor_nam} STOP"})

    trial = answer.data["templateTrial"]
    assert {(one["code"], one["line"], one["nearest"]) for one in trial["problems"]} >= {
        ("unknown_variable", 1, "debtor_name"),
        ("opening_letter_recalled", 0, None),
    }
    assert (trial["segments"], trial["encoding"], trial["forcing"]) == (1, "UCS-2", ["œ"])
    assert trial["text"] == "Cœur {debtor_nam} STOP"


async def test_a_trial_on_a_case_file_is_filled_with_its_values_within_reach_alone():
    made = await make_case()
    case = global_id("CaseFile", made.case_file.id)

    own = await ask("awa", "lenoir", TRIAL, words=WORDS, case=case)
    elsewhere = await ask("tom", "atlas", TRIAL, words=WORDS, case=case)

    assert made.case_file.reference in own.data["templateTrial"]["text"]
    assert made.case_file.reference not in elsewhere.data["templateTrial"]["text"]
    assert "RM-2026-0042" in elsewhere.data["templateTrial"]["text"]


async def test_an_e_mail_is_tried_in_both_of_its_parts():
    email = shipped_templates()["email_reminder.en"].wording
    words = WORDS | {"form": "EMAIL", "language": "en", "subject": email.subject, "text": email.text}

    trial = (await ask("awa", "lenoir", TRIAL, words=words)).data["templateTrial"]

    assert trial["problems"] == []
    assert "€1,234.56" in trial["text"]
    assert trial["html"].startswith("<!doctype html>")
    assert trial["segments"] is None


@pytest.mark.parametrize("change", [{"language": "de"}, {"country": "DE"}])
async def test_a_language_or_a_country_that_there_is_not_is_refused(change: dict[str, str]):
    assert codes(await saved(**change)) == ["invalid_input"]
    assert (await ask("awa", "lenoir", TRIAL, words=WORDS | change)).codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("person", "organization", "may_read"),
    [
        ("awa", "lenoir", True),
        ("tom", "atlas", True),
        ("helene", "bati-loire", False),
        ("yann", "lemanique", False),
        ("omar", "exploitation", False),
    ],
)
async def test_who_may_not_write_is_refused_and_nothing_is_written(person: str, organization: str, may_read: bool):
    key = (await saved()).data["saveTemplateVersion"]["template"]["id"]
    words = WORDS | {"text": SMS.text + " Merci."}
    named = {"templateId": key, "number": 1}

    refused = [
        await ask(person, organization, SAVE, input={"words": words}),
        await ask(person, organization, SAVE, input={"templateId": key, "words": words}),
        await ask(person, organization, APPROVE, input=named),
        await ask(person, organization, REJECT, input=named | {"comment": "Non"}),
        await ask(person, organization, WITHDRAW, input={"templateId": key}),
    ]

    expected = {"not_permitted", "template_version_not_found"}
    assert all(set(codes(answer)) <= expected and codes(answer) for answer in refused)
    after = await ask("marc", "lenoir", ONE, id=key)
    assert after.data["template"] == {"id": key, "inUse": None, "waiting": 1}
    listed = await ask(person, organization, LIST)
    assert listed.codes == ([] if may_read else ["FORBIDDEN"])
    if may_read and organization != "lenoir":
        assert key not in {one["id"] for one in listed.data["templates"]}
        assert (await ask(person, organization, ONE, id=key)).data == {"template": None}


async def test_nobody_who_is_not_signed_in_reads_a_template():
    assert (await ask(None, "lenoir", LIST)).codes == ["UNAUTHENTICATED"]


LETTER = "query ($words: TemplateWordsInput!, $case: ID) { templateLetter(words: $words, caseFileId: $case) }"


async def test_a_letter_is_tried_as_the_page_that_would_be_posted():
    made = await make_case()
    wording = shipped_templates()["letter_reminder.fr"].wording
    words = WORDS | {"form": "LETTER", "subject": wording.subject, "text": wording.text}
    case = global_id("CaseFile", made.case_file.id)

    own = await ask("awa", "lenoir", LETTER, words=words, case=case)
    elsewhere = await ask("tom", "atlas", LETTER, words=words, case=case)

    printed = text_of(base64.b64decode(own.data["templateLetter"]))
    assert made.case_file.reference in printed
    assert made.party.name in printed
    assert made.case_file.reference not in text_of(base64.b64decode(elsewhere.data["templateLetter"]))
    assert (await ask("awa", "lenoir", LETTER, words=WORDS)).data == {"templateLetter": None}
    assert (await ask("helene", "bati-loire", LETTER, words=words)).codes == ["FORBIDDEN"]
