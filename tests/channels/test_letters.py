"""The opening letter: every mention of R124-4 is on the page, and none may be missing."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tandem_channels.letters import (
    AddressTooLong,
    Correspondent,
    CurrenciesMixed,
    LetterClaim,
    MentionMissing,
    OpeningLetter,
    Payee,
    Privacy,
    render_opening_letter,
)
from tandem_channels.letters.blocks import law_in_force, require_blocks
from tandem_channels.letters.rendering import checked_page
from tests.channels.pdf_text import runs_in, text_of
from tests.channels.window import behind_the_window, beside_the_window

L111_8 = (
    "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier, sauf s'ils concernent"
    " un acte dont l'accomplissement est prescrit par la loi au créancier. Toute stipulation contraire est réputée non"
    " écrite, sauf disposition législative contraire.",
    "Cependant, le créancier qui justifie du caractère nécessaire des démarches entreprises pour recouvrer sa créance"
    " peut demander au juge de l'exécution de laisser tout ou partie des frais ainsi exposés à la charge du débiteur de"
    " mauvaise foi.",
)

LETTER = OpeningLetter(
    locale="fr",
    reference="OUV-2026-000123",
    on=date(2026, 11, 24),
    place="Paris",
    agency=Correspondent("Recouvrement Lumière SAS", ("12 rue de la Paix", "75002 Paris"), "01 84 80 00 00"),
    creditor=Correspondent("Énergie Atlantique SA", ("3 quai de la Fosse", "44000 Nantes")),
    debtor=Correspondent("Boulangerie Cœur d’Été", ("14 allée des Ormes", "33000 Bordeaux")),
    claims=(
        LetterClaim(
            "F-101",
            "électricité, mars 2026",
            date(2026, 4, 30),
            Decimal("1234.56"),
            Decimal("12.30"),
            Decimal(40),
            "EUR",
        ),
        LetterClaim(
            "F-102", "électricité, avril 2026", date(2026, 5, 31), Decimal(700), Decimal(0), Decimal(40), "EUR"
        ),
    ),
    pay_by=date(2026, 12, 9),
    payee=Payee("Lumière, compte affecté", "FR7630006000011234567890189", "AGRIFRPP", "OUV-2026-000123"),
    privacy=Privacy("dpo@lumiere.example", 5),
)

# With narrow and non-breaking spaces read as plain ones.
FRENCH = [
    "Recouvrement Lumière SAS 12 rue de la Paix 75002 Paris",
    "exerce une activité de recouvrement amiable",
    "Énergie Atlantique SA 3 quai de la Fosse 44000 Nantes",
    "Notre référence OUV-2026-000123",
    "Paris, le 24 novembre 2026",
    "Principal Intérêts Accessoires Total",
    "F-101 électricité, mars 2026 30 avril 2026 1 234,56 € 12,30 € 40,00 € 1 286,86 €",
    "Total dû 1 934,56 € 12,30 € 80,00 € 2 026,86 €",
    "Nous vous demandons de payer la somme de 2 026,86 € au plus tard le 9 décembre 2026.",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "dpo@lumiere.example",
    "Conservation : 5 ans",
    "CNIL",
    *L111_8,
]
ENGLISH = [
    "« exerce une activité de recouvrement amiable »",
    "Our reference OUV-2026-000123",
    "Paris, 24 November 2026",
    "F-101 électricité, mars 2026 30 April 2026 €1,234.56 €12.30 €40.00 €1,286.86",
    "We ask you to pay €2,026.86 by 9 December 2026 at the latest.",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "Kept for 5 years after the case is closed",
    *L111_8,
]
FORBIDDEN = re.compile(
    r"huissier|commissaire|précontentieux|contentieux|saisie|tribunal|mise en demeure", re.IGNORECASE
)

MISSING: list[tuple[str, dict[str, Any]]] = [
    ("reference", {"reference": " "}),
    ("agency.name", {"agency": Correspondent("", ("12 rue de la Paix",))}),
    ("agency.address", {"agency": Correspondent("Lumière", ())}),
    ("creditor.name", {"creditor": Correspondent("", ("3 quai de la Fosse",))}),
    ("creditor.address", {"creditor": Correspondent("Énergie", ("",))}),
    ("debtor.address", {"debtor": Correspondent("Boulangerie", ())}),
    ("claims", {"claims": ()}),
    ("claims[0].basis", {"claims": (replace(LETTER.claims[0], basis=""),)}),
    (
        "claims[0].principal",
        {"claims": (replace(LETTER.claims[0], principal=Decimal(0), interest=Decimal(0), accessories=Decimal(0)),)},
    ),
    ("payee.iban", {"payee": replace(LETTER.payee, iban="")}),
    ("payee.reference", {"payee": replace(LETTER.payee, reference="")}),
    ("privacy.contact", {"privacy": Privacy("", 5)}),
    ("privacy.retention_years", {"privacy": Privacy("dpo@lumiere.example", 0)}),
]


@pytest.mark.parametrize(("locale", "mentions"), [("fr", FRENCH), ("en", ENGLISH)])
def test_every_mention_is_on_the_page(locale: str, mentions: list[str]) -> None:
    text = text_of(render_opening_letter(replace(LETTER, locale=locale)))

    assert [mention for mention in mentions if mention not in text] == []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_no_word_of_the_courts_is_on_the_page(locale: str) -> None:
    text = text_of(render_opening_letter(replace(LETTER, locale=locale)))

    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize(("field", "changes"), MISSING, ids=[field for field, _ in MISSING])
def test_a_missing_mention_is_named_and_nothing_is_printed(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(MentionMissing) as refused:
        render_opening_letter(replace(LETTER, **changes))

    assert refused.value.field == field


# One block of R124-4 after the other, each piece of it taken out of what is about to be printed.
REMOVED: list[tuple[str, tuple[str | int, ...], object]] = [
    ("1.collector", ("agency", "name"), " "),
    ("1.collector", ("agency", "address"), []),
    ("1.activity", ("texts", "activity"), "une société de services"),
    ("2.creditor", ("creditor", "name"), ""),
    ("2.creditor", ("creditor", "address"), [""]),
    ("3.claims", ("claims",), []),
    ("3.basis", ("claims", 1, "basis"), ""),
    ("3.basis", ("claims", 0, "document"), ""),
    ("3.parts", ("claims", 0, "principal"), ""),
    ("3.parts", ("claims", 0, "interest"), ""),
    ("3.parts", ("claims", 1, "accessories"), ""),
    ("3.columns", ("texts", "column_interest"), ""),
    ("4.demand", ("texts", "demand"), "Merci de payer."),
    ("4.how_to_pay", ("texts", "how_to_pay"), ""),
    ("4.how_to_pay", ("payee", "iban"), ""),
    ("5.l111_8", ("law",), list(L111_8[:1])),
    ("5.l111_8", ("law",), [L111_8[0], L111_8[1].replace("mauvaise foi", "bonne foi")]),
    ("5.l111_8", ("texts", "law_title"), ""),
]


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize(("block", "path", "instead"), REMOVED)
def test_each_block_of_r124_4_is_required_whole(
    locale: str, block: str, path: tuple[str | int, ...], instead: object
) -> None:
    page: Any = checked_page(replace(LETTER, locale=locale))
    holder = page
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = instead

    with pytest.raises(MentionMissing) as refused:
        require_blocks(page, LETTER.on)

    assert refused.value.field == block


def test_the_law_is_quoted_as_it_was_in_force_on_the_day_of_the_letter() -> None:
    assert tuple(law_in_force("l111_8", LETTER.on)["paragraphs"]) == L111_8
    assert tuple(law_in_force("l111_8", date(2014, 3, 19))["paragraphs"]) == L111_8

    with pytest.raises(MentionMissing, match="l111_8"):
        render_opening_letter(replace(LETTER, on=date(2014, 3, 18)))


def test_two_currencies_take_two_letters() -> None:
    claims = (LETTER.claims[0], replace(LETTER.claims[1], currency="CHF"))

    with pytest.raises(CurrenciesMixed):
        render_opening_letter(replace(LETTER, claims=claims))


@pytest.mark.parametrize("address", [("1 l",) * 6, ("x" * 39,)], ids=["seven lines", "thirty-nine characters"])
def test_an_address_that_the_window_would_cut_is_refused(address: tuple[str, ...]) -> None:
    with pytest.raises(AddressTooLong):
        render_opening_letter(replace(LETTER, debtor=Correspondent("Boulangerie", address)))


def test_the_addressee_stands_behind_the_window_and_nothing_else_does() -> None:
    longest = Correspondent("W" * 38, ("M" * 38,) * 5)
    runs = runs_in(render_opening_letter(replace(LETTER, debtor=longest)))

    assert behind_the_window(runs) == [longest.name, *longest.address]
    assert beside_the_window(runs) == []


def test_equal_letters_give_equal_bytes() -> None:
    assert render_opening_letter(LETTER) == render_opening_letter(replace(LETTER))


def test_markup_in_a_name_stays_text() -> None:
    hostile = replace(LETTER, creditor=Correspondent('#eval("1") *gras* $x$ {0} "', ("3 quai",)))

    assert '#eval("1") *gras* $x$ {0} "' in text_of(render_opening_letter(hostile))


def test_many_claims_run_over_several_pages_with_the_headings_repeated() -> None:
    claims = tuple(replace(LETTER.claims[0], document=f"F-{number}") for number in range(60))

    runs = runs_in(render_opening_letter(replace(LETTER, claims=claims)))

    assert {run.page for run in runs if run.text == "Accessoires"} == {0, 1, 2}
    assert sum(run.text.startswith("F-") for run in runs) == 60
