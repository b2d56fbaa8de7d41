"""The address that e-mails are posted to: the secret first, then the signature where there is one, then the bytes."""

from collections.abc import AsyncIterator, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from tandem import contacts
from tandem.casefiles import storage
from tandem.contacts.channels import EMAIL_INBOUND_PATH, channels
from tandem.entrypoints.http import webhooks
from tandem_channels.sandbox.signing import public_key_of, sendgrid_signature
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tests.channels.test_sendgrid_email import KEY
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")
SECRET = "a-secret-of-thirty-two-characters"
POST = email("a@b.example", "c@d.example", "Bonjour")


@pytest.fixture(autouse=True)
async def adapter() -> AsyncIterator[None]:
    account = SendGridEmail(SendGridAccount("SG.x", public_key_of(KEY)))
    contacts.configure(replace(channels(), email=account, inbound_secret=SECRET))
    yield
    await account.close()


async def post(secret: str, headers: Mapping[str, str]) -> int:
    """The status of the answer; asked in this task, so that what is written is rolled back."""
    app = Starlette(routes=webhooks.routes)
    app.state.public_url = "https://app.example"
    answered: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": POST.body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(message)

    path = f"{EMAIL_INBOUND_PATH}/{secret}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    return int(answered[0]["status"])


def signed(body: bytes) -> dict[str, str]:
    return {
        "x-twilio-email-event-webhook-signature": sendgrid_signature(KEY, "1", body),
        "x-twilio-email-event-webhook-timestamp": "1",
    }


@pytest.mark.parametrize(
    ("case", "secret", "status", "kept"),
    [
        ("unsigned", SECRET, 200, 1),
        ("signed", SECRET, 200, 1),
        ("signed for another body", SECRET, 403, 0),
        ("another secret", f"{SECRET}x", 403, 0),
        ("no secret", "", 404, 0),
    ],
)
async def test_who_may_post_an_e_mail(case: str, secret: str, status: int, kept: int):
    headers = dict(POST.headers)
    if case.startswith("signed"):
        headers |= signed(POST.body if case == "signed" else b"another")

    assert await post(secret, headers) == status
    assert len(await storage.keys_under("inbound")) == kept


async def test_without_a_secret_of_the_installation_none_is_right():
    contacts.configure(replace(channels(), inbound_secret=""))

    assert await post("x", dict(POST.headers)) == 403
