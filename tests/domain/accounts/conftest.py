"""Keys that seal, fake adapters for agencies' own accounts, and a provider that says what it is told to say."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from tandem import contacts
from tandem.contacts.accounts import sealing, serving
from tandem.contacts.accounts.account import Account
from tandem.contacts.channels import Channels
from tandem_channels.account_faults import Found
from tandem_channels.contract import Provider
from tandem_channels.fake import FakeChannel, FakeFindableChannel

KEY = bytes(range(32, 64))


@dataclass
class Providers:
    """`built`: the accounts that adapters were made for, in order; `faults`: what a test of an account finds."""

    built: list[Account] = field(default_factory=list)
    faults: list[Found] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)

    def build(self, account: Account, channels: Channels) -> Channels:
        """Fakes that sign with the account's own secret."""
        self.built.append(account)
        if account.provider is Provider.TWILIO:
            secret = account.secrets.auth_token
            return replace(channels, sms=FakeFindableChannel(secret), voice=FakeFindableChannel(secret))
        return replace(channels, email=FakeChannel(account.secrets.webhook_public_key))

    async def check(self, _: Account, senders: list[str]) -> list[Found]:
        """What the test has set."""
        self.asked.append(senders)
        return self.faults


@pytest.fixture(autouse=True)
def providers() -> Iterator[Providers]:
    """The installation has SMS and calls of its own, and no e-mail."""
    made = Providers()
    sealing.configure(KEY)
    contacts.configure(
        contacts.Channels(
            sms=FakeFindableChannel("ours"),
            voice=FakeFindableChannel("ours"),
            public_url="https://app.example",
            build=made.build,
            check=made.check,
        )
    )
    yield made
    contacts.configure(contacts.Channels())
    serving._kept.clear()
