"""Numbers that nothing is sent to, and senders that nothing leaves from (compliance, §1.5 and §4)."""

import pytest

from tandem.contacts.accounts.choosing import SenderOf
from tandem.contacts.destinations import refusal_of, sender_refusal
from tandem.contacts.models import Channel

FRENCH = SenderOf(Channel.SMS, "+33937001200", "long_code", frozenset({"FR"}), True)
ANYWHERE = SenderOf(Channel.SMS, "LENOIR", "alphanumeric", frozenset(), False)
IRISH = SenderOf(Channel.SMS, "+353861234567", "long_code", frozenset({"IE"}), True)

NUMBERS = [
    ("a French mobile", "+33612345678", None),
    ("a number of the tests, of no operator", "+33639980001", None),
    ("Réunion", "+262692123456", None),
    ("Guadeloupe", "+590690123456", None),
    ("a French 089", "+33892123456", "DESTINATION_SURCHARGED"),
    ("a French 081", "+33812345678", "DESTINATION_SURCHARGED"),
    ("a free French number", "+33800123456", None),
    ("a British mobile", "+447400123456", "DESTINATION_NOT_SERVED"),
    ("an Irish mobile", "+353861234567", "DESTINATION_NOT_SERVED"),
    ("a number in New York", "+12125550123", "DESTINATION_NOT_SERVED"),
    ("a satellite telephone", "+881612345678", "DESTINATION_NOT_SERVED"),
    ("no number at all", "LENOIR", "DESTINATION_UNKNOWN"),
]


@pytest.mark.parametrize(("number", "code"), [one[1:] for one in NUMBERS], ids=[one[0] for one in NUMBERS])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
def test_an_agency_reaches_its_own_country_and_no_premium_number(channel: Channel, number: str, code: str | None):
    refused = refusal_of(channel, number, [FRENCH, ANYWHERE], "FR")

    assert (refused["code"] if refused else None) == code


def test_a_sender_of_its_own_opens_a_country_for_its_channel():
    senders = [FRENCH, IRISH]

    assert refusal_of(Channel.SMS, "+353861234567", senders, "FR") is None
    assert (refusal_of(Channel.VOICE, "+353861234567", senders, "FR") or {})["args"] == {"country": "IE"}


def test_letters_and_e_mails_have_no_country():
    assert refusal_of(Channel.EMAIL, "a@b.example", [], "FR") is None
    assert refusal_of(Channel.LETTER, "12 rue des Carmes\n44000 Nantes", [], "FR") is None


@pytest.mark.parametrize(
    ("sender", "is_refused"),
    [
        ("+33612345678", True),
        ("+33712345678", True),
        ("+33937001200", False),
        ("+33162000000", False),
        ("LENOIR", False),
    ],
)
def test_french_mobile_numbers_send_nothing(sender: str, is_refused: bool):
    """ARCEP 2022-1583: 06 and 07 are for people; platforms have 0162, 0937 and others."""
    assert (sender_refusal(Channel.SMS, sender) is not None) == is_refused
    assert (sender_refusal(Channel.VOICE, sender) is not None) == is_refused
    assert sender_refusal(Channel.EMAIL, sender) is None
