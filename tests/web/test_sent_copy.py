"""A message is opened as it was sent, on a desk and on a telephone, by both sides."""

import re
from typing import Literal

import pytest
from playwright.async_api import Locator, ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import case_of
from tests.web.visitor import DESK, PHONE, Visitor

pytestmark = BROWSER

# Was written to by letter and by e-mail.
DEBTOR = "Charpentes Gauthier & Fils"


@pytest.mark.parametrize(
    ("locale", "person", "list_path", "viewport", "scheme"),
    [
        ("fr", "awa@lenoir.example", "/queue", DESK, "light"),
        ("en", "awa@lenoir.example", "/queue", PHONE, "dark"),
        ("fr", "lucas@bati-loire.example", "/portfolio", PHONE, "light"),
    ],
)
async def test_a_message_is_opened_as_it_was_sent(
    signed_in: SignedIn,
    locale: str,
    person: str,
    list_path: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    visitor = await signed_in(person, locale, scheme=scheme)
    await case_of(DEBTOR, list_path)(visitor)
    await visitor.page.set_viewport_size(viewport)
    # Only the rows in sight are in the page: down to the oldest, where the e-mail and the letter are.
    await visitor.page.get_by_role("article").first.focus()
    await visitor.page.keyboard.press("End")

    email = await _opened(visitor, steps.timeline_rows(visitor, "ContactPlanned").filter(has_text="@").last)
    frame = email.locator("iframe")
    await expect(frame).to_have_attribute("sandbox", "")
    await expect(frame.content_frame.get_by_text("Bâti-Loire").first).to_be_visible()
    await expect(email.get_by_role("listitem").first).to_contain_text(visitor.words.said("delivery.handed_over"))
    await is_sound(visitor, "e-mail as sent")
    await visitor.page.keyboard.press("Escape")
    await expect(email).to_have_count(0)

    letter = await _opened(visitor, steps.timeline_rows(visitor, "LetterPosted").first)
    await expect(visitor.link("Open the letter (PDF)", within=letter)).to_be_visible()
    await is_sound(visitor, "letter as sent")


async def _opened(visitor: Visitor, row: Locator) -> Locator:
    await visitor.button("View as sent", within=row).click()
    dialog = visitor.page.get_by_role("dialog")
    await expect(dialog.get_by_text(visitor.words("Recipient"), exact=True)).to_be_visible()
    await expect(dialog.locator("code")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    return dialog
