"""Why a text cannot be filled, as its reader is told: the field by its name, the value, and what would be right."""

import pytest

from tandem.contacts.spoken import spoken
from tandem.contacts.templates import ValueForbidden, ValuesMismatch, render, shipped_templates
from tandem.contacts.templates.rulebook import rulebooks
from tandem.contacts.unfilled import why_not_filled
from tandem.kit import texts
from tests.domain.contacts.test_templates import VARIABLES

TEMPLATE = shipped_templates()["sms_reminder.fr"]
PREMIUM = "0899 12 34 56"


def told(language: str, **values: str) -> str:
    with pytest.raises(ValuesMismatch) as mismatch:
        render(TEMPLATE, VARIABLES | values)
    return spoken(why_not_filled(mismatch.value), language).replace("\u00a0", " ")


def test_a_value_that_may_not_be_sent_is_named_with_what_would_be_right() -> None:
    assert told("en", agency_phone=PREMIUM) == (
        "Telephone of the agency: “0899 12 34 56” may not be sent. It is a premium number: give a number at the price "
        "of an ordinary call, or none. Correct it where it is entered, or choose another text."
    )
    assert told("fr", agency_phone=PREMIUM) == (
        "Téléphone du cabinet : « 0899 12 34 56 » ne peut être envoyé. C’est un numéro surtaxé : il faut un numéro au "
        "prix d’un appel ordinaire, ou aucun. Corrigez-le là où il est saisi, ou choisissez un autre texte."
    )


def test_what_is_missing_is_named() -> None:
    assert told("en", agency_phone=" ", first_letter_ref="") == (
        "To be filled in before this text is sent: Telephone of the agency, Reference of the opening letter. Enter it, "
        "or choose another text."
    )
    assert told("fr", agency_phone="").startswith("À compléter avant d’envoyer ce texte : Téléphone du cabinet.")


def test_what_only_the_words_around_a_value_make_of_it_is_told_without_a_field() -> None:
    reason = why_not_filled(ValueForbidden("own.fr", PREMIUM, "premium_number", ()))

    assert spoken(reason, "en").startswith("Something of the case file: “0899 12 34 56” may not be sent. It is a")


def test_a_reason_that_was_kept_before_it_named_the_field_is_still_said() -> None:
    kept = {"code": "VALUE_FORBIDDEN", "source": None, "args": {"found": PREMIUM}}

    assert spoken(kept, "en") == (
        "Something of the case file: “0899 12 34 56” may not be sent. Correct it where it is entered, or choose "
        "another text."
    )
    assert spoken({"code": "VALUE_MISSING", "args": {}}, "fr").startswith("À compléter avant d’envoyer ce texte")


def test_every_rule_about_numbers_says_what_would_be_right() -> None:
    rules = {row.code for book in rulebooks().values() for row in book.number}

    assert rules
    for language in texts.LOCALES:
        assert {f"value.right.{rule}" for rule in rules} <= texts.catalogue(language).keys()
