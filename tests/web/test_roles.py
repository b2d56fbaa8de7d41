"""Roles are composed by keyboard with what changes shown first; the case page says who sees it, and why."""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tandem.kit.texts import render
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import case_of
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER


@DESK_AND_PHONE
async def test_a_role_is_composed_changed_and_removed(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("ines@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    reverse = render("permission.payment:reverse", locale)
    record = render("permission.payment:record", locale)
    await page.set_viewport_size(viewport)
    await visitor.goto("/people/roles")

    await visitor.link("Compose a role").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name=words("Name of the role")).fill(f"Caisse {locale}")
    await page.get_by_label(words("Start from")).select_option("COLLECTOR")
    await page.get_by_role("checkbox", name=reverse).focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("checkbox", name=reverse)).to_be_checked()
    await expect(page.get_by_text(words("more", context="permission"), exact=True)).to_be_visible()
    await is_sound(visitor, "composing")
    await visitor.button("Save the role").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("listitem").filter(has_text=reverse)).to_be_visible()
    await is_sound(visitor, "confirming")
    await visitor.button("Save", within=dialog).click()

    await page.get_by_role("link", name=f"Caisse {locale}").click()
    await page.get_by_role("checkbox", name=record).uncheck()
    await visitor.button("Save the role").click()
    await expect(dialog.get_by_text(words("May no longer"))).to_be_visible()
    await expect(dialog.get_by_role("listitem")).to_have_text([record])
    await visitor.button("Save", within=dialog).click()
    await expect(page.get_by_role("link", name=f"Caisse {locale}")).to_be_visible()

    row = page.get_by_role("listitem").filter(has_text=f"Caisse {locale}")
    await row.get_by_role("button").click()
    await visitor.button("Remove it", within=dialog).click()
    await expect(page.get_by_role("link", name=f"Caisse {locale}")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "email", "viewport", "scheme"),
    [
        ("fr", "claire@lenoir.example", DESK, "dark"),
        ("en", "helene@bati-loire.example", PHONE, "light"),
    ],
    ids=["compliance officer", "client"],
)
async def test_the_case_page_says_who_sees_it_and_why(
    signed_in: SignedIn, locale: str, email: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in(email, locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await case_of("Toitures du Val", "/portfolio")(visitor)
    await page.set_viewport_size(viewport)

    await visitor.button("Who can see this?").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    who = dialog.get_by_label(words("Who"), exact=True)
    await expect(who).to_be_visible()
    await expect(dialog.get_by_text(render("permission.case_file.identity:read", locale))).to_be_visible()
    await is_sound(visitor, "who sees it")
    other = await who.locator("optgroup").last.locator("option").first.get_attribute("value")
    await who.select_option(other)
    why = dialog.get_by_role("listitem").first
    assert await why.inner_text() in [render(f"access.side.{side}", locale) for side in ("creditor", "agency", "group")]
    await is_sound(visitor, "the other side")
