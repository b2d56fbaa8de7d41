import pytest

from tandem.kit.errors import TandemError
from tandem.placements import errors
from tandem.placements.fields import Field
from tandem.placements.mapping import Why, check_mapping, suggest, suggested_mapping
from tandem.placements.reading import Table, read_table
from tandem.placements.wording import why_suggested


def table_of(headings: str, *rows: str) -> Table:
    return read_table("\n".join([headings, *rows]).encode())


@pytest.mark.parametrize(
    ("heading", "value", "field"),
    [
        ("Code client", "C1", Field.DEBTOR_REFERENCE),
        ("customerID", "C1", Field.DEBTOR_REFERENCE),
        ("Compte", "411DUP", Field.DEBTOR_REFERENCE),
        ("Raison sociale", "Dupont", Field.DEBTOR_NAME),
        ("Company Name", "Dupont", Field.DEBTOR_NAME),
        ("N° SIRET", "73282932000074", Field.COMPANY_NUMBER),
        ("Adresse e-mail", "a@b.fr", Field.EMAIL),
        ("Tél. portable", "06 12 34 56 78", Field.PHONE),
        ("Adresse de facturation", "1 rue X", Field.STREET),
        ("Code postal", "75001", Field.POSTAL_CODE),
        ("Ville", "Paris", Field.CITY),
        ("Pays", "France", Field.COUNTRY),
        ("N° de facture", "F1", Field.DOCUMENT_NUMBER),
        ("invoiceNumber", "1", Field.DOCUMENT_NUMBER),
        ("Date de facture", "01/02/2026", Field.ISSUED_ON),
        ("Date d'échéance", "01/02/2026", Field.DUE_ON),
        ("DueDate", "01/02/2026", Field.DUE_ON),
        ("Montant TTC", "12,50", Field.AMOUNT),
        ("Reste dû", "12,50", Field.AMOUNT),
        ("InvoiceAmount", "12.50", Field.AMOUNT),
        ("Devise", "EUR", Field.CURRENCY),
        ("Type de client", "Particulier", Field.SEGMENT),
        ("SettledDate", "01/02/2026", Field.SETTLED_ON),
        ("Date de règlement", "01/02/2026", Field.SETTLED_ON),
        ("Langue", "FR", Field.LANGUAGE),
        ("Libellé", "Prestation", Field.DESCRIPTION),
        ("Montant HT", "10,00", None),
        ("Jours de retard", "12", None),
        ("Disputed", "No", None),
    ],
)
def test_a_heading_is_recognised(heading: str, value: str, field: Field | None) -> None:
    first, _second = suggest(table_of(f"{heading};Truc", f"{value};x"))

    assert first.field == field


def test_values_that_contradict_their_heading_leave_the_column_out() -> None:
    rows = [f"{code};C{line}" for line, code in enumerate(["391", "406", "770", "818", "897"])]

    country, _reference = suggest(table_of("countrycode;customerID", *rows))

    assert (country.field, country.why, country.named, country.example) == (
        None,
        Why.CONTRADICTED,
        Field.COUNTRY,
        "391",
    )
    assert why_suggested(country, "en") == "The heading suggests “Country”, but “391” is none: left out."


def test_values_tell_a_column_whose_heading_says_nothing() -> None:
    email, reference = suggest(table_of("Colonne A;Code client", "a@b.fr;C1"))

    assert (email.field, email.why) == (Field.EMAIL, Why.VALUES)
    assert (reference.field, reference.why) == (Field.DEBTOR_REFERENCE, Why.HEADING)


def test_what_remains_due_is_preferred_to_the_total() -> None:
    table = table_of("Montant TTC;Solde dû;N° facture", "100,00;40,00;F1")

    total, remaining, _document = suggest(table)

    assert (total.field, total.why) == (None, Why.TAKEN)
    assert remaining.field == Field.AMOUNT
    assert suggested_mapping(table) == {"Solde dû": Field.AMOUNT, "N° facture": Field.DOCUMENT_NUMBER}


COMPLETE = {"a": Field.DEBTOR_REFERENCE, "b": Field.DOCUMENT_NUMBER, "c": Field.DUE_ON, "d": Field.AMOUNT}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"z": Field.CITY}, errors.ColumnUnknown),
        ({"e": Field.AMOUNT}, errors.FieldMappedTwice),
        ({"d": Field.CITY}, errors.FieldMissing),
        ({"b": Field.CITY}, errors.FieldMissing),
        ({"a": Field.CITY}, errors.IdentityMissing),
    ],
)
def test_a_mapping_that_cannot_place_is_refused(change: dict[str, Field], error: type[TandemError]) -> None:
    table = table_of("a;b;c;d;e", "1;2;3;4;5")

    with pytest.raises(error) as refused:
        check_mapping(table, COMPLETE | change)

    assert refused.value.message("fr")
