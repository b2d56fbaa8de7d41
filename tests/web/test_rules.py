"""The page of the rules of contact: narrowed by keyboard, read by a collector, closed to clients and banks."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product

pytestmark = [*BROWSER, pytest.mark.leaves_traces, pytest.mark.usefixtures("rules_as_before")]

# Exactly as the rules have it: what other tests plan is judged as before.
_UNDO = """async () => {
    const ask = async (query) => (await (await fetch("/graphql", {
        method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify({query}),
    })).json()).data;
    const { contactRules } = await ask("{ contactRules { pack { country profiles { name } } } }");
    const today = (await ask("{ viewer { clock { now } } }")).viewer.clock.now.slice(0, 10);
    for (const { name } of contactRules.pack.profiles) {
        await ask(`mutation { narrowContactRules(input: {
            country: "${contactRules.pack.country}", profile: "${name}", startsOn: "${today}"
        }) { userErrors { code } } }`);
    }
    await ask("mutation { setClosedDays(input: { closings: [] }) { userErrors { code } } }");
}"""


@pytest.fixture
async def rules_as_before(signed_in: SignedIn) -> AsyncIterator[None]:
    yield
    administrator = await signed_in("ines@lenoir.example", "en")
    await administrator.page.evaluate(_UNDO)


@DESK_AND_PHONE
async def test_the_administrator_narrows_the_rules_by_keyboard_and_a_collector_reads_them(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    monday = "lundi" if locale == "fr" else "Monday"
    await visitor.goto("/rules")
    table = page.get_by_role("table", name=words("Hours of {name}", {"name": "FR_B2C"}))
    await expect(table).to_contain_text("09:00–20:00")
    await is_sound(visitor, "rules")

    people = words("Consumer")
    await page.get_by_role("button", name=words("Narrow hours and limits: {people}", {"people": people})).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    day = {"day": monday, "what": words("calls")}
    opens = dialog.get_by_label(words("{day}: {what} from", day), exact=True)
    await opens.fill("07:30")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_contain_text("09:00–20:00")
    await is_sound(visitor, "hours that the rules forbid")
    await opens.fill("10:30")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    row = table.get_by_role("row").filter(has_text=monday)
    await expect(row).to_contain_text("10:30–20:00")
    await expect(row).to_contain_text(words("rules: {allowed}", {"allowed": "09:00–20:00"}))

    await page.get_by_role("button", name=words("Add closed days")).focus()
    await page.keyboard.press("Enter")
    await page.get_by_label(words("Reason"), exact=True).last.fill("Inventaire")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listitem").filter(has_text=words("closed days")).first).to_contain_text("Inventaire")
    await is_sound(visitor, "narrower rules")

    collector = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    await collector.goto("/rules")
    theirs = collector.page.get_by_role("table", name=words("Hours of {name}", {"name": "FR_B2C"}))
    await expect(theirs.get_by_role("row").filter(has_text=monday)).to_contain_text("10:30–20:00")
    await expect(collector.page.get_by_role("listitem").filter(has_text="Inventaire").first).to_be_visible()
    await expect(collector.page.get_by_role("button", name=words("Add closed days"))).to_have_count(0)
    await is_sound(collector, "rules as a collector reads them")

    await collector.goto("/rules?country=US")
    elsewhere = collector.page.get_by_text(words("Calls and texts in 30 days, neither at home nor to a mobile"))
    await expect(elsewhere).to_have_count(1)
    await expect(elsewhere.locator("xpath=following-sibling::dd[1]")).to_have_text("2")
    await is_sound(collector, "rules of Massachusetts")


@pytest.mark.parametrize("email", ["helene@bati-loire.example", "yann@lemanique.example"])
async def test_for_clients_and_banks_there_is_no_such_page(signed_in: SignedIn, product: Product, email: str) -> None:
    visitor = await signed_in(email, "en")

    await visitor.page.goto(f"{product.url}/rules")

    await expect(visitor.page.get_by_text(visitor.words("This page does not exist"))).to_be_visible()
    await expect(visitor.page.get_by_role("link", name=visitor.words("Rules of contact"))).to_have_count(0)
