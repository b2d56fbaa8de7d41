"""Amounts, dates, words, company numbers and contact points, cell by cell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.placements.amounts import decimal_sign_of, minor_units, read_amount
from tandem.placements.company_numbers import read_company_number
from tandem.placements.contact_points import read_emails, read_phones
from tandem.placements.dates import DateOrder, order_of, read_date
from tandem.placements.words import country_of, currency_of, language_of_text, segment_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),
        ("12", "12"),
        ("1 234,56", "1234.56"),
        ("1\u202f234\u00a0567,8", "1234567.8"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1'234.50", "1234.50"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        (".5", "0.5"),
        ("(12.00)", "-12.00"),
        ("-12,5", "-12.5"),
        ("\N{MINUS SIGN}12", "-12"),
        ("12.50-", "-12.50"),
        ("€ 12.50", "12.50"),
        ("12,50 €", "12.50"),
        ("eur 1 000", "1000"),
        ("$-3.10", "-3.10"),
    ],
)
def test_an_amount_that_tells_its_own_decimal_sign(text: str, value: str) -> None:
    written = read_amount(text, None)

    assert written is not None
    assert written.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12 34",
        "1,23,456",
        "1.2.3,4",
        "1,234.567,8",
        "12 XYZ",
        "(12",
        "€12€",
        "1e5",
        "۱۲",
        "NaN",
        "--1",
        "1." + "0" * 30 + "1",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert read_amount(text, ",") is None


def test_a_lone_sign_before_three_figures_is_read_only_as_told() -> None:
    assert read_amount("1,234", None) is None
    assert [amount.value for sign in ",." if (amount := read_amount("1,234", sign))] == [
        Decimal("1.234"),
        Decimal(1234),
    ]
    assert [amount.value for sign in ",." if (amount := read_amount("1.234", sign))] == [
        Decimal(1234),
        Decimal("1.234"),
    ]


@pytest.mark.parametrize(
    ("values", "sign", "ask"),
    [
        ({"1,234", "5,678"}, None, True),
        ({"1,234", "12.50"}, ".", False),
        ({"1,234", "12,50"}, ",", False),
        ({"1,234", "12,50", "3.10"}, None, True),
        ({"12,50", "3.10"}, None, False),
        ({"12", "100"}, None, False),
    ],
)
def test_a_column_tells_its_decimal_sign_or_it_is_asked(values: set[str], sign: str | None, ask: bool) -> None:
    found = decimal_sign_of(values)

    assert (found.sign, found.ask) == (sign, ask)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12.3400", "EUR", 1234),
        ("12.345", "EUR", None),
        ("12", "JPY", 12),
        ("0.5", "JPY", None),
    ],
)
def test_minor_units_never_round(value: str, currency: str, minor: int | None) -> None:
    assert minor_units(Decimal(value), currency) == minor


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([" ", ".", "\u202f", "\u00a0", ""]))
def test_every_french_amount_is_read_back(value: Decimal, grouping: str) -> None:
    text = f"{value:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", grouping)

    written = read_amount(text, ",")

    assert written is not None
    assert written.value == value


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-01-31", None, date(2026, 1, 31)),
        ("20260131", None, date(2026, 1, 31)),
        ("2026-01-31T00:00:00Z", None, date(2026, 1, 31)),
        ("31/01/2026", None, date(2026, 1, 31)),
        ("31/01/2026 00:00", None, date(2026, 1, 31)),
        ("31.1.2026", None, date(2026, 1, 31)),
        ("01/31/2026", None, date(2026, 1, 31)),
        ("03/03/2026", None, date(2026, 3, 3)),
        ("03/04/2026", None, None),
        ("03/04/2026", DateOrder.DMY, date(2026, 4, 3)),
        ("03/04/2026", DateOrder.MDY, date(2026, 3, 4)),
        ("01/31/2026", DateOrder.DMY, None),
        ("31/12/99", DateOrder.DMY, date(1999, 12, 31)),
        ("26/04/03", DateOrder.YMD, date(2026, 4, 3)),
        ("1er février 2026", None, date(2026, 2, 1)),
        ("12 août 2026", None, date(2026, 8, 12)),
        ("3-Apr-2026", None, date(2026, 4, 3)),
        ("March 3, 2026", None, date(2026, 3, 3)),
        ("29/02/2026", DateOrder.DMY, None),
        ("01/01/1900", DateOrder.DMY, None),
        ("45123", None, None),
        ("demain", None, None),
    ],
)
def test_a_date(text: str, order: DateOrder | None, day: date | None) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("values", "order", "ask"),
    [
        ({"03/04/2026", "05/06/2026"}, None, True),
        ({"03/04/2026", "13/04/2026"}, DateOrder.DMY, False),
        ({"03/04/2026", "04/13/2026"}, DateOrder.MDY, False),
        ({"13/04/2026", "04/13/2026"}, None, True),
        ({"03/03/2026"}, None, False),
        ({"2026-04-03"}, None, False),
        ({"03/04/2026", "2026-04-13"}, None, True),
        ({"03/04/26"}, None, True),
        ({"illisible"}, None, False),
    ],
)
def test_a_column_tells_the_order_of_its_dates_or_it_is_asked(
    values: set[str], order: DateOrder | None, ask: bool
) -> None:
    found = order_of(values)

    assert (found.order, found.ask) == (order, ask)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "FR"),
        ("fra", "FR"),
        ("250", "FR"),
        ("56", "BE"),
        ("France", "FR"),
        ("ALLEMAGNE", "DE"),
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("Côte d’Ivoire", "CI"),
        ("818", "EG"),
        ("391", None),
        ("EU", None),
        ("", None),
    ],
)
def test_a_country(text: str, code: str | None) -> None:
    assert country_of(text) == code


def test_words_for_currencies_languages_and_segments() -> None:
    assert [currency_of(text) for text in ("eur", "€", "Euros", "GBP", "$", "FRF", "")] == [
        "EUR",
        "EUR",
        "EUR",
        "GBP",
        None,
        None,
        None,
    ]
    assert [language_of_text(text) for text in ("FR", "fr-FR", "Anglais", "deutsch")] == ["fr", "fr", "en", None]
    assert [segment_of(text) for text in ("Particulier", "B2B", "Société", "Mairie", "Association", "autre")] == [
        "consumer",
        "professional",
        "professional",
        "public_buyer",
        "association",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("732 829 320", "FR", "732829320"),
        ("732 829 320 00074", "FR", "73282932000074"),
        ("FR44732829320", "FR", "732829320"),
        ("FR45732829320", "FR", None),
        ("732829321", "FR", None),
        ("356 000 000 00048", "FR", "35600000000048"),
        ("HRB 12345", "DE", "HRB12345"),
        ("?", "DE", None),
    ],
)
def test_a_company_number(text: str, country: str, number: str | None) -> None:
    assert read_company_number(text, country) == number


@pytest.mark.parametrize(
    ("text", "country", "found", "wrong"),
    [
        ("06 12 34 56 78", "FR", ["+33612345678"], []),
        ("01/23/45/67/89", "FR", ["+33123456789"], []),
        ("612345678", "FR", ["+33612345678"], []),
        ("06 12 34 56 78 / 01 23 45 67 89", "FR", ["+33612345678", "+33123456789"], []),
        ("+44 20 7946 0958", "FR", ["+442079460958"], []),
        ("06 12 34 56 78 ou voir fiche", "FR", ["+33612345678"], ["voir fiche"]),
        ("123", "FR", [], ["123"]),
    ],
)
def test_telephones_of_a_cell(text: str, country: str, found: list[str], wrong: list[str]) -> None:
    assert read_phones(text, country) == (found, wrong)


def test_email_addresses_of_a_cell() -> None:
    assert read_emails("Jean.Dupont@Exemple.FR; <b@c.fr>") == (["Jean.Dupont@exemple.fr", "b@c.fr"], [])
    assert read_emails("x@y, néant") == ([], ["x@y", "néant"])
