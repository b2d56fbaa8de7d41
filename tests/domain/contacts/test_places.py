"""Where an address is."""

import pytest

from tandem.contacts.places import postal_town

TOWNS = [
    ("12 rue des Carmes, 44000 Nantes", "Nantes"),
    ("4 rue Neuve\n44 000 Nantes Cedex 1", "Nantes Cedex 1"),
    ("1234 route de Paris, 69007 Lyon", "Lyon"),
    ("Avenue Louise 1200, 1050 Bruxelles", "Bruxelles"),
    ("Keizersgracht 12\n1015 CX Amsterdam", "Amsterdam"),
    ("Friedrichstraße 1, 10117 Berlin", "Berlin"),
    ("10 Downing Street, London SW1A 2AA", "London"),
    ("1 High Street\nLeeds\nLS1 4AP", "Leeds"),
    ("3 Merrion Square, Dublin 2, D02 X285", "Dublin 2"),
    ("1200 Main Street, New York, NY 10001", "New York"),
    ("1200 Main Street\nLos Angeles, CA 90012-1234", "Los Angeles"),
    ("rue des Carmes", None),
]


@pytest.mark.parametrize(("address", "town"), TOWNS)
def test_the_town_stands_beside_the_postal_code(address: str, town: str | None) -> None:
    assert postal_town(address) == town
