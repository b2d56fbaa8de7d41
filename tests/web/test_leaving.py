"""Somebody joins, takes a case file on and leaves: their page ends, and the administrator is led to what waits since.

And what is said before everybody is asked for a second step.
"""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.giving import rows
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.test_people import PASSWORD, link_to
from tests.web.visitor import DESK, PHONE, Visitor

pytestmark = BROWSER

Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme", "address", "name"),
    [
        ("fr", DESK, "light", "lea@lenoir.example", "Léa Martin"),
        ("en", PHONE, "dark", "leo@lenoir.example", "Leo Martin"),
    ],
    ids=["desk", "phone"],
)
async def test_who_leaves_is_signed_out_and_what_they_worked_is_shown_to_who_ended_it(
    signed_in: SignedIn,
    product: Product,
    locale: str,
    viewport: ViewportSize,
    scheme: Scheme,
    address: str,
    name: str,
) -> None:
    ines = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = ines.page, ines.words
    await _invite(ines, address)
    guest = await signed_in(None, locale, viewport=viewport, scheme=scheme)
    await guest.page.goto(await link_to(product, address))
    await guest.page.get_by_label(words("Your name"), exact=True).fill(name)
    await guest.page.get_by_label(words("New password"), exact=True).fill(PASSWORD)
    await guest.button("Join").click()
    await expect(rows(guest).first).to_be_visible()
    await rows(guest).last.get_by_role("link").first.click()
    await guest.button("Take it on").click()
    await expect(guest.button("Take it on")).to_be_hidden()

    await ines.goto("/people")
    row = page.get_by_role("listitem").filter(has_text=address)
    await row.get_by_role("button", name=words("End the access of {name}", {"name": name}), exact=True).click()
    dialog = page.get_by_role("dialog")
    before = words("Case files assigned to them are assigned to nobody: you are told how many.")
    await expect(dialog).to_contain_text(before)
    await is_sound(ines, "before the end")
    await ines.button("End the access", within=dialog).click()

    await expect(guest.page.get_by_role("heading", name=words("Sign in"), exact=True)).to_be_visible()
    show = ines.button("Show what nobody works")
    await expect(show).to_be_visible()
    await is_sound(ines, "what waits")
    await show.click()
    await expect(page).to_have_url(f"{ines.url}/portfolio?assignee=nobody")
    await expect(rows(ines).first).to_be_visible()


async def test_whoever_asks_everybody_for_a_second_step_is_told_what_it_does_and_needs_one(
    signed_in: SignedIn,
) -> None:
    ines = await signed_in("ines@lenoir.example", "en", viewport=PHONE, scheme="dark")
    page, words = ines.page, ines.words
    await ines.goto("/people")
    rule = page.get_by_role("checkbox", name=words("Everybody needs a second step at sign-in"))
    await rule.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("signed out at once")
    await is_sound(ines, "before the rule")
    await ines.button("Ask everybody for it", within=dialog).click()

    await expect(page.get_by_text("Set up your own second step first")).to_be_visible()
    await ines.button("Cancel", within=dialog).click()
    await expect(rule).not_to_be_checked()


async def _invite(admin: Visitor, address: str) -> None:
    await admin.goto("/people")
    await admin.button("Invite somebody").click()
    dialog = admin.page.get_by_role("dialog")
    await dialog.get_by_label(admin.words("E-mail"), exact=True).fill(address)
    await admin.button("Send the invitation", within=dialog).click()
    await expect(admin.page.get_by_role("listitem").filter(has_text=address)).to_be_visible()
