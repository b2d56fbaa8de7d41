"""The page of calls, and a recorded call: switched on, announced, paused by keyboard, heard by a manager."""

import asyncio
from typing import Any, Literal

import aiohttp
import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.test_calling import _ASK, _CALLABLE, act, legs, ringing
from tests.web.visitor import Visitor

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
_PLAYS = (
    "(player) => new Promise((told) => { player.readyState > 0 ? told(player.duration) : "
    "player.addEventListener('loadedmetadata', () => told(player.duration)) })"
)


async def press(product: Product, sid: str, digits: str) -> None:
    """A key of the debtor's telephone, once it waits for some: a page knows before the provider is told what to say."""
    async with asyncio.timeout(20), aiohttp.ClientSession() as http:
        while True:
            address = f"{product.sandbox_url}/sandbox/api/calls/{sid}/keys"
            async with http.post(address, json={"digits": digits}) as answer:
                if answer.status != 409:
                    assert answer.status == 204
                    return
            await asyncio.sleep(0.1)


async def switch(visitor: Visitor, *, on: bool) -> None:
    """Have the agency record its calls, or no longer."""
    await visitor.goto("/calls")
    recorded = visitor.page.get_by_role("switch", name=visitor.words("Record the calls of collectors"))
    await recorded.focus()
    await expect(recorded).to_be_checked(checked=not on)
    await visitor.page.keyboard.press("Space")
    await expect(recorded).to_be_checked(checked=on)


@DESK_AND_PHONE
async def test_a_recorded_call(
    signed_in: SignedIn, product: Product, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    administrator = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    await switch(administrator, on=True)
    await is_sound(administrator, "calls")
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    case_file = await callable_one(page)
    known = {leg["sid"] for leg in await legs(product)}

    await page.goto(f"{product.url}/cases/{case_file}")
    await page.get_by_role("button", name="Appeler" if locale == "fr" else "Call", exact=True).click()
    await page.get_by_role("button").filter(has_text="+33").first.click()
    sid = await ringing(product, known)
    await act(product, sid, "pick_up")
    told = page.get_by_role("group", name=words("Recording"), exact=True)
    await expect(told).to_contain_text(words("The person is being told that the call is recorded"))
    await press(product, sid, "1")
    await expect(told).to_contain_text(words("This call is recorded"))
    await told.get_by_role("button", name=words("Pause for card data")).focus()
    await page.keyboard.press("Enter")
    await expect(told).to_contain_text(words("Recording paused"))
    await is_sound(visitor, "paused")
    await told.get_by_role("button", name=words("Go on recording")).click()
    await expect(told).to_contain_text(words("This call is recorded"))
    await act(product, sid, "hang_up")
    await page.keyboard.press("4")
    await expect(told).to_be_hidden()
    await expect(page.get_by_role("button", name=words("Listen to the call"))).to_have_count(0)

    manager = await signed_in("marc@lenoir.example", locale, viewport=viewport, scheme=scheme)
    await manager.goto(f"/cases/{case_file}")
    listen = manager.page.get_by_role("button", name=words("Listen to the call"))
    await listen.focus()
    await manager.page.keyboard.press("Enter")
    player = manager.page.locator("audio")
    await expect(player).to_be_visible()
    assert await player.evaluate(_PLAYS) >= 0.4
    await is_sound(manager, "player")
    told_of = manager.page.locator("[data-kind=CallRecordingChanged]")
    await expect(told_of).to_have_count(3)
    await told_of.first.scroll_into_view_if_needed()
    await is_sound(manager, "timeline")
    await switch(administrator, on=False)


async def callable_one(page: Any) -> str:
    """A case file whose debtor may be called now."""
    answer = await page.evaluate(_ASK, _CALLABLE)
    found = [edge["node"]["caseFile"] for edge in answer["data"]["worklist"]["edges"]]
    ways = [(one["id"], way) for one in found for way in one["channels"] if way["channel"] == "VOICE"]
    return str(next(key for key, way in ways if way["configured"] and way["verdict"]["decision"] == "ALLOW"))
