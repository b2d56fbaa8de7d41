"""NF Z 10-011: lines in order, capitals without accents or punctuation, abbreviations only where a line is too long."""

import pytest

from tandem_channels.letters import AddressTooLong, Correspondent
from tandem_channels.letters.address import posted_block

AT_HOME = Correspondent("Cabinet", ("12 rue de la Paix", "75002 Paris"), country="FR")
LAID_OUT: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("street and town", ("14, allée des Ormes", "33000 Bordeaux"), ("14 ALLEE DES ORMES", "33000 BORDEAUX")),
    (
        "the last three in capitals, what is above as it was written",
        ("Chez M. Durand", "Bât. B", "12 bis, rue de l’Abbé-Grégoire", "75006 Paris Cedex 06"),
        ("Chez M. Durand", "BAT B", "12 BIS RUE DE L ABBE GREGOIRE", "75006 PARIS CEDEX 06"),
    ),
    ("ligatures", ("3 rue du Cœur", "02100 Saint-Quentin"), ("3 RUE DU COEUR", "02100 SAINT QUENTIN")),
    ("the country at home is left out", ("1 rue X", "F-44000 Nantes", "France"), ("1 RUE X", "44000 NANTES")),
    (
        "abroad: town and country in capitals, its signs stay",
        ("Flat 2, 10 O’Connell Street", "Dublin 1, D01 F5P2", "Ireland"),
        ("Flat 2, 10 O’Connell Street", "DUBLIN 1, D01 F5P2", "IRELAND"),
    ),
    (
        "a seventh line for the country alone",
        ("a", "b", "c", "10 Downing Street", "London SW1A 2AA", "Royaume-Uni"),
        ("a", "b", "c", "10 Downing Street", "LONDON SW1A 2AA", "ROYAUME-UNI"),
    ),
    (
        "nothing is shortened that fits",
        ("12 avenue du Général de Gaulle", "92200 Neuilly"),
        ("12 AVENUE DU GENERAL DE GAULLE", "92200 NEUILLY"),
    ),
    (
        "the kind of street first, and no more than needed",
        ("12 avenue du Général Charles de Gaulle", "1 boulevard du Maréchal de Lattre de Tassigny", "92200 Neuilly"),
        ("12 AVENUE DU GENERAL CHARLES DE GAULLE", "1 BD DU MARECHAL DE LATTRE DE TASSIGNY", "92200 NEUILLY"),
    ),
    (
        "words of several words",
        ("Zone industrielle de la Grande Vallée Bâtiment 12", "69800 Saint-Priest"),
        ("ZI DE LA GRANDE VALLEE BAT 12", "69800 SAINT PRIEST"),
    ),
]


@pytest.mark.parametrize(("case", "address", "block"), LAID_OUT, ids=[case for case, *_ in LAID_OUT])
def test_an_address_stands_as_the_post_reads_it(case: str, address: tuple[str, ...], block: tuple[str, ...]) -> None:
    assert posted_block(Correspondent("M. Léon Bœuf", address), AT_HOME) == ("M. Léon Bœuf", *block)
    assert all(len(line) <= 38 for line in block), case


ABROAD = [
    ("DE", ("Straße des 17. Juni 135", "10623 Berlin"), ("Straße des 17. Juni 135", "10623 BERLIN", "ALLEMAGNE")),
    ("DE", ("Torstr. 1", "10119 Berlin", "Deutschland"), ("Torstr. 1", "10119 BERLIN", "DEUTSCHLAND")),
    ("BE", ("Rue de la Loi, 16 bte 3", "1000 Bruxelles"), ("Rue de la Loi, 16 bte 3", "1000 BRUXELLES", "BELGIQUE")),
    ("IE", ("Main Street", "Galway"), ("Main Street", "GALWAY", "IRLANDE")),
    ("IE", ("Main Street", "Galway", "Ireland"), ("Main Street", "GALWAY", "IRELAND")),
    # What the address itself says is truer than the country of the debtor.
    ("DE", ("14, allée des Ormes", "33000 Bordeaux", "France"), ("14 ALLEE DES ORMES", "33000 BORDEAUX")),
    ("FR", ("14, allée des Ormes", "33000 Bordeaux"), ("14 ALLEE DES ORMES", "33000 BORDEAUX")),
    (None, ("14, allée des Ormes", "33000 Bordeaux"), ("14 ALLEE DES ORMES", "33000 BORDEAUX")),
]


@pytest.mark.parametrize(("country", "address", "block"), ABROAD)
def test_the_country_decides_whether_five_figures_and_a_town_are_french(
    country: str | None, address: tuple[str, ...], block: tuple[str, ...]
) -> None:
    addressee = Correspondent("Erika Mustermann", address, country=country)

    assert posted_block(addressee, AT_HOME) == ("Erika Mustermann", *block)


def test_an_agency_abroad_is_at_home_there() -> None:
    brussels = Correspondent("Recouvra", ("Rue de la Loi 16", "1000 Bruxelles"), country="BE")
    at_home = Correspondent("Jean Peeters", ("Rue Haute, 3", "1000 Bruxelles"), country="BE")
    in_france = Correspondent("Léa Martin", ("3, rue Haute", "59000 Lille"), country="FR")

    assert posted_block(at_home, brussels) == ("Jean Peeters", "Rue Haute, 3", "1000 BRUXELLES")
    assert posted_block(in_france, brussels) == ("Léa Martin", "3, rue Haute", "59000 LILLE", "FRANCE")


def test_a_name_is_shortened_too_and_keeps_its_spelling() -> None:
    addressee = Correspondent("Société des Transports Léonard et Frères", ("1 rue X", "44000 Nantes"))

    assert posted_block(addressee, AT_HOME)[0] == "Ste des Transports Léonard et Frères"


TOO_LONG = [
    ("the name", "N" * 39, ("1 rue X", "44000 Nantes"), "debtor.name", "N" * 39),
    ("a line", "N", ("1 rue X", "X" * 39, "44000 Nantes"), "debtor.address[1]", "X" * 39),
    ("too many lines", "N", ("a", "b", "c", "d", "1 rue X", "44000 Nantes"), "debtor.address", None),
    ("too many abroad", "N", ("a", "b", "c", "d", "e", "Bruxelles", "Belgique"), "debtor.address", None),
]


@pytest.mark.parametrize(("case", "name", "address", "field", "line"), TOO_LONG, ids=[one[0] for one in TOO_LONG])
def test_what_does_not_fit_is_refused_and_named(
    case: str, name: str, address: tuple[str, ...], field: str, line: str | None
) -> None:
    with pytest.raises(AddressTooLong) as refused:
        posted_block(Correspondent(name, address), AT_HOME)

    assert (refused.value.field, refused.value.line) == (field, line), case
