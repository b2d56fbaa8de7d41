"""Messages that found no case file: one is placed by keyboard with its files, one put aside, on a desk and a phone."""

import json
import re
from secrets import token_hex
from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.support.mails import PDF, base64_of
from tests.web import steps
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.visitor import Visitor

pytestmark = BROWSER

DEBTOR = "Atelier Bois Clair"
AGENCYS = "dossiers@lenoir.example"
# Longer than a card shows, with a word that fits no telephone.
STORY = f"Bonjour, voici la preuve du virement https://banque.example/{'virement' * 30}. " + "Nous avons payé. " * 20


async def press(visitor: Visitor, *keys: str) -> None:
    for key in keys:
        await visitor.page.keyboard.press(key)


@DESK_AND_PHONE
async def test_a_message_is_placed_with_its_files_by_keyboard_and_another_put_aside(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    once = token_hex(3)
    payer, trader = f"comptabilite-{once}@payeur-inconnu.example", f"offres-{once}@boutique.example"
    files = [
        {"name": "preuve-de-virement.pdf", "type": "application/pdf", "base64": base64_of(PDF)},
        {"name": "facture.pdf", "type": "application/pdf", "base64": base64_of(b"MZ\x90\x00program")},
    ]
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    await visitor.goto("/inbound")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(words("Messages to place"))

    # They appear on the open page.
    await product.mail(**{"to": AGENCYS, "from": payer, "subject": "Preuve de paiement", "text": STORY, "files": files})
    await product.mail(**{"to": AGENCYS, "from": trader, "subject": "-20 %", "text": "Nos offres"})
    card = page.get_by_role("article", name=payer)
    await expect(card).to_contain_text("preuve-de-virement.pdf")
    await expect(card.get_by_role("listitem").filter(has_text="facture.pdf")).to_contain_text("(")
    await expect(card).to_contain_text(words("Nobody on a case file has this number or address."))
    await card.locator("summary").focus()
    await press(visitor, "Enter")
    await expect(card).to_contain_text("Nous avons payé. Nous avons payé.")
    await is_sound(visitor, "messages to place")

    await visitor.button("Attach to a case file", within=card).focus()
    await press(visitor, "Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name=words("Find a case file")).focus()
    await page.keyboard.type(DEBTOR)
    # By its name: while one types, the list may still be of what was typed before.
    choice = dialog.get_by_role("radio", name=re.compile(DEBTOR))
    await choice.focus()
    await press(visitor, "Space")
    await expect(choice).to_be_checked()
    await is_sound(visitor, "placing a message")
    await press(visitor, "Tab", "Tab", "Tab")  # past the second choice and the way out
    await expect(visitor.button("Put it onto the case file", within=dialog)).to_be_focused()
    await press(visitor, "Enter")
    await expect(dialog).to_have_count(0)
    await expect(card).to_have_count(0)

    advertising = page.get_by_role("article", name=trader)
    await visitor.button("Put aside", within=advertising).focus()
    await press(visitor, "Enter")
    await dialog.get_by_role("combobox", name=words("Why it belongs to no case file")).focus()
    await press(visitor, "ArrowDown", "ArrowDown")
    await expect(page.get_by_role("option", name=words("Advertising"))).to_be_visible()
    await page.get_by_role("option", name=words("Advertising")).click()
    await is_sound(visitor, "putting a message aside")
    await visitor.button("Put it aside", within=dialog).focus()
    await press(visitor, "Enter")
    await expect(advertising).to_have_count(0)

    which = page.get_by_role("radiogroup", name=words("Which messages"))
    await which.get_by_text(words("Handled"), exact=True).click()
    await expect(advertising).to_contain_text(words("Advertising"))
    await expect(card).to_contain_text(words("Put onto"))
    await is_sound(visitor, "handled messages")
    await card.get_by_role("link").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(DEBTOR)
    told = steps.timeline_rows(visitor, "InboundMessageReceived", payer).first
    await expect(told).to_contain_text("Preuve de paiement")
    await expect(told).to_contain_text("facture.pdf")
    await expect(steps.timeline_rows(visitor, "DocumentAdded", "preuve-de-virement.pdf").first).to_be_visible()
    await is_sound(visitor, "the message on its case file")
    assert json.dumps(visitor.watch.complaints) == "[]"
