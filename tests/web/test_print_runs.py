"""A print run in the browser: made, printed, found again after a reload; a refused letter stays chosen."""

import re
from urllib.parse import urljoin

from playwright.async_api import expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER
NUMBER = "RK 123 456 785 FR"


async def test_a_run_is_printed_once_and_a_refused_letter_stays_chosen(signed_in: SignedIn) -> None:
    visitor = await signed_in("awa@lenoir.example", "fr", viewport=DESK)
    page, words = visitor.page, visitor.words
    await visitor.goto("/print-runs")
    await visitor.button("Prepare the letters for printing").click()
    show = visitor.button("Print")
    await expect(show).to_be_visible()
    index = page.get_by_role("link", name=words("Index (spreadsheet)"))
    # The index prints nothing.
    await expect(index).to_be_visible()
    await expect(page.get_by_role("link", name=words("Cover page (PDF)"))).to_have_count(0)
    await show.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=words("Cover page (PDF)"))).to_be_visible()

    await page.reload()
    cover = page.get_by_role("link", name=words("Cover page (PDF)"))
    await expect(cover).to_be_visible()
    answer = await page.request.get(urljoin(page.url, await cover.get_attribute("href") or ""))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")

    choice = page.get_by_role("listitem").get_by_role("checkbox").first
    await choice.focus()
    await page.keyboard.press("Space")
    line = page.get_by_role("listitem").filter(has=page.locator("input:checked"))
    await line.get_by_role("combobox").first.click()
    await page.get_by_role("option", name=words("Registered", context="letter"), exact=True).click()
    number = line.get_by_placeholder(words("Tracking number"))
    await number.fill("RK123456789FR")
    await page.get_by_role("button", name=re.compile("lettre choisie")).click()
    # Nothing is told as recorded that was refused.
    await expect(page.get_by_text(words("The posting is recorded."))).to_have_count(0)
    await expect(choice).to_be_checked()
    await is_sound(visitor, "a letter that was refused")

    await number.fill(NUMBER)
    await visitor.button("Keep the services for later").click()
    await expect(page.get_by_text(words("The services are kept."))).to_be_visible()
    await expect(page.get_by_text(NUMBER.replace(" ", ""))).to_be_visible()

    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await choice.focus()
    await page.keyboard.press("Space")
    await is_sound(visitor, "a chosen letter on a telephone")
    await visitor.button("Take out of the pile…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words("Why")).fill("Page déchirée")
    await visitor.button("Take out of the pile", within=dialog).click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("Page déchirée")).to_be_visible()
