"""Fixtures of the browser tests: the product, one Chromium, and people who are signed in to it."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Literal, Protocol

import pytest
from playwright.async_api import Browser, StorageState, ViewportSize, expect

from tests.support.chromium import chromium
from tests.web.product import Product, running_product
from tests.web.visitor import DESK, PHONE, Visitor, sign_in
from tests.web.watching import watched_page
from tests.web.wording import Words

# Milliseconds until a page shows what it should: passed only where it never does, or on a very busy machine.
expect.set_options(timeout=20_000)

# All use one running product, so one process has them; the first of them waits while it starts.
BROWSER = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(600)]

# Both languages, both widths, both schemes: the same story once each.
DESK_AND_PHONE = pytest.mark.parametrize(
    ("locale", "viewport", "scheme"), [("fr", DESK, "light"), ("en", PHONE, "dark")], ids=["desk", "phone"]
)

Kept = dict[str, StorageState]

# Answers the codes of what did not go.
_REMOVE_ACCOUNTS = """async () => {
    const ask = async (query, variables) => (await (await fetch("/graphql", {
        method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify({query, variables}),
    })).json()).data;
    const codes = [];
    for (const { id } of (await ask("{ accountSetup { accounts { id } } }")).accountSetup.accounts) {
        const { removeProviderAccount } = await ask(`mutation ($id: ID!) {
            removeProviderAccount(input: { accountId: $id }) { userErrors { code } } }`, { id });
        codes.push(...removeProviderAccount.userErrors.map((error) => error.code));
    }
    return codes;
}"""


class SignedIn(Protocol):
    """Opens a browser context with a page for a person of the cast, by their e-mail address."""

    async def __call__(
        self,
        email: str | None,
        locale: str = "fr",
        *,
        viewport: ViewportSize = DESK,
        scheme: Literal["light", "dark"] = "light",
        by_form: bool = False,
    ) -> Visitor: ...


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with running_product() as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def kept_cookies() -> Kept:
    """The cookies of who signed in before, by e-mail: the form is filled in once a person."""
    return {}


@pytest.fixture
async def signed_in(
    browser: Browser, product: Product, kept_cookies: Kept, request: pytest.FixtureRequest
) -> AsyncIterator[SignedIn]:
    """Fails the test on any complaint of any of its pages: console, page error, refused by the policy, polling."""
    visitors: list[Visitor] = []

    async def open_for(
        email: str | None,
        locale: str = "fr",
        *,
        viewport: ViewportSize = DESK,
        scheme: Literal["light", "dark"] = "light",
        by_form: bool = False,
    ) -> Visitor:
        state: StorageState = {
            "cookies": [],
            "origins": [{"origin": product.url, "localStorage": [{"name": "tandem.locale", "value": locale}]}],
        }
        if email in kept_cookies and not by_form:
            state["cookies"] = kept_cookies[email]["cookies"]
        context = await browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            locale={"fr": "fr-FR", "en": "en-GB"}[locale],
            timezone_id="Europe/Paris",
            storage_state=state,
        )
        page, watch = await watched_page(context)
        name = email.partition("@")[0] if email else "nobody"
        folder = re.sub(r"\W+", "-", request.node.name).strip("-")
        visitor = Visitor(name, page, Words(locale), watch, product, folder)
        visitors.append(visitor)
        if email and not state["cookies"]:
            await sign_in(visitor, email)
            kept_cookies[email] = await context.storage_state()
        elif email:
            await visitor.goto("/")
        return visitor

    yield open_for

    for visitor in visitors:
        await visitor.shoot("end")
        await visitor.watch.heard()
        await visitor.page.context.close()
    complaints = {visitor.name: visitor.watch.complaints for visitor in visitors if visitor.watch.complaints}
    assert complaints == {}


@pytest.fixture
async def no_account_stays(signed_in: SignedIn) -> AsyncIterator[None]:
    """Takes the agency's own accounts away, wherever the test ended: with them every other test would send by them."""
    yield
    visitor = await signed_in("ines@lenoir.example")
    assert await visitor.page.evaluate(_REMOVE_ACCOUNTS) == []
