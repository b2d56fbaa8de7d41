"""What is wrong with words is told with its line, its variable, the one that was meant, and the source of the rule."""

from dataclasses import replace
from datetime import date

import pytest

from tandem.contacts.gate import Purpose
from tandem.contacts.templates import Form, Problem, Wording, problems, shipped_templates
from tandem.contacts.templates.variables import variables
from tandem.kit import texts

TODAY = date(2026, 11, 22)
FRENCH = shipped_templates()["email_reminder.fr"].wording
ENGLISH = shipped_templates()["email_reminder.en"].wording
AMERICAN = shipped_templates()["email_reminder_us.en"].wording
SCRIPT = shipped_templates()["call_script.fr"].wording


def found(wording: Wording, **options: tuple[str, ...]) -> list[tuple[str, int, str | None, str | None]]:
    return [(one.code, one.line, one.variable, one.nearest) for one in problems(wording, on=TODAY, **options)]


def test_a_misspelt_variable_is_told_with_its_line_and_the_nearest_right_one() -> None:
    wording = replace(FRENCH, text=FRENCH.text + "\n\nMerci, {debtor_nom}.")

    assert found(wording) == [("unknown_variable", FRENCH.text.count("\n") + 3, "debtor_nom", "debtor_name")]


def test_the_subject_is_checked_as_the_text_is() -> None:
    [problem] = problems(replace(FRENCH, subject="Saisie {case_ref}"), on=TODAY)[:1]

    assert (problem.part, problem.code, problem.line) == ("subject", "unknown_variable", 1)
    assert [one.code for one in problems(replace(FRENCH, subject="Saisie"), on=TODAY)] == ["judicial_word"]


@pytest.mark.parametrize(
    ("form", "purpose", "variable", "code"),
    [
        (Form.SMS, Purpose.DEMAND, "claims_list", "empty_in_form"),
        (Form.LETTER, Purpose.DEMAND, "opt_out_link", "empty_in_form"),
        (Form.SCRIPT, Purpose.DEMAND, "opt_out_link", "empty_in_form"),
        (Form.EMAIL, Purpose.RECEIPT, "amount_due", "empty_for_purpose"),
        (Form.SMS, Purpose.OPTOUT_CONFIRM, "first_letter_ref", "empty_for_purpose"),
    ],
)
def test_a_variable_that_may_be_empty_there_is_refused(form: Form, purpose: Purpose, variable: str, code: str) -> None:
    subject = "Objet" if form.has_subject else None
    wording = replace(FRENCH, form=form, purpose=purpose, subject=subject, text=f"{{{variable}}}")

    assert (code, 1, variable, None) in found(wording)


def test_what_the_agency_has_not_entered_would_be_empty() -> None:
    wording = replace(FRENCH, text=FRENCH.text + "\n{agency_email}")

    assert found(wording, on_file=("phone", "email")) == []
    assert [one[0] for one in found(wording, on_file=("phone",))] == ["not_on_file_email"]
    assert {one[0] for one in found(wording, on_file=())} == {"not_on_file_phone", "not_on_file_email"}


@pytest.mark.parametrize(
    ("wording", "words", "meant"),
    [
        (FRENCH, "€1,234.56", "amount_due"),
        (FRENCH, "12,345.00", "amount_due"),
        (FRENCH, "3 May", "today"),
        (FRENCH, "November 2,", "today"),
        (ENGLISH, "1 234,56 €", "amount_due"),
        (ENGLISH, "2 novembre", "today"),
        (ENGLISH, "3 mai", "today"),
    ],
)
def test_amounts_and_days_as_another_language_writes_them_are_refused(wording: Wording, words: str, meant: str) -> None:
    told = found(replace(wording, text=f"{wording.text}\n{words} 2026"))

    last = wording.text.count("\n") + 2
    assert told == [("language_format", last, None, meant)]


@pytest.mark.parametrize("words", ["le 3 mai 2026, 1 234,56 €", "12/05/2026"])
def test_amounts_and_days_in_the_texts_own_language_pass(words: str) -> None:
    assert found(replace(FRENCH, text=f"{FRENCH.text}\n{words}")) == []


@pytest.mark.parametrize("form", [Form.SMS, Form.EMAIL, Form.LETTER, Form.SCRIPT, Form.MESSAGE])
@pytest.mark.parametrize("variable", ["first_letter_ref", "first_letter_date"])
def test_every_later_french_step_recalls_the_opening_letter(form: Form, variable: str) -> None:
    base = next(
        one.wording
        for one in shipped_templates().values()
        if one.form is form and one.country == "FR" and one.language == "fr" and one.purpose is Purpose.DEMAND
    )

    [problem] = problems(replace(base, text=base.text.replace(f"{{{variable}}}", "")), on=TODAY)

    assert (problem.code, problem.variable, problem.source) == ("opening_letter_recalled", variable, "CPCE R124-4")


@pytest.mark.parametrize(
    "purpose", [one for one in Purpose if one not in (Purpose.OPTOUT_CONFIRM, Purpose.FIRST_REMINDER)]
)
def test_no_purpose_frees_a_french_text_from_the_letters_reference_and_date(purpose: Purpose) -> None:
    """CPCE R124-4: « Les références et date d'envoi [sont] rappelées dans toute autre démarche auprès du débiteur »."""
    wording = replace(FRENCH, purpose=purpose, subject="Objet", text="Recouvrement amiable pour {creditor_name}.")

    missing = [(one.variable, one.source) for one in problems(wording, on=TODAY)]

    assert missing == [("first_letter_ref", "CPCE R124-4"), ("first_letter_date", "CPCE R124-4")]


@pytest.mark.parametrize("purpose", [Purpose.RECEIPT, Purpose.RIGHTS])
def test_what_is_owed_without_a_letter_recalls_it_on_a_line_of_its_own(purpose: Purpose) -> None:
    said = "Recouvrement amiable pour {creditor_name}."
    alone = replace(
        FRENCH,
        purpose=purpose,
        subject="Objet",
        text=f"{said}\n\nLettre {{first_letter_ref}} du {{first_letter_date}}.",
    )
    beside = replace(alone, text=f"{said} Lettre {{first_letter_ref}} du {{first_letter_date}}.")
    above = replace(alone, subject="Suite à {first_letter_ref}")

    assert found(alone) == []
    assert found(beside)[0] == ("letter_recalled_alone", 1, "first_letter_date", None)
    assert found(above) == [("letter_recalled_alone", 1, "first_letter_ref", None)]


def test_an_american_text_says_who_collects_and_how_to_opt_out() -> None:
    assert found(AMERICAN) == []
    assert [one[0] for one in found(replace(AMERICAN, text="Please pay. {opt_out_link}"))] == ["debt_collector_said"]
    silent = AMERICAN.text.replace("To opt out of e-mails from us to this address: {opt_out_link}", "")
    [problem] = problems(replace(AMERICAN, text=silent), on=TODAY)
    assert (problem.code, problem.source) == ("opt_out_said", "12 CFR 1006.6(e)")


def test_no_debt_is_collected_by_sms_in_the_united_states() -> None:
    wording = replace(AMERICAN, form=Form.SMS, subject=None, text="From a debt collector. STOP")

    [problem] = problems(wording, on=TODAY)

    assert (problem.code, problem.source) == ("form_refused", "Twilio 30863")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "  "}, "text_missing"),
        ({"subject": None}, "subject_missing"),
        ({"titles": {"fr": "Rappel", "en": " "}}, "title_missing_en"),
        ({"one_way_sender": True}, "sender_unused"),
        ({"subject": "x" * 201}, "subject_too_long"),
    ],
)
def test_the_whole_is_checked(change: dict[str, object], code: str) -> None:
    assert code in [one.code for one in problems(replace(FRENCH, **change), on=TODAY)]  # type: ignore[arg-type]


def test_every_problem_is_a_sentence_in_both_languages() -> None:
    codes = [
        key.removeprefix("template.problem.") for key in texts.catalogue("en") if key.startswith("template.problem.")
    ]
    told = {"found": "x", "phrase": "x", "longest": "1", "language": "fr", "key": "9"}

    for code in codes:
        nearest = "debtor_name" if code.endswith(".nearest") else None
        problem = Problem(code.removesuffix(".nearest"), variable="debtor", nearest=nearest, source="R", arguments=told)
        assert problem.message("fr") != problem.message("en")
        assert "{" not in problem.message("en").replace("{{", "").replace("{ or", "")


def test_every_variable_is_described_in_both_languages() -> None:
    assert all(one.fr != one.en for one in variables().values())
    assert SCRIPT.variables <= set(variables())
