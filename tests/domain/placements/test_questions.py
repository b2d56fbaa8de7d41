import pytest

from tandem.placements.dates import DateOrder
from tandem.placements.dry_run import Existing, dry_run
from tandem.placements.errors import AnswersMissing, AnswerUnknown
from tandem.placements.fields import Field
from tandem.placements.mapping import suggested_mapping
from tandem.placements.questions import Answers, Question, questions, read_answers
from tandem.placements.reading import read_table
from tandem.placements.wording import choice_label, question_text
from tests.domain.placements.files import ANSWERS, HEADINGS, TODAY, csv_of, five_years


def asked(headings: str, *rows: str) -> list[Question]:
    table = read_table(csv_of(rows, headings))
    return questions(table, suggested_mapping(table))


def keys(headings: str, *rows: str) -> list[str]:
    return [question.key for question in asked(headings, *rows)]


def test_a_file_that_says_everything_is_asked_nothing() -> None:
    headings = f"{HEADINGS};Devise;Type client;Nature créance;Pays;Langue"

    assert keys(headings, "C1;A;F1;13/01/2026;28/02/2026;12,50;EUR;Pro;Telecom;FR;fr") == []


def test_what_no_column_says_is_asked_once() -> None:
    asked_for = keys(HEADINGS, "C1;A;F1;13/01/2026;28/02/2026;12,50")

    assert asked_for == ["currency", "segment", "nature", "country", "language"]


def test_a_column_with_gaps_is_asked_about_its_gaps() -> None:
    rows = ["C1;A;F1;13/01/2026;28/02/2026;12,50;EUR", "C2;B;F2;13/01/2026;28/02/2026;12,50;"]

    currency = asked(f"{HEADINGS};Devise", *rows)[0]

    assert (currency.key, currency.column) == ("currency", "Devise")
    assert question_text(currency, "en") == "In which currency are the amounts where “Devise” is empty?"


def test_amounts_that_name_one_currency_need_no_answer() -> None:
    assert "currency" not in keys(HEADINGS, "C1;A;F1;13/01/2026;28/02/2026;12,50 €")
    assert "currency" in keys(HEADINGS, "C1;A;F1;13/01/2026;28/02/2026;$12.50")


def test_a_date_order_that_no_row_tells_is_asked_for_its_column_alone() -> None:
    order = asked(HEADINGS, "C1;A;F1;13/01/2026;03/04/2026;12,50", "C1;A;F2;13/01/2026;05/06/2026;1,50")[-1]

    assert order == Question("date_order.due_on", ("DMY", "MDY"), "Date échéance", ("03/04/2026", "05/06/2026"))
    assert "03/04/2026 · 05/06/2026" in question_text(order, "fr")
    assert choice_label(order, "DMY", "fr") == "Jour, mois, année (31/12/2026)"


def test_a_decimal_sign_that_no_row_tells_is_asked() -> None:
    assert keys(HEADINGS, "C1;A;F1;13/01/2026;28/02/2026;1,234")[-1] == "decimal_sign"


def test_without_reference_or_company_number_the_identity_is_asked() -> None:
    identity = asked("Nom client;E-mail;N° facture;Date échéance;Montant", "Dupont;a@b.fr;F1;28/02/2026;1,50")[0]

    assert (identity.key, identity.choices) == ("identity", ("debtor_name", "email"))
    assert choice_label(identity, "email", "en") == "E-mail"


def test_answers_are_typed_and_those_not_asked_for_are_ignored() -> None:
    wanted = asked(HEADINGS, "C1;A;F1;13/01/2026;03/04/2026;12,50")

    assert read_answers(ANSWERS, wanted) == Answers(
        currency="EUR",
        segment="professional",
        nature="general",
        country="FR",
        language="fr",
        date_orders={Field.DUE_ON: DateOrder.DMY},
    )


def test_an_answer_that_is_no_choice_is_refused() -> None:
    wanted = asked(HEADINGS, "C1;A;F1;13/01/2026;28/02/2026;12,50")

    with pytest.raises(AnswerUnknown) as refused:
        read_answers({"currency": "XXX"}, wanted)

    assert refused.value.values == {"key": "currency", "value": "XXX"}


def test_no_row_is_judged_while_a_question_is_open() -> None:
    table = read_table(csv_of(["C1;A;F1;13/01/2026;03/04/2026;12,50"]))
    answers = Answers(currency="EUR", segment="professional", nature="general", country="FR")

    with pytest.raises(AnswersMissing) as refused:
        dry_run(table, suggested_mapping(table), answers, Existing(), today=TODAY, last_day=five_years)

    assert refused.value.values == {"keys": "language, date_order.due_on"}


def test_every_question_and_choice_has_its_words() -> None:
    wanted = asked("Nom client;E-mail;N° facture;Date échéance;Montant", "Dupont;a@b.fr;F1;03/04/2026;1,234")

    spoken = [question_text(question, locale) for question in wanted for locale in ("fr", "en")]
    labels = [choice_label(question, value, "fr") for question in wanted for value in question.choices]

    assert len(wanted) == 8
    assert all(spoken)
    assert all(labels)
