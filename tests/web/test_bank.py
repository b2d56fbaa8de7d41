"""A factor's open page: case files under pseudonyms, until the client ends it; the client sees who looked."""

import pytest
from playwright.async_api import expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.product import Product
from tests.web.screens import case_files_of_bank
from tests.web.unpaid import DEBTORS

pytestmark = [*BROWSER, pytest.mark.leaves_traces]


async def test_a_factors_open_page_empties_when_the_client_ends_it(signed_in: SignedIn, product: Product) -> None:
    factor = await signed_in("gaelle@sablier.example", "fr")
    client = await signed_in("helene@bati-loire.example", "fr")
    await factor.goto("/dashboard")
    await case_files_of_bank(factor)
    received = await factor.watch.heard() + await factor.page.content()

    await client.goto("/grants")
    row = client.page.get_by_role("listitem").filter(has_text="Sablier Affacturage").first
    await expect(row).to_contain_text("Gaëlle Morvan")
    await client.shoot("looked at")
    await client.button("End the access", within=row).click()
    await expect(client.page.get_by_role("dialog")).to_contain_text("Sablier Affacturage")
    await client.shoot("asked")
    await client.button("End it now").click()

    await expect(factor.page.get_by_text(factor.words("This access has ended"), exact=True)).to_be_visible()
    await factor.shoot("ended")
    assert "BL-142" in received
    for name in [name for name, *_ in DEBTORS] + ["Toitures du Val", "Maçonnerie Lefèvre", "C1003"]:
        assert name not in received
