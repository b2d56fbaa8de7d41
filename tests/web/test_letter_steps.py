"""Where a posted letter is, told by keyboard on the case file; a printer used and given up on the page of accounts."""

from typing import Literal

import pytest
from playwright.async_api import expect

from tandem.kit import texts
from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.screens import case_of
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER


@pytest.mark.parametrize(("locale", "scheme"), [("fr", "light"), ("en", "dark")])
async def test_a_letter_is_told_as_delivered_by_keyboard(
    signed_in: SignedIn, locale: str, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme, viewport=DESK)
    page, words = visitor.page, visitor.words
    await case_of("Maçonnerie Lefèvre", "/queue")(visitor)
    posted = steps.timeline_rows(visitor, "LetterPosted").first
    if scheme == "dark":
        await page.set_viewport_size(PHONE)
    await visitor.button("Where the letter is", within=posted).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    where = dialog.get_by_label(words("Where the letter is"))
    await expect(where).to_be_focused()
    step = "delivered" if locale == "fr" else "in_transit"
    await where.select_option(step.upper())
    await is_sound(visitor, "where a letter is")
    await visitor.button("Record", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    # It comes on top, while the list stays at the letter: what is far out of sight is not in the page.
    await page.get_by_role("feed").press("Home")
    told = words.said(f"event.letter_step_recorded.{step}")
    await expect(steps.timeline_rows(visitor, "LetterStepRecorded", told)).to_be_visible()


@pytest.mark.leaves_traces
@pytest.mark.usefixtures("no_account_stays")
async def test_a_printer_is_used_tested_and_given_up(signed_in: SignedIn) -> None:
    visitor = await signed_in("ines@lenoir.example", "fr", viewport=PHONE, scheme="dark")
    page, words = visitor.page, visitor.words
    await visitor.goto("/accounts")
    await visitor.button("Have a printer print and post them").click()
    await visitor.button("Have them printed and posted", within=page.get_by_role("dialog")).click()
    await expect(visitor.button("Test the folder")).to_be_visible()
    await is_sound(visitor, "a printer")
    await visitor.button("Use it no more").click()
    await visitor.button("Use it no more", within=page.get_by_role("dialog")).click()
    await expect(page.get_by_text(words("Your agency prints and posts its letters itself."))).to_be_visible()


@pytest.mark.leaves_traces
@pytest.mark.usefixtures("no_account_stays")
@pytest.mark.parametrize(("locale", "scheme"), [("fr", "dark"), ("en", "light")])
async def test_lines_of_the_printer_that_nobody_can_read_are_shown_and_dealt_with(
    signed_in: SignedIn, product: Product, locale: str, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("ines@lenoir.example", locale, viewport=PHONE, scheme=scheme)
    page, words = visitor.page, visitor.words
    await visitor.goto("/accounts")
    await visitor.button("Have a printer print and post them").click()
    await visitor.button("Have them printed and posted", within=page.get_by_role("dialog")).click()
    await expect(visitor.button("Test the folder")).to_be_visible()
    [folder] = (product.data.parent / "printers").iterdir()
    lines = ("no-letter;eaten;2026-11-23", "no-letter;delivered;23/11/2026")
    (folder / "status" / "refused" / "0001.csv").write_text("\n".join(("id;status;date", *lines)))

    await page.reload()
    await expect(page.get_by_text("0001.csv")).to_be_visible()
    for line, fault, about in ((2, "status", "eaten"), (3, "date", "23/11/2026")):
        said = texts.render(f"unreadable.{fault}", locale, about=about)
        await expect(page.get_by_text(words("Line {line}: {message}", {"line": line, "message": said}))).to_be_visible()
    await is_sound(visitor, "lines of a printer that nobody can read")
    await page.get_by_role("button", name=words("Dealt with: {name}", {"name": "0001.csv"}), exact=True).focus()
    await page.keyboard.press("Enter")
    await visitor.button("Dealt with", within=page.get_by_role("dialog")).focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("0001.csv")).to_have_count(0)
    assert (folder / "status" / "read" / "0001.csv").is_file()
