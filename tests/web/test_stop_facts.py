"""What forbids contact is entered by keyboard on the case page, stops the buttons at once, and is ended there."""

from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import facts_of

pytestmark = BROWSER

DEBTOR = "Atelier Bois Clair"


@DESK_AND_PHONE
async def test_an_insolvency_is_entered_shown_with_its_last_day_and_ended(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await facts_of(DEBTOR, "/queue", viewport)(visitor)

    await visitor.button("Enter what forbids contact").focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name=words("Enter what forbids contact"))
    await form.get_by_label(words("What is known")).select_option("INSOLVENCY")
    published = form.get_by_label(words("Published in the BODACC on"))
    await published.fill("20/01/2026")
    await published.press("Tab")
    await form.get_by_label(words("The court’s representative")).fill("Me Durand, Lyon")
    await form.get_by_label(words("Where it is known from")).fill(f"BODACC A n° 13 {locale}")
    await is_sound(visitor, "entering a fact")
    await visitor.button("Record", within=form).focus()
    await page.keyboard.press("Enter")

    fact = page.get_by_role("listitem").filter(has_text=f"BODACC A n° 13 {locale}").last
    await expect(fact.locator("time[datetime='2026-03-20']")).to_be_visible()
    await is_sound(visitor, "a fact")

    what = words("No longer so: {what}", {"what": words("Insolvency procedure")})
    await page.get_by_role("button", name=what).click()
    ending = page.get_by_role("dialog", name=what)
    await ending.get_by_label(words("Where it is known from")).fill(f"Clôture {locale}")
    await visitor.button("Record", within=ending).click()
    await expect(page.get_by_role("button", name=what)).to_have_count(0)
    await expect(page.get_by_role("listitem").filter(has_text=f"Clôture {locale}").first).to_be_visible()
