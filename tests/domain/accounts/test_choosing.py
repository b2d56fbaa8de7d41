"""Which sender leaves where."""

import pytest

from tandem.contacts.accounts.choosing import SenderOf, chosen, country_of
from tandem.contacts.accounts.senders import kind_of
from tandem.contacts.models import Channel
from tandem.kit.errors import InvalidInput
from tandem_channels.contract import Provider

FR = SenderOf(Channel.SMS, "+33655500000", "long_code", frozenset({"FR"}), two_way=True)
BE = SenderOf(Channel.SMS, "LENOIR", "alphanumeric", frozenset({"BE", "LU"}), two_way=False)
REST = SenderOf(Channel.SMS, "+447700900000", "long_code", frozenset(), two_way=True)
CALLS = SenderOf(Channel.VOICE, "+33155500000", "long_code", frozenset(), two_way=True)
ALL = (REST, FR, BE, CALLS)


@pytest.mark.parametrize(
    ("channel", "country", "expected"),
    [
        (Channel.SMS, "FR", FR),
        (Channel.SMS, "LU", BE),
        # A country code of its own, and France (ISO 3166-1: RE).
        (Channel.SMS, "RE", FR),
        (Channel.SMS, "DE", REST),
        (Channel.VOICE, "FR", CALLS),
        (Channel.EMAIL, "FR", None),
    ],
)
def test_the_country_s_own_sender_comes_before_the_one_for_everywhere_else(
    channel: Channel, country: str, expected: SenderOf | None
):
    assert chosen(ALL, channel, country) is expected


def test_without_one_for_everywhere_else_nothing_leaves_to_another_country():
    assert chosen((FR, BE), Channel.SMS, "DE") is None


def test_the_own_sender_of_a_part_comes_before_that_of_the_whole_country():
    there = SenderOf(Channel.SMS, "+262692500000", "long_code", frozenset({"RE"}), two_way=True)

    assert chosen((FR, there, REST), Channel.SMS, "RE") is there
    assert chosen((there,), Channel.SMS, "FR") is None


@pytest.mark.parametrize(
    ("channel", "address", "country"),
    [
        (Channel.SMS, "+32470123456", "BE"),
        (Channel.VOICE, "+33612345678", "FR"),
        (Channel.SMS, "+590690001234", "GP"),
        (Channel.SMS, "no number", "FR"),
        (Channel.EMAIL, "someone@example.be", "FR"),
    ],
)
def test_a_number_says_its_country_and_everything_else_is_at_home(channel: Channel, address: str, country: str):
    assert country_of(channel, address, "FR") == country


@pytest.mark.parametrize(
    ("provider", "channel", "typed", "expected"),
    [
        (Provider.TWILIO, Channel.SMS, "+33 6 12 34 56 78", ("long_code", "+33612345678")),
        (Provider.TWILIO, Channel.SMS, "36180", ("short_code", "36180")),
        (Provider.TWILIO, Channel.SMS, "Lenoir", ("alphanumeric", "Lenoir")),
        (Provider.TWILIO, Channel.VOICE, "+33 1 42 00 00 00", ("long_code", "+33142000000")),
        (Provider.SENDGRID, Channel.EMAIL, "Suivi@Lenoir.Example", ("email", "suivi@lenoir.example")),
    ],
)
def test_what_is_typed_is_known_for_what_it_is(
    provider: Provider, channel: Channel, typed: str, expected: tuple[str, str]
):
    assert kind_of(provider, channel, typed) == expected


@pytest.mark.parametrize(
    ("provider", "channel", "typed"),
    [
        (Provider.TWILIO, Channel.SMS, "A name that is too long"),
        (Provider.TWILIO, Channel.SMS, "06 12 34 56 78"),
        (Provider.TWILIO, Channel.VOICE, "Lenoir"),
        (Provider.TWILIO, Channel.EMAIL, "suivi@lenoir.example"),
        (Provider.SENDGRID, Channel.SMS, "+33612345678"),
        (Provider.SENDGRID, Channel.EMAIL, "not an address"),
        (Provider.TWILIO, Channel.LETTER, "+33612345678"),
    ],
)
def test_what_the_channel_cannot_use_is_refused(provider: Provider, channel: Channel, typed: str):
    with pytest.raises(InvalidInput):
        kind_of(provider, channel, typed)
