"""A returned envelope is entered by keyboard from its reference, shown on the case file, and taken back there."""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import case_of
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER


@pytest.mark.parametrize(
    ("locale", "debtor", "viewport", "scheme"),
    [("fr", "Maçonnerie Lefèvre", DESK, "light"), ("en", "Menuiserie Cœur de Loire", PHONE, "dark")],
    ids=["desk", "phone"],
)
async def test_an_envelope_is_entered_by_keyboard_and_taken_back_on_the_case_file(
    signed_in: SignedIn, locale: str, debtor: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await case_of(debtor, "/queue")(visitor)
    case_file = page.url
    letter = await steps.posted_reference(visitor)
    await page.set_viewport_size(viewport)

    await visitor.goto("/attention")
    await visitor.link("Returned mail").click()
    reference = page.get_by_role("textbox", name=words("Reference on the letter"))
    await expect(reference).to_be_focused()
    await page.keyboard.type("nowhere-L1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(words("No letter of yours has this reference."))).to_be_visible()
    await reference.fill(letter.lower())
    await page.keyboard.press("Enter")
    reason = page.get_by_label(words("What the post ticked"))
    await expect(reason).to_be_focused()
    await expect(page.get_by_role("link", name=debtor)).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(reason).to_have_value("MOVED")
    await is_sound(visitor, "a returned letter")
    await visitor.button("Record, next letter").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name=words("Recorded just now"))).to_contain_text(debtor)
    await expect(reference).to_be_focused()
    await is_sound(visitor, "entered returns")

    await visitor.goto("/attention")
    waiting = page.get_by_role("listitem").filter(has_text=debtor)
    await expect(waiting).to_contain_text(words.said("what_to_do.trace_address"))
    await visitor.button("Close the address search", within=waiting).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("textbox", name=words("New address"))).to_be_visible()
    await is_sound(visitor, "closing the search")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)

    await page.goto(case_file)
    returned = steps.timeline_rows(visitor, "LetterReturned").first
    await expect(returned).to_contain_text(
        words("It no longer counts as opening letter: another one is posted to a good address first.")
    )
    await visitor.button("Correct the return", within=returned).click()
    await dialog.get_by_label(words("What the post ticked")).select_option("")
    await dialog.get_by_role("textbox", name=words("Reason"), exact=True).fill("Une autre enveloppe")
    await is_sound(visitor, "correcting a return")
    await visitor.button("Correct", within=dialog).click()
    await expect(dialog).to_have_count(0)
    corrected = steps.timeline_rows(visitor, "LetterReturnCorrected").first
    await expect(corrected).to_contain_text("Une autre enveloppe")
    await visitor.goto("/attention")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text=debtor)).to_have_count(0)
