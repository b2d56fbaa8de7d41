"""A signature holds for the parameters that were signed, and for no others that read like them."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine

from tandem.kit import clock
from tandem.kit.links import LIFE, Links
from tests.api.asking import LINKS


def test_a_value_is_never_read_as_another_parameter() -> None:
    signed = dict(parse_qsl(urlsplit(LINKS.sign("/files/x", locale="fr\nname=other")).query))
    split = {**signed, "locale": "fr", "name": "other"}

    assert LINKS.is_valid("/files/x", signed)
    assert not LINKS.is_valid("/files/x", split)


def test_an_address_lives_for_fifteen_minutes() -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        signed = dict(parse_qsl(urlsplit(LINKS.sign("/files/x", name="a")).query))
    valid = []
    for seconds in (-1, 1):
        with time_machine.travel(now + LIFE + timedelta(seconds=seconds), tick=False):
            valid.append(LINKS.is_valid("/files/x", signed))

    assert timedelta(minutes=15) == LIFE
    assert valid == [True, False]


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/files/y", {}),
        ("/files/x", {"name": "b"}),
        ("/files/x", {"more": "1"}),
        ("/files/x", {"expires": "99999999999"}),
        ("/files/x", {"expires": "9" * 400}),
        ("/files/x", {"expires": "soon"}),
        ("/files/x", {"expires": ""}),
        ("/files/x", {"signature": ""}),
        ("/files/x", {"signature": "é"}),
        ("/files/x", {"signature": "\ud800"}),
    ],
)
def test_whatever_is_changed_in_an_address_makes_it_none(path: str, changed: dict[str, str]) -> None:
    signed = dict(parse_qsl(urlsplit(LINKS.sign("/files/x", name="a")).query))

    assert LINKS.is_valid("/files/x", signed)
    assert not LINKS.is_valid(path, signed | changed)
    assert not Links(b"another installation").is_valid("/files/x", signed)
