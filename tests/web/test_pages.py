"""Every screen in both languages, at both widths, in both schemes: WCAG A and AA, no sideways scroll, keyboard."""

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import accessibility_faults, sideways_scroll, tab_stops
from tests.web.screens import SCREENS, Reach, at, case_of
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("email", list(SCREENS))
async def test_screens_are_accessible_and_fit(signed_in: SignedIn, email: str, locale: str) -> None:
    visitor = await signed_in(None if email == "nobody" else email, locale)
    faults: list[str] = []

    for name, reach in SCREENS[email].items():
        await reach(visitor)
        for width, viewport in (("desk", DESK), ("phone", PHONE)):
            await visitor.page.set_viewport_size(viewport)
            for scheme in SCHEMES:
                await visitor.page.emulate_media(color_scheme=scheme)
                await expect(visitor.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
                found = await accessibility_faults(visitor.page) + await sideways_scroll(visitor.page)
                faults += [f"{name}, {width}, {scheme}: {fault}" for fault in found]
                await visitor.shoot(f"{name} {width} {scheme}")
        await visitor.page.set_viewport_size(DESK)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("email", "reach", "actions"),
    [
        ("awa@lenoir.example", at("/queue"), ("My queue", "To settle", "Filter")),
        (
            "awa@lenoir.example",
            case_of("Toitures du Val", "/queue"),
            ("Payment", "Stage", "Private note", "Add the private note", "Facts", "Timeline"),
        ),
        ("marc@lenoir.example", at("/placements"), ("Placements", "Accept the placement")),
        ("helene@bati-loire.example", at("/portfolio"), ("Place unpaid invoices", "Filter", "Portfolio")),
        ("nadia@energie.example", at("/grants"), ("Open access to a bank", "End the access")),
        (
            "helene@bati-loire.example",
            case_of("Toitures du Val", "/portfolio"),
            ("Declare a payment", "Put on hold", "Private note", "Add the private note"),
        ),
        ("yann@lemanique.example", at("/dashboard"), ("Skip to content", "Dashboard")),
    ],
    ids=["queue", "case of the collector", "placements", "portfolio", "bank access", "case of the client", "dashboard"],
)
async def test_the_keyboard_reaches_the_main_actions_with_visible_focus(
    signed_in: SignedIn, email: str, reach: Reach, actions: tuple[str, ...]
) -> None:
    visitor = await signed_in(email, "en")
    await reach(visitor)
    await visitor.page.evaluate("document.activeElement?.blur()")

    stops = await tab_stops(visitor.page)

    assert [name for name in stops if name.endswith("(focus not visible)")] == []
    assert set(actions) <= set(stops)
