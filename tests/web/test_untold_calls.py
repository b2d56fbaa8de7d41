"""A call received whose outcome nobody told waits under "To settle", and is told there by one press."""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.product import Product
from tests.web.untold_case import called_into
from tests.web.visitor import DESK, PHONE

pytestmark = [*BROWSER, pytest.mark.leaves_traces]


@pytest.mark.parametrize(
    ("locale", "viewport", "scheme", "first"),
    [("fr", DESK, "light", 9_100), ("en", PHONE, "dark", 9_110)],
    ids=["desk", "phone"],
)
async def test_it_is_told_from_the_list_by_keyboard(
    signed_in: SignedIn,
    product: Product,
    locale: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
    first: int,
) -> None:
    listed = f"Rappelée {first} SARL"
    called_into(product.data, first, listed)
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words

    await visitor.goto("/attention")
    row = page.get_by_role("listitem").filter(has_text=listed)
    await expect(row).to_contain_text(words("Outcome not told"))
    await is_sound(visitor, "to settle")
    await visitor.button("Say how it went", within=row).focus()
    await page.keyboard.press("Enter")
    await page.get_by_label(words("Comment on the call")).fill(f"Rappelle lundi {first}")
    await visitor.shoot("telling from the list")
    outcomes = page.get_by_role("group", name=words("How did it go?"))
    await outcomes.get_by_role("button").first.focus()
    await page.keyboard.press("Enter")
    await expect(row).to_have_count(0)
