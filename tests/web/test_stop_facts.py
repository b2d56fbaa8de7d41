"""What may leave stands on the buttons: now, not before when, or not at all and why, as soon as a fact is entered."""

import re
from typing import Literal

from playwright.async_api import Locator, ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.posted_case import written_into
from tests.web.product import Product
from tests.web.reading import ask
from tests.web.visitor import PHONE, Visitor

pytestmark = BROWSER

_PARTIES = "query ($id: ID!) { caseFile(id: $id) { parties { id } } }"
_THEY_CALLED = (
    "mutation ($input: RecordReceivedCallInput!) { recordReceivedCall(input: $input) { userErrors { code } } }"
)
# A professional is contacted four times in seven days; later than the opening letter was posted.
_CALLS = [f"2026-11-24T08:0{minute}:00Z" for minute in range(4)]


@DESK_AND_PHONE
async def test_a_channel_that_is_open_waits_for_its_limit_and_is_shut_by_an_insolvency_until_that_has_ended(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    [(case, _)] = written_into(product.data, 8_900 if viewport is PHONE else 8_910, f"Volets {locale} SARL").values()
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    later = re.compile(re.escape(words("Not before <0/>").removesuffix("<0/>")) + r".*\d\d:\d\d")
    await visitor.goto(f"/cases/{case}")

    tab, form = await _writing(visitor, viewport)
    await expect(visitor.button("Send", within=form)).to_be_enabled()
    await expect(tab).to_have_accessible_description("")

    [party] = (await ask(visitor, _PARTIES, id=case))["caseFile"]["parties"]
    for at in _CALLS:
        called = {"caseFileId": case, "partyId": party["id"], "at": at}
        assert (await ask(visitor, _THEY_CALLED, input=called))["recordReceivedCall"]["userErrors"] == []
    await expect(tab).to_have_accessible_description(later)
    await expect(form).to_contain_text(later)
    schedule = re.compile(re.escape(words("Schedule for <0/>").removesuffix("<0/>")))
    await expect(form.get_by_role("button", name=schedule)).to_be_enabled()
    await is_sound(visitor, "text not before")
    await _close(visitor, viewport)
    await _number_is_off(visitor, later)

    await _show(visitor, viewport, "Facts")
    await visitor.button("Enter what forbids contact").focus()
    await page.keyboard.press("Enter")
    entering = page.get_by_role("dialog", name=words("Enter what forbids contact"))
    await entering.get_by_label(words("What is known")).select_option("INSOLVENCY")
    published = entering.get_by_label(words("Published in the BODACC on"))
    await published.fill("20/01/2026")
    await published.press("Tab")
    await entering.get_by_label(words("The court’s representative")).fill("Me Durand, Lyon")
    await entering.get_by_label(words("Where it is known from")).fill("BODACC A n° 13")
    await is_sound(visitor, "entering a fact")
    await visitor.button("Record", within=entering).focus()
    await page.keyboard.press("Enter")
    fact = page.get_by_role("listitem").filter(has_text="BODACC A n° 13").last
    await expect(fact.locator("time[datetime='2026-03-20']")).to_be_visible()
    await is_sound(visitor, "a fact")

    insolvent = re.compile(words.said("reason.INSOLVENCY").pattern.partition(r"\(")[0])
    await _number_is_off(visitor, insolvent)
    await _show(visitor, viewport, "Timeline")
    tab, form = await _writing(visitor, viewport)
    await expect(tab).to_have_accessible_description(words("Not possible"))
    await expect(form).to_contain_text(insolvent)
    await expect(visitor.button("Send", within=form)).to_be_disabled()
    await is_sound(visitor, "text not possible")
    await _close(visitor, viewport)

    await _show(visitor, viewport, "Facts")
    what = words("No longer so: {what}", {"what": words("Insolvency procedure")})
    await page.get_by_role("button", name=what).click()
    ending = page.get_by_role("dialog", name=what)
    await ending.get_by_label(words("Where it is known from")).fill("Clôture")
    await visitor.button("Record", within=ending).click()
    await expect(page.get_by_role("button", name=what)).to_have_count(0)
    await expect(page.get_by_role("listitem").filter(has_text="Clôture").first).to_be_visible()
    await _number_is_off(visitor, later)


async def _show(visitor: Visitor, viewport: ViewportSize, part: str) -> None:
    """On a phone, facts and timeline are one behind the other."""
    if viewport is PHONE:
        await visitor.page.get_by_text(visitor.words(part), exact=True).click()


async def _writing(visitor: Visitor, viewport: ViewportSize) -> tuple[Locator, Locator]:
    """The tab of texts and what is below it; on a phone they come up over the timeline."""
    if viewport is PHONE:
        await visitor.button("Write").click()
    tab = visitor.page.get_by_role("tab", name=visitor.words("SMS"), exact=True)
    await tab.focus()
    await visitor.page.keyboard.press("Enter")
    return tab, visitor.page.get_by_role("tabpanel")


async def _close(visitor: Visitor, viewport: ViewportSize) -> None:
    if viewport is PHONE:
        await visitor.page.keyboard.press("Escape")
        await expect(visitor.page.get_by_role("dialog")).to_have_count(0)


async def _number_is_off(visitor: Visitor, why: re.Pattern[str]) -> None:
    """The debtor's number cannot be rung, and whoever hears the button hears why."""
    await visitor.button("Call", context="verb").focus()
    await visitor.page.keyboard.press("Enter")
    number = visitor.page.get_by_role("button").filter(has_text="+33").first
    await expect(number).to_have_accessible_description(why)
    await expect(number).to_be_disabled()
    await is_sound(visitor, "a number that may not be rung")
    await visitor.page.keyboard.press("Escape")
    await expect(number).to_be_hidden()
