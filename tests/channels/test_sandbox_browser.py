"""The sandbox's page in a real browser: live, by keyboard, and with nothing refused by its own policy."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tandem_channels.contract import OutboundCall
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice, bridge_twiml
from tests.channels.servers import SandboxServer
from tests.channels.test_twilio_sms import sms_to
from tests.channels.test_twilio_voice import CALLER_ID
from tests.support.chromium import chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page at 390 px that fails the test on any message in its console."""
    complaints: list[str] = []
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="fr-FR")
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert complaints == []


async def test_a_text_arrives_on_an_open_page_and_enter_sends_the_answer(
    sandbox: SandboxServer, sms: TwilioSms, page: Page, number: str, attempt_id: str
) -> None:
    await sms.send(sms_to(number, "first", body="Premier message"))
    await page.goto(f"{sandbox.url}/?to=%2B{number[1:]}")

    await sms.send(sms_to(number, attempt_id, body="Second message"))
    await expect(page.locator("#thread").get_by_text("Second message")).to_be_visible()
    await page.get_by_role("textbox", name="Votre réponse").fill("Je paie vendredi")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble.mine p")).to_have_text("Je paie vendredi")
    [reply] = (await sandbox.get("messages", **{"from": number}))["messages"]
    assert reply["body"] == "Je paie vendredi"
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_call_is_picked_up_and_ended_by_its_buttons(
    sandbox: SandboxServer, sms: TwilioSms, voice: TwilioVoice, page: Page, number: str, attempt_id: str
) -> None:
    await sms.send(sms_to(number, "first"))
    await page.goto(f"{sandbox.url}/?to=%2B{number[1:]}")
    url = sandbox.receiver.url
    sandbox.receiver.twiml[attempt_id] = bridge_twiml(
        attempt_id=attempt_id, debtor_number=number, caller_id=CALLER_ID, status_callback_url=f"{url}/call"
    )

    await voice.send(OutboundCall(attempt_id, "+33184800009", CALLER_ID, f"{url}/twiml", f"{url}/call"))
    await page.get_by_role("button", name="Décrocher").click()
    await page.get_by_role("button", name="Raccrocher").click()

    await expect(page.locator(".call .status")).to_have_text("terminé")
