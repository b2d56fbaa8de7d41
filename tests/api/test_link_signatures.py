"""A signature holds for the parameters that were signed, and for no others that read like them."""

from urllib.parse import parse_qsl, urlsplit

from tests.api.asking import LINKS


def test_a_value_is_never_read_as_another_parameter() -> None:
    signed = dict(parse_qsl(urlsplit(LINKS.sign("/files/x", locale="fr\nname=other")).query))
    split = {**signed, "locale": "fr", "name": "other"}

    assert LINKS.is_valid("/files/x", signed)
    assert not LINKS.is_valid("/files/x", split)
