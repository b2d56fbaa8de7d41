"""The validation notice behind an American opening letter: each item of 12 CFR 1006.34(c), and none may be missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tandem_channels.letters import (
    Correspondent,
    ItemizedDebt,
    MentionMissing,
    ValidationNotice,
    layout_version,
    render_opening_letter,
    require_validation,
)
from tests.channels.pdf_text import text_of
from tests.channels.test_letters import LETTER

DEBT = ItemizedDebt(
    "F-101", date(2026, 3, 31), Decimal("1234.56"), Decimal("12.30"), Decimal(40), Decimal("100.00"), "USD"
)
NOTICE = ValidationNotice((DEBT,), date(2026, 12, 23))
AMERICAN = replace(
    LETTER,
    locale="en",
    debtor=Correspondent("Jane Doe", ("1 Main Street", "New York, NY 10001", "UNITED STATES")),
    notice=NOTICE,
)

ITEMS = [
    ("1006.18(e)", "is a debt collector. We are trying to collect a debt that you owe to Énergie Atlantique SA."),
    ("(c)(2)(i) collector and address", "Mail this form to:"),
    ("(c)(2)(ii) consumer and address", "Jane Doe 1 Main Street New York, NY 10001 UNITED STATES"),
    ("(c)(2)(iii) and (iv) creditor, account", "You had an account with Énergie Atlantique SA, number F-101."),
    ("(c)(2)(vi) and (vii) itemization date", "As of March 31, 2026, the date of the invoice, you owed: $1,234.56"),
    ("(c)(2)(viii) interest", "You were charged this amount in interest: + $12.30"),
    ("(c)(2)(viii) fees", "You were charged this amount in fees: + $40.00"),
    ("(c)(2)(viii) payments and credits", "You paid or were credited this amount toward the debt: – $100.00"),
    ("(c)(2)(ix) current amount", "Total amount of the debt now: $1,186.86"),
    ("(c)(3)(i) end of the period", "If you write to us by December 23, 2026, we must stop collection on any amount"),
    ("(c)(3)(ii) original creditor", "If you write by December 23, 2026, we must stop collection until we send you"),
    ("(c)(3)(iii) else assumed to be right", "Call or write to us by December 23, 2026, to dispute all or part"),
    ("(c)(3)(iv) the bureau's page", "www.cfpb.gov/debt-collection"),
    ("(c)(4)(i) this is not my debt", "This is not my debt."),
    ("(c)(4)(i) the amount is wrong", "The amount is wrong."),
    ("(c)(4)(i) other", "Other (please describe on the back or attach additional information)."),
    ("(c)(4)(ii) original creditor", "I want you to send me the name and address of the original creditor."),
]


@pytest.fixture(scope="module")
def printed() -> str:
    return text_of(render_opening_letter(AMERICAN))


@pytest.mark.parametrize(("item", "words"), ITEMS, ids=[item for item, _ in ITEMS])
def test_every_item_is_on_the_page(printed: str, item: str, words: str) -> None:
    assert words in printed


def test_the_notice_is_in_english_and_a_translation_stands_behind_it() -> None:
    text = text_of(render_opening_letter(replace(AMERICAN, locale="fr")))

    assert 0 < text.index("This is not my debt.") < text.index("Que cette dette n’est pas la mienne.")
    assert "au plus tard le 23 décembre 2026" in text


def test_each_debt_has_a_page_of_its_own() -> None:
    second = replace(DEBT, account="F-102", amount=Decimal(700), paid=Decimal(0))

    text = text_of(render_opening_letter(replace(AMERICAN, notice=replace(NOTICE, debts=(DEBT, second)))))

    assert (text.count("This is not my debt."), "number F-102." in text) == (2, True)
    assert "Total amount of the debt now: $752.30" in text


@pytest.mark.parametrize(
    ("field", "notice"),
    [
        ("notice.debts", replace(NOTICE, debts=())),
        ("notice.debts[0].account", replace(NOTICE, debts=(replace(DEBT, account=" "),))),
        ("notice.debts[0].itemized_on", replace(NOTICE, debts=(replace(DEBT, itemized_on=None),))),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_printed(field: str, notice: ValidationNotice) -> None:
    with pytest.raises(MentionMissing) as missing:
        require_validation(notice)
    assert missing.value.field == field
    with pytest.raises(MentionMissing):
        render_opening_letter(replace(AMERICAN, notice=notice))


def test_a_letter_elsewhere_has_none_and_its_version_is_another() -> None:
    assert "1006.34" not in text_of(render_opening_letter(replace(AMERICAN, notice=None)))
    assert layout_version("en") != layout_version("en", with_notice=True)
