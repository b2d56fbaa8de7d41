"""What has to fit: six tabs of the composer on one line, the queue's reasons whole; and a STOP marks its number."""

from typing import Literal

import aiohttp
import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.posted_case import written_into
from tests.web.product import Product
from tests.web.visitor import PHONE

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
SMALL_DESK: ViewportSize = {"width": 1280, "height": 800}
AGENCYS = "+33937001200"
_ASK = """async (query) => (await fetch("/graphql", {
    method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify({query}) })).json()"""
_CUT = """() => [...document.querySelectorAll("[role=gridcell] span[title]")]
    .filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent)"""
_PLACES = """() => [...document.querySelectorAll("[role=tab]")].map((one) => {
    const { top, right } = one.getBoundingClientRect();
    return [Math.round(top), Math.round(right), one.scrollWidth - one.clientWidth];
})"""


async def places_of(page: Page) -> list[list[int]]:
    found: list[list[int]] = await page.evaluate(_PLACES)
    return found


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme"),
    [("fr", SMALL_DESK, "light"), ("en", SMALL_DESK, "dark"), ("fr", PHONE, "dark"), ("en", PHONE, "light")],
    ids=["desk-fr", "desk-en", "phone-fr", "phone-en"],
)
async def test_six_tabs_stand_on_one_line_and_arrows_go_along_them(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    answer = await page.evaluate(_ASK, "{ worklist(first: 1) { edges { node { caseFile { id } } } } }")
    await visitor.goto(f"/cases/{answer['data']['worklist']['edges'][0]['node']['caseFile']['id']}")
    if viewport is PHONE:
        await visitor.button("Write").first.click()
    tabs = page.get_by_role("tab")
    await expect(tabs).to_have_count(6)
    await expect(tabs.first).to_be_visible()
    await page.wait_for_timeout(400)  # the drawer slides

    places = await places_of(page)
    assert len({top for top, _, _ in places}) == 1
    assert max(right for _, right, _ in places) <= viewport["width"]
    assert {beyond for _, _, beyond in places} == {0}
    await visitor.shoot("composer")
    await tabs.first.focus()
    for name in ("Shared note", "Document"):
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("tab", name=words(name))).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("tab", name=words("Shared note"))).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_no_reason_of_the_queue_is_cut_off(signed_in: SignedIn, locale: str) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, viewport=SMALL_DESK)
    await visitor.goto("/queue")
    await expect(visitor.page.get_by_role("grid").get_by_role("row").nth(5)).to_be_visible()

    assert await visitor.page.evaluate(_CUT) == []


async def test_a_stop_marks_the_number_on_the_open_page_by_itself(signed_in: SignedIn, product: Product) -> None:
    ((case_file, _),) = written_into(product.data, 7_700, "Serrurerie Marchand").values()
    visitor = await signed_in("awa@lenoir.example", "fr")
    page = visitor.page
    query = f'{{ caseFile(id: "{case_file}") {{ parties {{ contactPoints {{ kind value }} }} }} }}'
    [party] = (await page.evaluate(_ASK, query))["data"]["caseFile"]["parties"]
    [number] = [point["value"] for point in party["contactPoints"] if point["kind"] == "PHONE"]
    await visitor.goto(f"/cases/{case_file}")
    await expect(page.get_by_role("feed")).to_be_visible()
    mark = page.get_by_role("complementary").get_by_text(visitor.words("No {name}", {"name": "SMS"}), exact=True)
    await expect(mark).to_have_count(0)
    asked = len(visitor.watch.asked)

    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{product.sandbox_url}/sandbox/api/replies", json={"from": number, "to": AGENCYS, "body": "STOP"}
        ) as answer,
    ):
        assert answer.status == 201
    await expect(mark).to_be_visible()

    # By what the stream brought: the page asked for nothing about the case file.
    assert not [one for one in visitor.watch.asked[asked:] if one.startswith("CaseFilePage")]
