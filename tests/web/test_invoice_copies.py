"""A copy of an invoice in one key: the file is seen before it leaves, and it leaves once, which the page says."""

import re
from typing import Literal

import pytest
from playwright.async_api import FilePayload, ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.posted_case import written_into
from tests.web.product import Product
from tests.web.visitor import PHONE, Visitor

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
NAMES = {"fr": "Facturée au bureau SARL", "en": "Facturée au mobile SARL"}
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(scope="module")
def cases(product: Product) -> dict[str, tuple[str, str]]:
    return written_into(product.data, 1_180, *NAMES.values())


async def _share(visitor: Visitor, name: str) -> None:
    """A file for both parties, until the ten seconds to undo are over."""
    page, words = visitor.page, visitor.words
    await page.get_by_role("tab", name=words("Document"), exact=True).click()
    choice = page.get_by_role("radiogroup", name=words("Who will read it"))
    await choice.get_by_text(words("Shared document")).click()
    payload = FilePayload(name=name, mimeType="application/pdf", buffer=PDF)
    await page.get_by_label(words("File of the document")).set_input_files(payload)
    await expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()
    label = words("Share with {other}", {"other": ""})
    await page.get_by_role("button", name=re.compile(re.escape(label))).click()


@DESK_AND_PHONE
async def test_f_shows_the_file_sends_it_once_and_says_so(
    signed_in: SignedIn,
    cases: dict[str, tuple[str, str]],
    locale: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    case, number = cases[NAMES[locale]]
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    file = f"Facture {number}.pdf"
    await visitor.goto(f"/cases/{case}")
    if viewport is PHONE:
        await visitor.button("Write").click()
    await _share(visitor, file)
    await expect(steps.timeline_rows(visitor, "DocumentAdded", file)).to_be_attached()
    await visitor.goto(f"/cases/{case}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(NAMES[locale])

    await page.keyboard.press("f")
    shown = page.get_by_role("dialog", name=words("Send an invoice"))
    copy = shown.get_by_role("button", name=file)
    await expect(copy).to_be_focused()
    await is_sound(visitor, "the file before it leaves")
    await page.keyboard.press("Enter")

    left = page.get_by_role("alert").filter(has_text=file)
    await expect(left).to_be_visible()
    await expect(steps.timeline_rows(visitor, "ContactPlanned", file)).to_have_count(1)
    await visitor.shoot("it leaves")

    await page.keyboard.press("f")
    await expect(copy).to_be_focused()
    await page.keyboard.press("Enter")
    again = page.get_by_role("alert").filter(has_text=words.said("error.invoice_copy_on_its_way"))
    await expect(again).to_be_visible()
    await visitor.shoot("not twice")
    await page.keyboard.press("Escape")
    await expect(steps.timeline_rows(visitor, "ContactPlanned", file)).to_have_count(1)
