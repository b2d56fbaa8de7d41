"""Invited by e-mail, joined, a second step set up, signed in with it, and signed out from elsewhere at once."""

import asyncio
import base64
import re
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tandem.organizations import second_factor
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.visitor import DESK, PHONE
from tests.web.wording import Words

pytestmark = BROWSER

PASSWORD = "quatre chevaux agrafes batterie"


async def link_to(product: Product, address: str) -> str:
    """The link of the newest e-mail to an address."""
    for _ in range(150):
        if found := await product.messages(to=address, kind="email"):
            [link] = re.findall(r"http://\S+#\S+", found[-1]["body"])
            return str(link)
        await asyncio.sleep(0.2)
    raise AssertionError(f"no e-mail to {address}")


def code_of(secret: str) -> str:
    """What the authenticator shows now: its clock is the real one."""
    raw = base64.b32decode(secret.replace(" ", ""))
    return second_factor.code_at(raw, second_factor.step_at(datetime.now(UTC)))


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme", "address", "name"),
    [
        ("fr", DESK, "light", "paula@lenoir.example", "Paula Petit"),
        ("en", PHONE, "dark", "peter@lenoir.example", "Peter Small"),
    ],
)
async def test_somebody_is_invited_joins_secures_their_account_and_is_signed_out_from_elsewhere(
    signed_in: SignedIn,
    product: Product,
    locale: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
    address: str,
    name: str,
) -> None:
    admin = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    words = admin.words
    await admin.goto("/people")
    await admin.button("Invite somebody").click()
    dialog = admin.page.get_by_role("dialog")
    await dialog.get_by_label(words("E-mail"), exact=True).fill(address)
    await admin.button("Send the invitation", within=dialog).click()
    await expect(admin.page.get_by_role("listitem").filter(has_text=address)).to_be_visible()
    await is_sound(admin, "people")

    guest = await signed_in(None, locale, viewport=viewport, scheme=scheme)
    page = guest.page
    await page.goto(await link_to(product, address))
    await page.get_by_label(words("Your name"), exact=True).fill(name)
    await page.get_by_label(words("New password"), exact=True).fill(PASSWORD)
    await is_sound(guest, "invitation")
    assert "#" not in page.url
    await guest.button("Join").click()
    await expect(page.get_by_role("navigation", name=words("Main navigation")).first).to_be_visible()

    await guest.goto("/account")
    await guest.button("Set up the second step").click()
    dialog = page.get_by_role("dialog")
    secret = await dialog.locator("code").inner_text()
    await dialog.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    await dialog.get_by_label(words("Code"), exact=True).fill(code_of(secret))
    await is_sound(guest, "second step")
    await guest.button("Turn the second step on", within=dialog).click()
    listed = dialog.get_by_role("list", name=words("Recovery codes")).get_by_role("listitem")
    await expect(listed).to_have_count(second_factor.RECOVERY_CODES)
    codes = await listed.all_inner_texts()
    await is_sound(guest, "recovery codes")
    await dialog.get_by_role("checkbox").check()
    await guest.button("Go on", within=dialog).click()
    await expect(dialog).to_be_hidden()
    await is_sound(guest, "account")

    other = await signed_in(None, locale, viewport=viewport, scheme=scheme)
    await other.goto("/sign-in")
    await other.page.get_by_role("textbox", name=words("E-mail"), exact=True).fill(address)
    await other.page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    await other.button("Sign in").click()
    await other.page.get_by_label(words("Code"), exact=True).fill(codes[0])
    await is_sound(other, "code")
    await other.button("Go on").click()
    await expect(other.page.get_by_role("navigation", name=words("Main navigation")).first).to_be_visible()

    await guest.goto("/account")
    await guest.button("Sign out everywhere else").click()
    await expect(other.page.get_by_role("heading", name=words("Sign in"), exact=True)).to_be_visible()
    await expect(guest.button("Sign out everywhere else")).to_be_hidden()


@pytest.mark.parametrize(("locale", "viewport"), [("fr", PHONE), ("en", DESK)])
async def test_a_forgotten_password_is_set_anew_by_a_link(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize
) -> None:
    # In whose name nobody else signs in; each has chosen the other language.
    address = {"fr": "tom@atlas.example", "en": "sofia@atlas.example"}[locale]
    somebody = await signed_in(None, locale, viewport=viewport)
    page, words = somebody.page, somebody.words
    await somebody.goto("/sign-in")
    await somebody.link("Forgotten password?").click()
    await expect(page.get_by_role("heading", name=words("Forgotten password"), exact=True)).to_be_visible()
    await page.get_by_role("textbox", name=words("E-mail"), exact=True).fill(address)
    await somebody.button("Send the link").click()
    sent = words(
        "If this address has an account, an e-mail with a link is on its way to it. The link works for one hour."
    )
    await expect(page.get_by_text(sent)).to_be_visible()
    await is_sound(somebody, "asked")
    await page.goto(await link_to(product, address))
    password = page.get_by_label(words("New password"), exact=True)
    await password.fill("123456789012")
    await somebody.button("Set the password").click()
    # Refused at the field, where the cursor stays.
    await expect(password).to_have_attribute("aria-invalid", "true")
    await expect(password).to_have_accessible_description(re.compile(r"\w{3}"))
    await expect(password).to_be_focused()
    await is_sound(somebody, "too weak")
    # The refusal that the form shows is a 400, of which the console speaks too.
    assert [complaint for complaint in somebody.watch.complaints if "400" not in complaint] == []
    somebody.watch.complaints.clear()
    await password.fill(PASSWORD)
    await somebody.button("Set the password").click()
    await page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    await somebody.button("Sign in").click()
    # Whatever the browser's was until then, they read in their own language.
    own = Words({"fr": "en", "en": "fr"}[locale])
    await expect(page.get_by_role("navigation", name=own("Main navigation")).first).to_be_visible()
