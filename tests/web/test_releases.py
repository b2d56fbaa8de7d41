"""What the rules leave to a person, on screen: asked for by a collector, decided by a manager, counted for both."""

import re
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.posted_case import BARRED, written_into
from tests.web.product import Product
from tests.web.visitor import DESK, PHONE

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
DESKS, PHONES, CALLED = "Barrée au bureau SARL", "Barrée au mobile SARL", "Barrée au fil SARL"


@pytest.fixture(scope="module")
def cases(product: Product) -> dict[str, str]:
    made = written_into(product.data, 980, DESKS, PHONES, CALLED, due_on=BARRED)
    return {name: case for name, (case, _) in made.items()}


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme", "name"),
    [("fr", DESK, "light", DESKS), ("en", PHONE, "dark", PHONES)],
    ids=["desk", "phone"],
)
async def test_a_collector_asks_a_manager_lets_it_through_by_keyboard_and_both_are_counted(
    signed_in: SignedIn,
    product: Product,
    cases: dict[str, str],
    locale: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
    name: str,
) -> None:
    case = cases[name]
    collector = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = collector.page, collector.words

    await collector.goto(f"/cases/{case}")
    if viewport is PHONE:
        await collector.button("Write").click()
    await page.get_by_role("tab", name=words("E-mail"), exact=True).click()
    await expect(page.get_by_text(words("A person must decide first")).last).to_be_visible()
    await collector.shoot("asking")
    await is_sound(collector, "asking for a decision")
    await expect(collector.button("Ask for a decision")).to_be_enabled()
    await collector.button("Ask for a decision").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(words("It waits for the decision of a manager."))).to_be_visible()

    manager = await signed_in("marc@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page = manager.page
    await manager.goto("/attention")
    waiting = page.get_by_role("listitem").filter(has_text=name)
    await expect(waiting).to_be_visible()
    await manager.shoot("waiting")
    await manager.button("Let it through…", within=waiting).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=words("Let this contact through"))
    await expect(dialog.locator("[data-code=TIME_BARRED]")).to_be_visible()
    await manager.shoot("deciding")
    await is_sound(manager, "letting a contact through")
    await manager.button("Let it through", within=dialog).click()
    await expect(dialog.get_by_text(words("Say why: whoever reads it reads the reason."))).to_be_visible()
    await dialog.get_by_label(words("Why it may leave")).fill(f"Demandé par écrit {locale}")
    await manager.button("Let it through", within=dialog).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_have_count(0)

    await manager.goto(f"/cases/{case}")
    await expect(page.get_by_text(f"Demandé par écrit {locale}").first).to_be_visible()
    await manager.shoot("told")

    await manager.goto("/refusals")
    reasons = page.get_by_role("table", name=words("By reason"))
    await expect(reasons).to_be_visible()
    await manager.shoot("refusals")
    await is_sound(manager, "refusals")
    barred = {"fr": "Créance prescrite", "en": "Time-barred"}[locale]
    await reasons.get_by_role("link", name=barred).focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{product.url}/refusals?reason=TIME_BARRED")
    await expect(page.get_by_role("link", name=name)).to_be_visible()
    await manager.shoot("refusals of one reason")

    # The rules as they were when that was decided, and from there today's.
    judged = page.get_by_role("listitem").filter(has_text=name).get_by_role("link", name="FR 20")
    await judged.focus()
    await page.keyboard.press("Enter")
    kept = page.get_by_role("note").filter(has_text=re.compile(r"FR 20\d\d-\d\d-\d\d \w+"))
    await expect(kept).to_be_visible()
    await expect(page.get_by_role("table", name=words("Hours of {name}", {"name": "FR_B2C"}))).to_be_visible()
    await is_sound(manager, "the rules that a decision was made by")
    await manager.link("The rules of today").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label(words("Country of the debtor"))).to_be_visible()
    await expect(kept).to_have_count(0)
    await manager.goto("/refusals?reason=TIME_BARRED")
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(name)


async def test_each_number_says_why_it_cannot_be_called(signed_in: SignedIn, cases: dict[str, str]) -> None:
    visitor = await signed_in("awa@lenoir.example", "en")
    page, words = visitor.page, visitor.words

    await visitor.goto(f"/cases/{cases[CALLED]}")
    await visitor.button("Call", context="verb").click()
    numbers = page.get_by_role("dialog", name=words("Call", context="verb"), exact=True)
    button = numbers.get_by_role("button", name="+33").first
    await expect(button).to_be_enabled()
    why = re.compile("^A person must decide first The claim is time-barred")
    await expect(button).to_have_accessible_description(why)
    await visitor.shoot("numbers")
    await is_sound(visitor, "numbers of a case file")
