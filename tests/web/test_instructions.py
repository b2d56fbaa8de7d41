"""The client says on the case page how the debtor may be contacted; the agency reads it, is bound, and it is lifted."""

from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import case_of
from tests.web.visitor import PHONE

pytestmark = BROWSER

DEBTOR = "Toitures du Val"


@DESK_AND_PHONE
async def test_calls_are_forbidden_by_keyboard_read_by_the_agency_and_allowed_again(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    client = await signed_in("helene@bati-loire.example", locale, scheme=scheme)
    page, words, why = client.page, client.words, f"Leur comptable répond par écrit ({locale})"
    await case_of(DEBTOR, "/portfolio")(client)
    await page.set_viewport_size(viewport)

    await client.button("Instruct on contacts").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words("Instruction")).select_option("NO_PHONE")
    await dialog.get_by_role("textbox", name=words("Reason"), exact=True).fill(why)
    await is_sound(client, "an instruction is written")
    await client.button("Save the instruction", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    if viewport is PHONE:
        await page.get_by_text(words("Facts"), exact=True).click()
    kept = page.get_by_role("listitem").filter(has=page.get_by_text(why, exact=True)).last
    await expect(kept).to_contain_text(words("No calls"))
    await is_sound(client, "an instruction in force")

    collector = await signed_in("awa@lenoir.example", locale)
    await case_of(DEBTOR, "/queue")(collector)
    read = collector.page.get_by_role("listitem").filter(has_text=why).first
    await expect(read).to_be_visible()
    await expect(collector.button("Lift this instruction")).to_have_count(0)
    await collector.shoot("the agency reads it")

    await client.button("Lift this instruction", within=kept).click()
    await expect(client.button("Lift this instruction")).to_have_count(0)
