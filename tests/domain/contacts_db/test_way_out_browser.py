"""The page without account in a browser: on a telephone, by keyboard, in the dark, with links that open nothing."""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import httpx2
import pytest
import time_machine
from playwright.async_api import Browser, Page, Route, expect
from starlette.applications import Starlette

from tandem.contacts import way_out
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, OptOut, Purpose
from tandem.entrypoints.http import way_out as page_of_server
from tandem.kit import texts
from tandem.kit.database import reading
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case
from tests.support.chromium import chromium
from tests.web.inspecting import accessibility_faults, sideways_scroll
from tests.web.visitor import PHONE

pytestmark = [
    pytest.mark.usefixtures("worker"),
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(120),
]
expect.set_options(timeout=20_000)
Opened = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def opened(running: Browser) -> AsyncIterator[Opened]:
    """Opens a link in a telephone's browser in the dark; its requests are answered by the page, its script is off."""
    app = Starlette(routes=page_of_server.routes)
    contexts = []

    async def open_link(link: str, language: str = "fr-FR") -> Page:
        here = contextvars.copy_context()

        async def answer(route: Route) -> None:
            request = route.request
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport) as client:
                told = await client.request(
                    request.method, request.url, headers=await request.all_headers(), content=request.post_data_buffer
                )
            await route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

        async def in_the_transaction(route: Route) -> None:
            await asyncio.get_running_loop().create_task(answer(route), context=here)

        context = await running.new_context(viewport=PHONE, color_scheme="dark", locale=language)
        contexts.append(context)
        await context.route("**/*", in_the_transaction)
        page = await context.new_page()
        await page.goto(link)
        return page

    yield open_link

    for context in contexts:
        await context.close()


async def sent(channel: Channel = Channel.SMS) -> tuple[MadeCase, str]:
    made = await make_case()
    attempt = await plan(made, channel)
    await work()
    return made, way_out.link_for((await reread(attempt)).id)


async def refused(made: MadeCase) -> set[tuple[Channel, str]]:
    async with reading(AGENCY):
        points = {made.phone.value, made.email.value}
        return {(one.channel, one.address) for one in await OptOut.filter(address__in=points, lifted_at=None)}


async def is_sound(page: Page) -> None:
    assert await accessibility_faults(page) + await sideways_scroll(page) == []


async def focus(page: Page, name: str) -> None:
    """Go on with the tabulator until the focus is on the button of this name."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def said(key: str, **values: str) -> str:
    return texts.render(f"way_out.{key}", "fr", **values)


async def test_one_address_is_refused_by_keyboard_and_taken_back(opened: Opened) -> None:
    made, link = await sent()
    page = await opened(link)
    await is_sound(page)

    await page.get_by_label(said("stop.sms"), exact=True).focus()
    await page.keyboard.press("ArrowDown")
    await focus(page, said("stop.button"))
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("C’est fait")
    await is_sound(page)
    assert await refused(made) == {(Channel.SMS, made.phone.value), (Channel.VOICE, made.phone.value)}

    await focus(page, said("back"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=said("again.button"))).to_be_visible()
    await focus(page, said("again.button"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_be_visible()
    assert await refused(made) == set()


async def test_everything_is_refused_at_once_in_the_other_language(opened: Opened) -> None:
    made, link = await sent(Channel.EMAIL)
    page = await opened(link)

    await page.get_by_role("link", name="English").click()
    await page.get_by_label("No more texts, calls or e-mails, at any of my numbers and addresses").check()
    await page.get_by_role("button", name="Receive no more messages").click()

    await expect(page.get_by_role("status")).to_contain_text("It is done")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await refused(made) == {
        (Channel.SMS, made.phone.value),
        (Channel.VOICE, made.phone.value),
        (Channel.EMAIL, made.email.value),
    }


async def test_hours_and_a_channel_are_preferred_and_a_call_is_asked_for(opened: Opened) -> None:
    made, link = await sent()
    page = await opened(link)

    await page.locator("select[name=channel]").select_option("email")
    await page.locator("select[name=hours]").select_option("afternoon")
    await page.get_by_role("button", name=said("prefer.button"), exact=True).click()
    await expect(page.get_by_role("status")).to_be_visible()
    await page.get_by_role("link", name=said("back")).click()
    await page.locator("select[name=at]").select_option("2026-11-25T15:00")
    await page.get_by_role("button", name=said("call.button")).click()

    await expect(page.get_by_role("status")).to_be_visible()
    await is_sound(page)
    ledger = await ledger_for(AWA, made.case_file.id)
    assert ledger is not None
    assert [(one.channel, one.hours) for one in ledger.preferences] == [(Channel.EMAIL, (840, 1080))]
    async with reading(AGENCY):
        [call] = await ContactAttempt.filter(case_file_id=made.case_file.id, purpose=Purpose.CALLBACK)
    assert (call.state, f"{call.callback_at:%Y-%m-%dT%H:%M}") == (AttemptState.NEEDS_PERSON, "2026-11-25T14:00")


async def test_a_link_that_expired_says_whom_to_call_and_where_to_write_in_both_languages(
    opened: Opened, morning: time_machine.Traveller
) -> None:
    _, link = await sent()
    morning.shift(way_out.LIFE + timedelta(minutes=1))

    page = await opened(link)

    await expect(page.get_by_role("heading", level=1)).to_have_text(said("expired.title"))
    await expect(page.get_by_role("link", name="01 99 00 12 10")).to_be_visible()
    await expect(page.get_by_text("44000 Nantes")).to_be_visible()
    await is_sound(page)
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link has expired")


@pytest.mark.parametrize("wrong", ["a" * 12, "<b>"], ids=["forged", "no code at all"])
async def test_a_link_that_opens_nothing_says_so_the_same_way_and_offers_nothing(opened: Opened, wrong: str) -> None:
    made, link = await sent()

    page = await opened(f"{link.rpartition('/')[0]}/{wrong}")

    await expect(page.get_by_role("heading", level=1)).to_have_text(said("closed.title"))
    await expect(page.get_by_role("button")).to_have_count(0)
    await is_sound(page)
    assert await refused(made) == set()
