"""One sandbox for all channel tests: each uses addresses and attempt ids of its own."""

import itertools
import uuid
from collections.abc import AsyncIterator

import pytest

from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SENDGRID_KEY, SandboxServer, sandbox_server

TIMEOUT = 10.0  # seconds; a sandbox on a busy machine answers well within
_numbers = itertools.count(33_600_000_000)


@pytest.fixture(scope="session")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SandboxServer]:
    async with sandbox_server(tmp_path_factory.mktemp("sandbox")) as server:
        yield server


@pytest.fixture
def number() -> str:
    """A phone number that no other test uses."""
    return f"+{next(_numbers)}"


@pytest.fixture
def attempt_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
async def sms(sandbox: SandboxServer) -> AsyncIterator[TwilioSms]:
    channel = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url, timeout_seconds=TIMEOUT))
    yield channel
    await channel.close()


@pytest.fixture
async def voice(sandbox: SandboxServer) -> AsyncIterator[TwilioVoice]:
    channel = TwilioVoice(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url, timeout_seconds=TIMEOUT))
    yield channel
    await channel.close()


@pytest.fixture
async def email(sandbox: SandboxServer) -> AsyncIterator[SendGridEmail]:
    account = SendGridAccount(SENDGRID_KEY, sandbox.public_key, sandbox.url, timeout_seconds=TIMEOUT)
    channel = SendGridEmail(account)
    yield channel
    await channel.close()
