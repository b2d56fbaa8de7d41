"""The agency's own provider account: entered, tested by its button, given a sender; its key is never shown again."""

from typing import Any, Literal

import aiohttp
import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product

pytestmark = [*BROWSER, pytest.mark.leaves_traces, pytest.mark.usefixtures("no_account_stays")]

SID = "AC" + "7" * 32


async def has(product: Product, **told: Any) -> None:
    """An account of somebody's at the sandbox, which plays the provider."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{product.sandbox_url}/sandbox/api/accounts", json={"account_sid": SID, **told}) as answer,
    ):
        assert answer.status == 201, await answer.text()


@DESK_AND_PHONE
async def test_an_account_is_entered_tested_given_a_sender_and_removed(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    key, domain = f"SG.the-secret-of-{locale}", f"{locale}.lenoir.example"
    await has(product, sendgrid_key=key, scopes=["mail.send"], domains=[domain])
    visitor = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    shown: list[str] = []

    async def keep(answer: Any) -> None:
        if "/graphql" in answer.url:
            shown.append(await answer.text())

    await visitor.goto("/accounts")
    # From here on: what the page before it had asked for has no body left to read.
    page.on("response", keep)
    name = {"name": "SendGrid"}
    add = words("Add your account at {name}", name)
    await page.get_by_role("button", name=add).click()
    dialog = page.get_by_role("dialog")
    secret = dialog.get_by_label(words("API key"), exact=True)
    await expect(secret).to_be_focused()
    await page.keyboard.type(key)
    await dialog.get_by_label(words("Domain of the e-mails")).fill(domain)
    await is_sound(visitor, "entering an account")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text(words("Not tested since the last change"))).to_be_visible()

    # The key may send and nothing else: nobody says whose the domain is, and no address is added.
    await visitor.button("Test the account").click()
    await expect(page.get_by_text(words.said("account_fault.domains_not_readable"))).to_be_visible()
    await visitor.button("Add a sender").click()
    address = dialog.get_by_label(words("Number, name or address"))
    await address.fill(f"info@{domain}")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text(words.said("error.domains_not_readable"))).to_be_visible()
    await is_sound(visitor, "a sender that nobody vouches for")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)

    await has(product, scopes=["mail.send", "whitelabel.read"])
    await visitor.button("Test the account").click()
    await expect(
        page.get_by_role("status").filter(has_text=words("Works: tested <0/>").removesuffix("<0/>").strip())
    ).to_be_visible()
    await visitor.button("Add a sender").click()
    await address.fill(f"info@{domain}")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("listitem").filter(has_text=f"info@{domain}")).to_be_visible()
    await is_sound(visitor, "an account that works")

    change = words("Change the account at {name}", name)
    await page.get_by_role("button", name=change).click()
    await expect(secret).to_have_value("")
    await is_sound(visitor, "changing an account")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert key not in await page.content()
    assert shown
    assert not [one for one in shown if key in one]

    await page.get_by_role("button", name=words("Remove the account at {name}", name)).click()
    await visitor.button("Remove it", within=dialog).click()
    await expect(page.get_by_role("button", name=add)).to_be_visible()
