"""The audit log in the browser: found, narrowed, and taken out."""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme", "told"),
    [("fr", DESK, "light", "Échec de connexion"), ("en", PHONE, "dark", "Failed sign-in")],
    ids=["fr", "en"],
)
async def test_the_log_is_searched_narrowed_and_taken_out(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"], told: str
) -> None:
    stranger = await signed_in("awa@lenoir.example", locale)
    refused = await stranger.page.context.request.post(
        f"{stranger.url}/auth/sign-in",
        data={"email": "awa@lenoir.example", "password": "not the password"},
        headers={"Origin": stranger.url},
    )
    assert refused.status == 401
    visitor = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    events = page.get_by_role("main").get_by_role("listitem")

    await visitor.goto("/audit")
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("Audit log"))
    await expect(events.filter(has_text=told).first).to_be_visible()
    await visitor.shoot("opened")

    await page.get_by_role("searchbox", name=words("Search")).fill(told.split()[0])
    await expect(page).to_have_url(f"{visitor.url}/audit?q={'%C3%89chec' if locale == 'fr' else 'Failed'}")
    await expect(events.filter(has_not_text=told)).to_have_count(0)
    await visitor.shoot("searched")

    await page.get_by_role("searchbox", name=words("Search")).fill("")
    await page.get_by_role("combobox", name=words("Kind")).select_option("exports")
    await expect(page.get_by_role("heading", name=words("Nothing is found"))).to_be_visible()
    await page.get_by_role("combobox", name=words("Kind")).select_option("sign_in")
    await events.get_by_role("button", name="Inès Lenoir").first.click()
    await expect(visitor.button("Remove this filter")).to_be_visible()
    await expect(events.filter(has_text=told)).to_have_count(0)
    await visitor.shoot("one person")

    await visitor.button("Export").click()
    menu = page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem", disabled=False)).to_have_count(3)
    await visitor.shoot("export")
    async with page.expect_download() as downloading:
        await menu.get_by_role("menuitem").first.click()
    download = await downloading.value
    assert download.suggested_filename == ("journal-audit.csv" if locale == "fr" else "audit-log.csv")
    await page.get_by_role("combobox", name=words("Kind")).select_option("exports")
    await expect(events.filter(has_text="CSV").first).to_be_visible()
    await visitor.shoot("the export is told")
