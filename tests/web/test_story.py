"""The main job from end to end, in four browsers at once: client, manager, collector and banker."""

import re

import pytest
from playwright.async_api import expect

from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.product import Product
from tests.web.unpaid import DEBTORS, UnpaidFile
from tests.web.visitor import Visitor
from tests.web.watching import left_alone

pytestmark = [*BROWSER, pytest.mark.leaves_traces]

BANK = "Banque du Ponant"
PRIVATE = "Interne : le gérant élude, rappeler le comptable"
SHARED = "Le débiteur attend un avoir : pouvez-vous confirmer ?"
WHY = "Avoir en préparation sur la facture"


@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_a_file_is_placed_worked_held_and_shown_to_the_banker(
    signed_in: SignedIn, product: Product, locale: str
) -> None:
    file = UnpaidFile(f"W{locale.upper()}")
    client = await signed_in("helene@bati-loire.example", locale, by_form=True)
    manager = await signed_in("marc@lenoir.example", locale)
    collector = await signed_in("awa@lenoir.example", locale)
    banker = await signed_in("emma@ponant.example", locale)

    await steps.place_file(client, file)
    await steps.accept_batch(manager, file)
    await steps.open_top_case(collector, file)
    reference = await steps.produce_and_post_opening_letter(collector)
    await steps.open_case_from_portfolio(client, file)
    await steps.open_case_from_queue(collector, file)
    await steps.send_sms_with_two_clicks(collector)

    await _delivered_text_is_on_the_open_page(client)
    [text] = await product.messages(to=file.phone)
    assert reference in text["body"]
    assert "24 novembre 2026" in text["body"]

    await steps.write_note(collector, PRIVATE, shared=False)
    await steps.schedule_email_for_tomorrow(collector)
    await steps.write_note(collector, SHARED, shared=True)
    await steps.put_on_hold(client, WHY)

    await _stopped_email_says_why(client, collector)
    await expect(steps.timeline_rows(client, "NoteWritten", SHARED)).to_be_visible()

    await steps.open_portfolio_to_bank(client, BANK)
    await _banker_sees_totals(banker)
    await steps.end_bank_access(client, BANK)
    await expect(banker.page.get_by_text(banker.words("No portfolio is open to you"))).to_be_visible()

    await left_alone(client.watch, manager.watch, collector.watch, banker.watch)
    assert PRIVATE not in await client.watch.heard()
    assert PRIVATE not in await client.page.content()
    await _banker_was_told_no_name_and_no_note(banker, file)
    assert await product.messages(to=file.email) == []
    assert len(await product.messages(to=file.phone)) == 1


async def _delivered_text_is_on_the_open_page(client: Visitor) -> None:
    delivered = client.words.contact("sms", "delivered")
    await expect(steps.timeline_rows(client, "ContactStateChanged", delivered)).to_be_visible()
    await client.shoot("delivered without reload")


async def _stopped_email_says_why(client: Visitor, collector: Visitor) -> None:
    for visitor in (client, collector):
        await expect(steps.timeline_rows(visitor, "DirectiveIssued", WHY)).to_be_visible()
        stopped = steps.timeline_rows(visitor, "ContactStateChanged", visitor.words.contact("email", "blocked"))
        await expect(stopped.locator("[data-code=CLIENT_HOLD]")).to_contain_text("Hélène Roy")
        await visitor.shoot("e-mail stopped")


async def _banker_sees_totals(banker: Visitor) -> None:
    page, words = banker.page, banker.words
    await expect(page.get_by_role("heading", name="Bâti-Loire SAS · Clients professionnels")).to_be_visible()
    progress = page.get_by_role("table", name=words("Progress by stage"))
    await expect(progress.get_by_role("row").filter(has_text=words("Accepted"))).to_be_visible()
    placed = page.get_by_role("definition").filter(has_text="€").first
    await expect(placed).to_have_text(re.compile(r"\d"))
    await banker.shoot("totals")


async def _banker_was_told_no_name_and_no_note(banker: Visitor, file: UnpaidFile) -> None:
    received = await banker.watch.heard() + await banker.page.content()
    names = [*file.names, *(name for name, *_ in DEBTORS), "Maçonnerie Lefèvre", "Toitures du Val"]
    for told in (*names, PRIVATE, SHARED, WHY, file.phone, file.email, file.mark):
        assert told not in received
