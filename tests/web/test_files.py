"""A document taken back and one shared, a note corrected and a payment reversed, seen by both sides at once."""

import re

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.screens import case_of
from tests.web.visitor import Visitor
from tests.web.watching import left_alone

pytestmark = BROWSER

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
DEBTORS = {"fr": "Toitures du Val", "en": "Charpentes Gauthier"}
WHY = "Virement d’un autre client"


@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_both_sides_follow_documents_and_corrections(signed_in: SignedIn, locale: str) -> None:
    debtor = DEBTORS[locale]
    collector = await signed_in("awa@lenoir.example", locale)
    manager = await signed_in("marc@lenoir.example", locale)
    client = await signed_in("helene@bati-loire.example", locale)
    await case_of(debtor, "/queue")(collector)
    await case_of(debtor, "/queue")(manager)
    await case_of(debtor, "/portfolio")(client)

    await _add_private(collector, f"interne-{locale}.pdf")
    await _refuse_a_program(collector)
    await _share_and_take_back(collector, f"trop-vite-{locale}.pdf")
    await _share(collector, f"procès-verbal-{locale}.pdf")

    shared = steps.timeline_rows(client, "DocumentAdded", f"procès-verbal-{locale}.pdf")
    await expect(shared).to_be_visible()
    await client.shoot("document of the other side")
    for name in (f"interne-{locale}.pdf", f"trop-vite-{locale}.pdf"):
        await expect(client.page.get_by_text(name)).to_have_count(0)
        assert name not in await client.watch.heard()
    await _opens(client, shared, f"procès-verbal-{locale}.pdf")

    await _correct_a_note(collector, locale)
    older = steps.timeline_rows(client, "NoteWritten", f"Payé le 2 ({locale})")
    await expect(older.locator("[data-superseded]")).to_be_visible()
    await client.button("See the correction", within=older).click()
    newer = steps.timeline_rows(client, "NoteCorrected", f"Payé le 3 ({locale})")
    await expect(newer).to_be_focused()
    await client.shoot("note corrected")
    await client.button("See what it was before", within=newer).click()
    await expect(older).to_be_focused()

    await _record_and_reverse(collector, manager)
    for visitor in (collector, client):
        recorded = steps.timeline_rows(visitor, "PaymentRecorded").filter(has=visitor.page.locator("[data-superseded]"))
        await expect(recorded.first).to_be_visible()
        await expect(steps.timeline_rows(visitor, "PaymentReversed", WHY).first).to_be_visible()
        await visitor.shoot("payment reversed")
    await left_alone(collector.watch, manager.watch, client.watch)


async def _choose(visitor: Visitor, name: str, data: bytes, *, shared: bool) -> None:
    words, page = visitor.words, visitor.page
    await page.get_by_role("tab", name=words("Document"), exact=True).click()
    choice = page.get_by_role("radiogroup", name=words("Who will read it"))
    await choice.get_by_text(words("Shared document" if shared else "Private document")).click()
    payload = FilePayload(name=name, mimeType="application/pdf", buffer=data)
    await page.get_by_label(words("File of the document")).set_input_files(payload)
    await expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()


def _share_button(visitor: Visitor) -> Locator:
    label = visitor.words("Share with {other}", {"other": ""})
    return visitor.page.get_by_role("button", name=re.compile(re.escape(label)))


async def _add_private(visitor: Visitor, name: str) -> None:
    await _choose(visitor, name, PDF, shared=False)
    await visitor.shoot("private document")
    await visitor.button("Add the private document").dblclick()
    await expect(steps.timeline_rows(visitor, "DocumentAdded", name)).to_have_count(1)


async def _refuse_a_program(visitor: Visitor) -> None:
    await _choose(visitor, "facture.pdf", b"MZ" + bytes(200), shared=False)
    await visitor.button("Add the private document").click()
    refused = visitor.page.get_by_role("alert").filter(has_text=visitor.words.said("error.document_dangerous"))
    await expect(refused).to_be_visible()
    await visitor.shoot("program refused")
    # Whatever the app does with it, a browser notes every refused request in its console.
    [noted] = visitor.watch.complaints
    assert "400" in noted
    visitor.watch.complaints.clear()


async def _share_and_take_back(visitor: Visitor, name: str) -> None:
    await _choose(visitor, name, PDF, shared=True)
    await visitor.shoot("shared document")
    await _share_button(visitor).click()
    offer = visitor.page.get_by_role("alert").filter(
        has_text=visitor.words("The document becomes shared in a few seconds")
    )
    await expect(offer).to_be_visible()
    await visitor.shoot("ten seconds to undo")
    await visitor.button("Take it back", within=offer).click()
    await expect(visitor.page.get_by_role("link", name=name)).to_have_count(0)


async def _share(visitor: Visitor, name: str) -> None:
    await _choose(visitor, name, PDF, shared=True)
    await _share_button(visitor).click()
    await expect(visitor.page.get_by_role("link", name=name).first).to_be_visible()


async def _opens(visitor: Visitor, row: Locator, name: str) -> None:
    address = await row.get_by_role("link", name=name).get_attribute("href")
    assert address is not None
    answer = await visitor.page.request.get(f"{visitor.url}{address}")
    assert (answer.status, await answer.body()) == (200, PDF)


async def _correct_a_note(visitor: Visitor, locale: str) -> None:
    page, words = visitor.page, visitor.words
    await steps.write_note(visitor, f"Payé le 2 ({locale})", shared=True)
    row = steps.timeline_rows(visitor, "NoteWritten", f"Payé le 2 ({locale})")
    await visitor.button("Correct this note", within=row).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=words("New text"), exact=True).fill(f"Payé le 3 ({locale})")
    await dialog.get_by_role("textbox", name=words("Reason"), exact=True).fill("Date mal lue")
    await visitor.shoot("correct a note")
    await visitor.button("Correct", within=dialog).click()
    await expect(steps.timeline_rows(visitor, "NoteCorrected", f"Payé le 3 ({locale})")).to_be_visible()


async def _record_and_reverse(collector: Visitor, manager: Visitor) -> None:
    page, words = collector.page, collector.words
    await collector.button("Payment").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=words("Amount"), exact=True).fill("77.40")
    await collector.button("Record a payment", within=dialog).click()
    await expect(dialog).to_be_hidden()
    reverse = manager.page.get_by_role("button", name=re.compile(r"77[.,]40"))
    await reverse.click()
    asked = manager.page.get_by_role("dialog")
    await asked.get_by_role("textbox", name=manager.words("Reason"), exact=True).fill(WHY)
    await manager.shoot("reverse a payment")
    await manager.button("Reverse the payment", within=asked).click()
    await expect(asked).to_be_hidden()
    await expect(page.get_by_role("button", name=re.compile(r"77[.,]40"))).to_have_count(0)
    await expect(manager.page.get_by_text(WHY).first).to_be_visible()
