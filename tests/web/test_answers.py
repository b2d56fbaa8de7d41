"""A text is answered in one's own words, by keyboard, on a desk and a phone; words of courts are refused."""

from typing import Literal

import aiohttp
import pytest
from playwright.async_api import ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.posted_case import written_into
from tests.web.product import Product
from tests.web.test_fitting import AGENCYS

pytestmark = [*BROWSER, pytest.mark.leaves_traces]
NAMES = {"fr": "Répondue au bureau SARL", "en": "Répondue au mobile SARL"}
ASKED = "Avez-vous eu mon virement ?"
_NUMBER = """async (id) => {
    const query = `{ caseFile(id: "${id}") { parties { contactPoints { kind value } } } }`;
    const answer = await fetch("/graphql", {
        method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify({query}),
    });
    const [party] = (await answer.json()).data.caseFile.parties;
    return party.contactPoints.find(({ kind }) => kind === "PHONE").value;
}"""


@pytest.fixture(scope="module")
def cases(product: Product) -> dict[str, tuple[str, str]]:
    return written_into(product.data, 1_640, *NAMES.values())


@DESK_AND_PHONE
async def test_a_text_is_answered_by_keyboard(
    signed_in: SignedIn,
    product: Product,
    cases: dict[str, tuple[str, str]],
    locale: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    case, _ = cases[NAMES[locale]]
    visitor = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    page, words = visitor.page, visitor.words
    await visitor.goto(f"/cases/{case}")
    told = {"from": await page.evaluate(_NUMBER, case), "to": AGENCYS, "body": ASKED}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{product.sandbox_url}/sandbox/api/replies", json=told) as answer,
    ):
        assert answer.status == 201
    row = steps.timeline_rows(visitor, "InboundMessageReceived", ASKED)
    await expect(row).to_have_count(1)

    await visitor.button("Answer the message", within=row).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=words("Answer the message"))
    text = dialog.get_by_role("textbox", name=words("Your answer"))
    await expect(text).to_be_focused()
    await page.keyboard.type("Un huissier")
    await expect(dialog).to_contain_text("C. conso. L121-2")
    await expect(visitor.button("Send", within=dialog)).to_be_disabled()

    await text.fill("")
    await visitor.button("Ready replies", within=dialog).focus()
    await page.keyboard.press("Enter")
    reply = page.get_by_role("menuitem").first
    await expect(reply).to_be_visible()
    await reply.focus()
    await page.keyboard.press("Enter")
    await expect(text).not_to_have_value("")
    await text.fill("Bien eu, merci.")
    await expect(dialog.get_by_role("region", name=words("Preview"))).to_contain_text("Bien eu, merci.")
    await expect(visitor.button("Send", within=dialog)).to_be_enabled()
    await is_sound(visitor, "answering a message")
    await text.focus()
    await page.keyboard.press("Control+Enter")

    await expect(dialog).to_have_count(0)
    await expect(steps.timeline_rows(visitor, "ContactPlanned", "Bien eu, merci.")).to_have_count(1)
