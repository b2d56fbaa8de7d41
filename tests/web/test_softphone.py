"""The line on the computer, with the provider's own SDK in the page: it opens, or says why not; the telephone is there.

A product of its own: only here are pages allowed the microphone and the provider's hosts.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

import aiohttp
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.support.chromium import chromium
from tests.web.conftest import DESK_AND_PHONE, Kept, SignedIn
from tests.web.inspecting import is_sound
from tests.web.played_twilio import play_twilio
from tests.web.product import Product, running_product
from tests.web.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("softphone"), pytest.mark.timeout(600)]

SID, KEY, APP = "AC" + "6" * 32, "SK" + "6" * 32, "AP" + "6" * 32
SECRET = "0123456789abcdefghijklmnopqrstuv"
_ASK = """async ([query, input]) => (await fetch("/graphql", {
    method: "POST", headers: {"content-type": "application/json"},
    body: JSON.stringify({query, variables: {input}}) })).json()"""
_SAVE = """mutation ($input: SaveTwilioAccountInput!) {
    saveTwilioAccount(input: $input) { account { id } userErrors { code } } }"""
_SENDER = "mutation ($input: AddSenderInput!) { addSender(input: $input) { userErrors { code } } }"


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running_product(TANDEM_SOFTPHONE="true") as running:
        yield running


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Its microphone hums by itself; who may use it is said by each test."""
    async with chromium("--use-fake-device-for-media-stream") as running:
        yield running


@pytest.fixture(scope="module")
def kept_cookies() -> Kept:
    return {}


async def command(page: Page, query: str, **told: Any) -> Any:
    answer = await page.evaluate(_ASK, [query, told])
    [payload] = answer["data"].values()
    assert payload["userErrors"] == []
    return payload


@pytest.fixture
async def account(product: Product, signed_in: SignedIn) -> None:
    """The agency's own account with a key that signs tokens, a TwiML app, and a number."""
    has = {
        "account_sid": SID,
        "auth_token": "token-6",
        "api_keys": {KEY: SECRET},
        "applications": {APP: {"url": f"{product.url}/webhooks/twilio/browser"}},
    }
    async with aiohttp.ClientSession() as http, http.post(f"{product.sandbox_url}/sandbox/api/accounts", json=has) as a:
        assert a.status == 201, await a.text()
    ines = (await signed_in("ines@lenoir.example")).page
    keys = {"authToken": "token-6", "apiKeySid": KEY, "apiKeySecret": SECRET, "twimlAppSid": APP}
    saved = await command(ines, _SAVE, accountSid=SID, **keys)
    answer = await ines.evaluate(
        _ASK, [_SENDER, {"accountId": saved["account"]["id"], "channel": "VOICE", "address": "+33199001666"}]
    )
    codes = [one["code"] for one in answer["data"]["addSender"]["userErrors"]]
    assert codes in ([], ["sender_country_taken"])  # the second: an earlier test of this product added it


async def open_on_computer(visitor: Visitor) -> None:
    await visitor.button("Where to open my line").click()
    await visitor.page.get_by_role("menuitem", name=visitor.words("On this computer")).click()


@pytest.mark.usefixtures("account")
@DESK_AND_PHONE
async def test_the_line_opens_on_the_computer_is_muted_and_closed(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    await page.context.grant_permissions(["microphone"])
    await play_twilio(page, product)
    await visitor.goto("/queue")
    loaded: list[str] = []
    page.on("request", lambda one: loaded.append(one.url))

    await open_on_computer(visitor)

    status = page.get_by_role("status").filter(has_text=words("Line open"))
    await expect(status).to_be_attached()
    # The SDK comes from us, and only now.
    assert [url for url in loaded if "/assets/twilio-" in url and url.startswith(product.url)]
    line = page.get_by_role("button").filter(has=status)
    await line.click()
    await page.get_by_role("menuitem", name=words("Switch my microphone off")).click()
    await expect(page.get_by_role("status").filter(has_text=words("Line open, microphone off"))).to_be_attached()
    await is_sound(visitor, "line open on the computer")
    await line.click()
    await page.get_by_role("menuitem", name=words("Close my line")).click()
    await expect(visitor.button("Where to open my line")).to_be_enabled()


@pytest.mark.usefixtures("account")
async def test_without_a_way_to_the_provider_it_is_said_and_the_telephone_rings_instead(
    signed_in: SignedIn, product: Product
) -> None:
    visitor = await signed_in("awa@lenoir.example", "fr")
    page, words = visitor.page, visitor.words
    await page.context.grant_permissions(["microphone"])
    await play_twilio(page, product, reachable=False)
    await page.clock.install()
    await visitor.goto("/queue")

    await open_on_computer(visitor)
    await expect(page.get_by_role("status").filter(has_text=words("Connecting…"))).to_be_attached()
    await page.clock.fast_forward(31_000)

    trouble = page.get_by_role("alert").filter(
        has_text=words("The connection was lost, and your line is closed. Check your network, then open it again.")
    )
    await expect(trouble).to_be_visible()
    await visitor.shoot("no way to the provider")
    await visitor.button("Where to open my line").click()
    await page.get_by_role("menuitem", name=words("On my telephone")).click()
    await expect(page.get_by_role("status").filter(has_text=words("Line open"))).to_be_attached()
    await page.get_by_role("button").filter(has_text=words("Line open")).click()
    await page.get_by_role("menuitem", name=words("Close my line")).click()


@pytest.mark.usefixtures("account")
@DESK_AND_PHONE
async def test_a_refused_microphone_is_said_with_what_to_do_and_opens_nothing(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    await play_twilio(page, product)
    await visitor.goto("/queue")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or ""))

    await open_on_computer(visitor)

    said = words("The browser may not use your microphone. Allow it for this page, then open your line again.")
    await expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    await expect(visitor.button("Where to open my line")).to_be_enabled()
    assert not [one for one in sent if "mutation OpenLine" in one]
    await is_sound(visitor, "microphone refused")
