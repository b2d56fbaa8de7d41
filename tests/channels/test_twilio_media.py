"""Files that came with a text: named by the webhook, fetched from the provider alone, destroyed there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tandem_channels.contract import (
    TOO_LARGE,
    InboundMedium,
    InboundSmsEvent,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
    WebhookRequest,
)
from tandem_channels.twilio_account import TwilioAccount, is_of_twilio
from tandem_channels.twilio_sms import TwilioSms
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer, serving
from tests.support.mails import PDF, base64_of

TO = "+33937001200"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
MESSAGE, MEDIUM = f"MM{'0' * 32}", f"ME{'1' * 32}"
MOST = 1_000_000


async def sent(sandbox: SandboxServer, sms: TwilioSms, number: str, *files: tuple[str, bytes]) -> InboundSmsEvent:
    """The event of a text that the debtor sent with files."""
    listed = [{"type": kind, "base64": base64_of(data)} for kind, data in files]
    assert await sandbox.post("replies", **{"from": number, "to": TO, "body": "", "files": listed}) == 201
    [post] = await sandbox.receiver.wait_for(number.removeprefix("+"), 1)
    assert sms.verify(post)
    [event] = sms.parse(post)
    assert isinstance(event, InboundSmsEvent)
    return event


async def test_pictures_are_named_fetched_and_destroyed(sandbox: SandboxServer, sms: TwilioSms, number: str) -> None:
    event = await sent(sandbox, sms, number, ("image/jpeg", JPEG), ("application/pdf", PDF))

    ids = [one.provider_id or "" for one in event.media]
    fetched = [await sms.media.fetch(event.provider_id, one, MOST) for one in ids]
    for one in (*ids, *ids):
        await sms.media.delete(event.provider_id, one)

    assert [one.content_type for one in event.media] == ["image/jpeg", "application/pdf"]
    assert fetched == [JPEG, PDF]
    assert [await sms.media.fetch(event.provider_id, one, MOST) for one in ids] == [None, None]


async def test_a_file_beyond_its_bound_is_not_read(sandbox: SandboxServer, sms: TwilioSms, number: str) -> None:
    event = await sent(sandbox, sms, number, ("image/jpeg", JPEG * 100))

    with pytest.raises(Rejected) as refused:
        await sms.media.fetch(event.provider_id, event.media[0].provider_id or "", 100)

    assert refused.value.code == TOO_LARGE


@pytest.mark.parametrize(
    ("fault", "value", "error"), [("answer_error", "429", RateLimited), ("answer_error", "503", Unconfirmed)]
)
async def test_a_provider_that_is_busy_is_asked_again(
    sandbox: SandboxServer, sms: TwilioSms, number: str, fault: str, value: str, error: type[Exception]
) -> None:
    event = await sent(sandbox, sms, number, ("image/jpeg", JPEG))
    medium = event.media[0].provider_id or ""
    assert await sandbox.post("faults", channel="media", kind=fault, value=value, recipient=number, times=1) == 201

    with pytest.raises(error):
        await sms.media.fetch(event.provider_id, medium, MOST)

    assert await sms.media.fetch(event.provider_id, medium, MOST) == JPEG


@asynccontextmanager
async def twilio_that_answers(answer: Response) -> AsyncIterator[TwilioSms]:
    """An account whose provider answers with this alone."""

    async def answered(_: Request) -> Response:
        return answer

    async with serving(Starlette(routes=[Route("/{path:path}", answered)])) as url:
        sms = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, url))
        yield sms
        await sms.close()


async def test_no_address_but_the_providers_is_followed(sandbox: SandboxServer) -> None:
    before = len(sandbox.receiver.received)
    for target in (f"{sandbox.url}/media/x", "http://169.254.169.254/latest", "file:///etc/passwd", "//evil.example/x"):
        async with twilio_that_answers(RedirectResponse(target)) as sms:
            with pytest.raises(Rejected) as refused:
                await sms.media.fetch(MESSAGE, MEDIUM, MOST)
        assert refused.value.code == "redirect"
    assert len(sandbox.receiver.received) == before


async def test_an_address_that_leads_to_itself_is_left(sandbox: SandboxServer) -> None:
    async with twilio_that_answers(RedirectResponse("/again")) as sms, asyncio.timeout(30):
        with pytest.raises(Rejected) as refused:
            await sms.media.fetch(MESSAGE, MEDIUM, MOST)
    assert refused.value.code == "redirect"


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://mms.twiliocdn.com/AC/x?token=y", True),
        ("https://api.dublin.ie1.twilio.com/x", True),
        ("http://mms.twiliocdn.com/x", False),
        ("https://twiliocdn.com.evil.example/x", False),
        ("https://eviltwiliocdn.com/x", False),
        ("https://mms.twiliocdn.com:8443/x", False),
        ("https://mms.twiliocdn.com@evil.example/x", False),
        ("https://[/x", False),
    ],
)
def test_twilios_own_hosts_are_known_by_their_names(url: str, is_ours: bool) -> None:
    assert is_of_twilio(url) is is_ours


async def test_the_file_server_is_told_no_credentials() -> None:
    told: dict[str, str | None] = {}

    async def answered(request: Request) -> Response:
        told[request.url.path] = request.headers.get("Authorization")
        return Response(JPEG) if request.url.path == "/file" else RedirectResponse("/file")

    async with serving(Starlette(routes=[Route("/{path:path}", answered)])) as url:
        sms = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, url))
        fetched = await sms.media.fetch(MESSAGE, MEDIUM, MOST)
        await sms.close()

    first = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{MESSAGE}/Media/{MEDIUM}"
    assert fetched == JPEG
    assert list(told) == [first, "/file"]
    assert told[first] is not None
    assert told["/file"] is None


async def test_a_provider_that_is_away_is_asked_again() -> None:
    sms = TwilioSms(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:9"))

    with pytest.raises(Unavailable):
        await sms.media.fetch(MESSAGE, MEDIUM, MOST)

    await sms.close()


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("NumMedia=0", ()),
        ("NumMedia=x", ()),
        ("NumMedia=%C2%B2", ()),
        (
            "NumMedia=1&MediaUrl0=https://a.example/x&MediaContentType0=image/%20jp%09eg",
            (InboundMedium(None, "application/octet-stream"),),
        ),
        ("NumMedia=1", (InboundMedium(None, "application/octet-stream"),)),
        (
            f"NumMedia=1&MediaUrl0=https://evil.example/Messages/{MESSAGE}/Media/{MEDIUM}&MediaContentType0=Image/PNG",
            (InboundMedium(MEDIUM, "image/png"),),
        ),
        (
            "NumMedia=1&MediaUrl0=https://a.example/x&MediaContentType0=image/png",
            (InboundMedium(None, "image/png"),),
        ),
        ("NumMedia=99", (InboundMedium(None, "application/octet-stream"),) * 10),
    ],
    ids=["none", "no number", "no digit", "odd type", "no address", "another host", "no address of a file", "too many"],
)
def test_of_an_address_only_our_id_is_taken(sms: TwilioSms, form: str, media: tuple[InboundMedium, ...]) -> None:
    body = f"MessageSid={MESSAGE}&SmsStatus=received&From=%2B33611&To=%2B33622&Body=&{form}"
    assert dict(parse_qsl(body))

    [event] = sms.parse(WebhookRequest("https://app.example/sms", {}, body.encode()))

    assert isinstance(event, InboundSmsEvent)
    assert event.media == media
