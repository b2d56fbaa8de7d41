"""A letter on screen: it encloses a file, it was not sent, and the mistake is put right where it is told."""

import re
from urllib.parse import urljoin

import pytest
from playwright.async_api import FilePayload, expect

from tests.channels.test_enclosures import pdf
from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.posted_case import written_into
from tests.web.product import Product
from tests.web.visitor import DESK, PHONE, Visitor

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
NAME, FILE = "Jamais partie SARL", "Releve de compte.pdf"
WHY = "L’imprimeur a retrouvé la feuille déchirée."


async def _share(visitor: Visitor) -> None:
    """A file for both parties, until the ten seconds to undo are over."""
    page, words = visitor.page, visitor.words
    await page.get_by_role("tab", name=words("Document"), exact=True).click()
    choice = page.get_by_role("radiogroup", name=words("Who will read it"))
    await choice.get_by_text(words("Shared document")).click()
    payload = FilePayload(name=FILE, mimeType="application/pdf", buffer=pdf("What was paid"))
    await page.get_by_label(words("File of the document")).set_input_files(payload)
    await expect(page.get_by_role("status").filter(has_text=FILE)).to_be_visible()
    label = words("Share with {other}", {"other": ""})
    await page.get_by_role("button", name=re.compile(re.escape(label))).click()
    await expect(steps.timeline_rows(visitor, "DocumentAdded", FILE)).to_be_attached()


async def test_a_letter_with_a_file_was_not_sent_and_then_was(signed_in: SignedIn, product: Product) -> None:
    [(case, _)] = written_into(product.data, 1_382, NAME).values()
    visitor = await signed_in("awa@lenoir.example", "fr", viewport=DESK)
    page, words = visitor.page, visitor.words
    await visitor.goto(f"/cases/{case}")
    await _share(visitor)
    await visitor.goto(f"/cases/{case}")

    await page.get_by_role("tab", name=words("Letter"), exact=True).click()
    files = page.get_by_role("group").filter(has_text=words("Enclose documents of the case file"))
    await files.locator("summary").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name=FILE).focus()
    await page.keyboard.press("Space")
    await is_sound(visitor, "a file to enclose")
    await visitor.shoot("enclosing")
    await visitor.button("Produce the letter").click()
    not_sent = visitor.button("The letter was not sent").first
    await expect(not_sent).to_be_visible()
    printed = page.get_by_role("link", name=words("Print the letter")).first
    letter = await page.request.get(urljoin(page.url, await printed.get_attribute("href") or ""))
    assert letter.status == 200
    await expect(steps.timeline_rows(visitor, "ContactPlanned", FILE)).to_have_count(1)

    await not_sent.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    why = dialog.get_by_label(words("How do you know?"))
    await expect(why).to_be_focused()
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    await is_sound(visitor, "saying that a letter was not sent")
    await visitor.shoot("not sent")
    await visitor.button("Record", within=dialog).click()
    await expect(dialog.get_by_text(words("Say why: whoever reads it reads the reason."))).to_be_visible()
    await why.fill(WHY)
    await visitor.button("Record", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    ended = steps.timeline_rows(visitor, "ContactStateChanged", WHY)
    await expect(ended).to_be_visible()
    await is_sound(visitor, "a letter that was not sent")
    await visitor.shoot("told as not sent")
    await page.set_viewport_size(DESK)
    await expect(visitor.button("Record the posting", within=ended)).to_have_count(0)
    await visitor.button("It was posted after all", within=ended).focus()
    await page.keyboard.press("Enter")
    await visitor.button("Record the posting", within=ended).click()
    await expect(steps.timeline_rows(visitor, "LetterPosted")).to_be_visible()
    await expect(visitor.button("Record the posting", within=ended)).to_have_count(0)
