"""On the parties of a case: a refusal is lifted with its proof, a number gets its place, a call to us is entered."""

from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import facts_of
from tests.web.visitor import PHONE

pytestmark = BROWSER

DEBTOR = "Atelier Bois Clair"


@DESK_AND_PHONE
async def test_a_refusal_is_lifted_by_keyboard_with_what_proves_it_and_a_call_is_entered(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await facts_of(DEBTOR, "/queue", viewport)(visitor)
    number = page.get_by_role("listitem").filter(has=page.get_by_role("img", name=words("Phone"))).last
    actions = number.get_by_role("button")

    await actions.click()
    await page.get_by_role("menuitem", name=words("Record an opt-out: {name}", {"name": "SMS"})).click()
    refused = number.get_by_text(words("No {name}", {"name": "SMS"}))
    await expect(refused).to_be_visible()

    await actions.focus()
    await page.keyboard.press("Enter")
    lift = words("Lift the opt-out: {name}", {"name": "SMS"})
    await page.get_by_role("menuitem", name=lift).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=lift)
    evidence = dialog.get_by_label(words("Where it stands"))
    await expect(evidence).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(dialog.get_by_text(words("Say where it stands that they want it."))).to_be_visible()
    await evidence.focus()
    await page.keyboard.type(f"Par téléphone, à Awa ({locale})")
    await is_sound(visitor, "an opt-out is lifted")
    await visitor.button("Lift the opt-out", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(refused).to_have_count(0)

    for place in ("Home", "Not known"):
        said = words("Where it is: {name}", {"name": words(place)})
        await actions.focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("menuitem", name=said).focus()
        if place == "Home":
            await is_sound(visitor, "where a number is")
        await page.keyboard.press("Enter")
        await expect(number.get_by_text(words("Home"), exact=True)).to_have_count(1 if place == "Home" else 0)

    await visitor.button("They called us").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=words("They called us"))
    await dialog.get_by_label(words("What it was about")).fill(f"Paie vendredi ({locale})")
    await is_sound(visitor, "a call that came in")
    await visitor.button("Record", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    if viewport is PHONE:
        await page.get_by_text(words("Timeline"), exact=True).click()
    row = steps.timeline_rows(visitor, "CallReceived").first
    await expect(row).to_contain_text(f"Paie vendredi ({locale})")
    await visitor.shoot("the call on the timeline")
