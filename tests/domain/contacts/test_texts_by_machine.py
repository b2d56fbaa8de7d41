"""What a machine says in a call: each key is said where it does something, and a stranger learns nothing of a debt."""

from dataclasses import replace
from datetime import date

import pytest

from tandem.contacts.gate import Purpose
from tandem.contacts.templates import Wording, examples, problems, shipped_templates
from tandem.contacts.templates.by_machine import spoken
from tandem.contacts.templates.wording import reveals

TODAY = date(2026, 11, 22)
MESSAGE = shipped_templates()["call_message.fr"].wording
ENGLISH = shipped_templates()["call_message.en"].wording
VOICEMAIL = shipped_templates()["voicemail.fr"].wording
AMERICAN = shipped_templates()["voicemail_us.en"].wording
FIRST, MATTER, KEYS = MESSAGE.text.split("\n\n")


def found(wording: Wording, text: str) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in problems(replace(wording, text=text), on=TODAY)]


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (" Pour ne plus être appelé à ce numéro, tapez 9.", "key_of_refusal"),
        (" tapez 1.", "key_of_person"),
    ],
)
def test_the_first_paragraph_says_how_to_confirm_and_how_to_refuse(said: str, missing: str) -> None:
    first = FIRST.replace(said, "")

    assert found(MESSAGE, f"{first}\n\n{MATTER}\n\n{KEYS}") == [(missing, 0)]


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Pour parler à quelqu’un maintenant, tapez 1.", "key_to_speak"),
        ("Pour être rappelé, tapez 2.", "key_to_be_called"),
        ("Pour ne plus être appelé à ce numéro, tapez 9.", "key_of_refusal_after"),
    ],
)
def test_a_message_without_one_of_its_keys_is_refused_with_its_name(sentence: str, missing: str) -> None:
    text = f"{FIRST}\n\n{MATTER}\n\n{KEYS.replace(sentence, '')}"

    [problem] = problems(replace(MESSAGE, text=text), on=TODAY)

    assert problem.code == missing
    assert sentence[-2] in problem.message("fr")


def test_the_keys_are_known_in_english_too() -> None:
    assert found(ENGLISH, ENGLISH.text.replace("press 9", "press nothing")) == [
        ("key_of_refusal", 0),
        ("key_of_refusal_after", 0),
    ]


def test_a_key_that_does_nothing_is_refused_on_its_line() -> None:
    text = f"{FIRST} Pour plus tard, tapez 2.\n\n{MATTER}\n\n{KEYS}\nPour payer, tapez la touche 5."

    assert found(MESSAGE, text) == [("key_unknown", 1), ("key_unknown", text.count("\n") + 1)]


@pytest.mark.parametrize(
    "name", ["amount_due", "creditor_name", "case_reference", "agency_name", "first_letter_ref", "payment_account"]
)
def test_nothing_that_tells_of_a_debt_is_said_before_the_person_says_who_they_are(name: str) -> None:
    before = found(MESSAGE, f"{FIRST}\n{{{name}}}.\n\n{MATTER}\n\n{KEYS}")
    after = found(MESSAGE, f"{FIRST}\n\n{MATTER} {{{name}}}.\n\n{KEYS}")
    left = found(VOICEMAIL, f"{VOICEMAIL.text}\n\n{{{name}}}")

    assert before == [("said_to_anybody", 2)]
    assert after == []
    # The name of an agency that tells nothing may be left on a machine.
    assert left == ([] if name == "agency_name" else [("said_to_anybody", 3)])


@pytest.mark.parametrize(
    "words", ["une somme due", "votre facture", "le recouvrement", "a debt", "r e c o u v r e m e n t"]
)
def test_words_that_tell_of_a_debt_are_refused_in_the_first_paragraph_alone(words: str) -> None:
    before = found(MESSAGE, f"{FIRST} C’est pour {words}.\n\n{MATTER}\n\n{KEYS}")
    after = found(MESSAGE, f"{FIRST}\n\n{MATTER} C’est pour {words}.\n\n{KEYS}")

    assert (before, after) == ([("reveals_debt", 1)], [])
    assert ("reveals_debt", 1) in found(VOICEMAIL, f"{VOICEMAIL.text} C’est pour {words}.")


def test_a_message_that_asks_for_nobody_is_refused() -> None:
    text = MESSAGE.text.replace("{debtor_name}", "le titulaire de cette ligne")

    assert found(MESSAGE, text) == [("person_unnamed", 0)]


def test_a_voicemail_names_no_key_and_says_where_to_call_back() -> None:
    assert found(VOICEMAIL, VOICEMAIL.text + " Tapez 1.") == [("key_unheard", 1)]
    assert found(VOICEMAIL, "Bonjour. Merci de nous rappeler.") == [("call_back_said", 0)]
    assert found(AMERICAN, "Hello. Please call me back at {agency_phone}.") == [("limited_content", 0)] * 2
    assert found(AMERICAN, AMERICAN.text.replace("{collector_name}", "Alex")) == [("limited_content", 0)]
    assert found(AMERICAN, AMERICAN.text + " It is important.") == [("reveals_debt", 1)]
    assert found(VOICEMAIL, VOICEMAIL.text + " Merci." * 50) == [("text_too_long", 0)]


def test_an_agency_whose_name_tells_it_is_not_named_on_a_machine() -> None:
    [problem] = problems(AMERICAN, on=TODAY, on_file=("phone", "email"))

    assert problem.code == "name_reveals"
    assert [
        reveals(name, country="US", on=TODAY) for name in ("EuroCollect", "Cabinet Lenoir", "Lenoir Récouvrement")
    ] == [
        True,
        False,
        True,
    ]


def test_a_machine_demands_and_writes_nothing_else() -> None:
    codes = [one.code for one in problems(replace(VOICEMAIL, purpose=Purpose.RECEIPT), on=TODAY)]

    assert "purpose_unsaid" in codes


def test_a_line_that_recalls_a_letter_is_left_out_where_none_was_posted_and_holds_no_key() -> None:
    values = examples("fr") | {"first_letter_ref": "", "first_letter_date": ""}
    one_line = f"{FIRST}\n\n{MATTER} {KEYS}"

    assert spoken(MESSAGE, values, name="")[1].endswith("pour le compte de Ateliers Morel.")
    assert found(MESSAGE, one_line) == [("key_beside_letter", 4)] * 3
