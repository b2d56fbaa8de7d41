"""The words of the contract itself."""

import pytest

from tandem_channels.contract import WebhookRequest, attempt_of, with_attempt


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/cb", "https://a.example/cb?oid=a-1"),
        ("https://a.example/cb?x=1&y=", "https://a.example/cb?x=1&y=&oid=a-1"),
        ("https://a.example/cb?oid=other&x=1", "https://a.example/cb?x=1&oid=a-1"),
    ],
)
def test_the_attempt_id_travels_in_the_address(url: str, expected: str) -> None:
    assert with_attempt(url, "a-1") == expected
    assert with_attempt(expected, "a-1") == expected
    assert attempt_of(WebhookRequest(expected, {}, b"")) == "a-1"


@pytest.mark.parametrize("url", ["https://a.example/cb", "https://a.example/cb?oid="])
def test_an_address_without_one_has_none(url: str) -> None:
    assert attempt_of(WebhookRequest(url, {}, b"")) is None
