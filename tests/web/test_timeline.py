"""A timeline of more than two thousand events: it flows, what arrives moves nothing, and reading is kept."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.async_api import expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.long_case import DEBTOR, written_into
from tests.web.pace import BUDGET, Frames, floor, scroll_through
from tests.web.product import Product
from tests.web.reading import SHOWN, WATCH_EYE, ask, ids_on_the_way, row, strayed
from tests.web.visitor import PHONE, Visitor

pytestmark = BROWSER

EVENTS = 2_300
ROUNDS = 3  # one good one is enough: what is slow is slow each time, a machine that was busy meanwhile is not
AWA, MARC = "awa@lenoir.example", "marc@lenoir.example"
LIST = """query ($id: ID!, $after: String, $startOn: Date, $filter: TimelineFilter) { caseFile(id: $id) {
    timeline(first: 200, after: $after, startOn: $startOn, filter: $filter) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } } }"""
UNREAD = "query ($id: ID!) { caseFile(id: $id) { timelineUnread } }"
WRITE = "mutation ($input: WriteNoteInput!) { writeNote(input: $input) { userErrors { message } } }"


@pytest.fixture(scope="module")
def long_case(product: Product) -> str:
    return written_into(product.data, EVENTS)


async def _open(visitor: Visitor, case: str, search: str = "") -> None:
    await visitor.goto(f"/cases/{case}{search}")
    await expect(visitor.page.get_by_role("article").first).to_be_visible()
    await visitor.page.wait_for_timeout(300)


async def _note(visitor: Visitor, case: str, body: str) -> None:
    """A colleague's private note, written elsewhere."""
    answer = await ask(visitor, WRITE, input={"caseFileId": case, "body": body, "audience": "OWN_SIDE"})
    assert answer["writeNote"]["userErrors"] == []


async def _ids(visitor: Visitor, case: str, **variables: Any) -> list[str]:
    """The whole list as the API gives it."""
    found: list[str] = []
    after = None
    while True:
        start = {} if after else {"startOn": variables.get("startOn")}
        data = await ask(visitor, LIST, id=case, after=after, filter=variables.get("filter"), **start)
        timeline = data["caseFile"]["timeline"]
        found += [edge["node"]["id"] for edge in timeline["edges"]]
        after = timeline["pageInfo"]["endCursor"]
        if not timeline["pageInfo"]["hasNextPage"]:
            return found


async def _unread(visitor: Visitor, case: str) -> int | None:
    unread: int | None = (await ask(visitor, UNREAD, id=case))["caseFile"]["timelineUnread"]
    return unread


async def test_two_thousand_events_go_by_at_the_pace_of_the_screen(signed_in: SignedIn, long_case: str) -> None:
    awa = await signed_in(AWA, "en")

    for _ in range(ROUNDS):
        await _open(awa, long_case)
        before = await floor(awa)
        frames = await scroll_through(awa)
        after = await floor(awa)
        print(f"\ndown a timeline: {frames}\nfloor before: {before}\nfloor after: {after}")
        if keeps_up := _keeps_up(frames, before, after):
            break

    last = awa.page.get_by_role("article").last
    assert int(await last.get_attribute("aria-posinset") or 0) == len(await _ids(awa, long_case)) > 2_000
    assert keeps_up, (str(frames), str(before), str(after))


def _keeps_up(frames: Frames, *floors: Frames) -> bool:
    """Whether there are sixty frames a second where a page has them that takes for each as long as one may."""
    return (
        frames.work_each <= max(BUDGET, *(one.work_each for one in floors))
        and frames.median <= max(17.5, *(1.05 * one.median for one in floors))
        and frames.share_long <= 0.05 + max(one.share_long for one in floors)
    )


async def test_what_arrives_moves_nothing_that_is_being_read(signed_in: SignedIn, long_case: str) -> None:
    awa, marc = await signed_in(AWA, "en"), await signed_in(MARC, "en")
    await _open(awa, long_case)
    feed = awa.page.get_by_role("feed")
    await feed.evaluate("feed => feed.scrollTo(0, 4000)")
    await awa.page.wait_for_timeout(500)

    await awa.page.evaluate(WATCH_EYE)
    for number in range(3):
        await _note(marc, long_case, f"While she reads {number}")
    pill = awa.page.get_by_role("button", name="3 new events")
    await expect(pill).to_be_visible()
    await _grow_a_row_above(awa)
    away = await strayed(awa)
    await awa.shoot("three new events")
    await pill.click()
    await expect(row(awa, "While she reads 2")).to_be_in_viewport()

    await _note(marc, long_case, "At the top")
    await expect(row(awa, "At the top")).to_be_in_viewport()
    await row(awa, "At the top").get_by_text("At the top").dblclick()
    await awa.page.evaluate(WATCH_EYE)
    await _note(marc, long_case, "While she selects")
    await expect(awa.page.get_by_role("button", name="1 new event")).to_be_visible()
    selecting = await strayed(awa)

    assert max(away, selecting) < 0.6


async def _grow_a_row_above(visitor: Visitor) -> None:
    """As an image does that arrives late."""
    await visitor.page.evaluate("""() => {
      const feed = document.querySelector("[role=feed]").getBoundingClientRect();
      const above = [...document.querySelectorAll("article")].filter(
        (row) => row.getBoundingClientRect().bottom < feed.top);
      const image = document.createElement("div");
      image.style.height = "240px";
      above.at(-1).append(image);
    }""")
    await visitor.page.wait_for_timeout(500)


@pytest.mark.parametrize(
    ("search", "narrowed"),
    [
        ("?show=payments", {"groups": ["PAYMENTS"]}),
        ("?show=notes&side=own&from=2026-05-04&until=2026-06-30",
         {"groups": ["NOTES"], "chain": "AGENCY", "from": "2026-05-04", "until": "2026-06-30"}),
        ("?show=letters&until=2026-05-31", {"groups": ["LETTERS"], "until": "2026-05-31"}),
    ],
)  # fmt: skip
async def test_a_filter_in_the_address_shows_what_the_api_gives(
    signed_in: SignedIn, long_case: str, search: str, narrowed: dict[str, Any]
) -> None:
    awa = await signed_in(AWA, "en")
    await _open(awa, long_case, search)

    met = await ids_on_the_way(awa)

    assert met == await _ids(awa, long_case, filter=narrowed)
    assert 20 < len(met) < 500


async def test_a_filter_is_chosen_left_and_told_of_what_comes_outside_of_it(
    signed_in: SignedIn, long_case: str
) -> None:
    awa, marc = await signed_in(AWA, "en"), await signed_in(MARC, "en")
    await _open(awa, long_case)
    everything = await awa.page.evaluate(SHOWN)

    await awa.page.get_by_role("feed").locator("xpath=../..").get_by_role("button", name="Filter").click()
    await awa.page.get_by_role("checkbox", name="Payments").check()
    await awa.shoot("filter")
    await awa.button("Apply").click()
    await expect(awa.page).to_have_url(re.compile(r"\?show=payments$"))
    await expect(awa.page.get_by_role("article").first).to_have_attribute("aria-label", re.compile("^Payment"))
    await _note(marc, long_case, "Outside the payments")
    hint = awa.page.get_by_role("button", name="1 new event outside this filter")
    await expect(hint).to_be_visible()
    await expect(row(awa, "Outside the payments")).to_have_count(0)
    await awa.shoot("outside")
    await hint.click()
    await expect(row(awa, "Outside the payments")).to_be_in_viewport()
    await awa.page.go_back()
    await expect(awa.page).to_have_url(re.compile(r"\?show=payments$"))
    await awa.page.go_back()

    await expect(row(awa, "Outside the payments")).to_be_in_viewport()
    assert everything[0] in await awa.page.evaluate(SHOWN)


async def test_a_day_opens_at_its_newest_event_with_newer_above_and_older_below(
    signed_in: SignedIn, long_case: str
) -> None:
    awa = await signed_in(AWA, "en")
    await _open(awa, long_case)
    day = date(2026, 6, 17)
    everything = await _ids(awa, long_case)
    expected = await _ids(awa, long_case, startOn=day.isoformat())

    await awa.button("Go to a day").click()
    await awa.page.get_by_label("Day", exact=True).fill(f"{day:%d/%m/%Y}")
    await awa.page.keyboard.press("Enter")
    await expect(awa.page).to_have_url(re.compile(r"on=2026-06-17"))
    await expect(awa.page.locator(f'[data-event="{expected[0]}"]')).to_be_in_viewport()
    await awa.page.wait_for_timeout(800)
    shown = await awa.page.evaluate(SHOWN)
    await awa.shoot("a day")
    await scroll_through(awa, -150)
    top = await awa.page.evaluate(SHOWN)
    await _open(awa, long_case, "?on=2026-06-17")
    await scroll_through(awa)

    assert shown[0] == expected[0]
    assert shown == expected[: len(shown)]
    assert top[0] == everything[0]
    assert (await awa.page.evaluate(SHOWN))[-1] == everything[-1]


async def test_the_keyboard_goes_through_and_never_loses_its_place(signed_in: SignedIn, long_case: str) -> None:
    awa = await signed_in(AWA, "en", viewport=PHONE)
    await _open(awa, long_case)
    everything = await _ids(awa, long_case)
    focused = "document.activeElement.closest('[role=feed]') && document.activeElement.dataset.event"
    last = len(everything) - 1

    for key, upto in (
        ("j", 0),
        ("j", 1),
        ("k", 0),
        ("ArrowDown", 1),
        ("PageDown", range(3, 12)),
        ("PageUp", range(3)),
        ("End", last),
        ("k", last - 1),
        ("Home", 0),
        ("j", 1),
    ):
        expected = [everything[place] for place in ([upto] if isinstance(upto, int) else upto)]
        await awa.page.keyboard.press(key)
        for _ in range(200):
            await awa.page.wait_for_timeout(100)
            at = await awa.page.evaluate(focused)
            if at in expected and at in await awa.page.evaluate(SHOWN):
                break
        assert at in expected, key
        assert at in await awa.page.evaluate(SHOWN), key


async def test_the_line_stands_where_reading_stopped_on_each_device(signed_in: SignedIn, long_case: str) -> None:
    awa, marc = await signed_in(AWA, "fr"), await signed_in(MARC, "en")
    await _open(awa, long_case)
    await _until_read(awa, long_case)
    newest = (await _ids(awa, long_case))[0]
    await awa.goto(f"/queue?q={DEBTOR.split()[0]}")
    await _note(marc, long_case, "Un premier mot")
    await _note(marc, long_case, "Un second mot")
    await awa.goto(f"/queue?q={DEBTOR.split()[0]}")
    await expect(awa.page.get_by_role("img", name="2 événements pas encore lus")).to_be_visible()
    await awa.shoot("unread in the queue")

    hidden = await signed_in(AWA, "fr")
    await hidden.page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', { get: () => window.seenByNobody ? 'hidden' : 'visible' });"
        "window.seenByNobody = true;"
    )
    await _open(hidden, long_case)
    await hidden.page.wait_for_timeout(2_500)
    behind = await _unread(hidden, long_case)
    await _open(awa, long_case)
    line = awa.page.get_by_test_id("new-since")
    below = await line.locator("xpath=ancestor::article").get_attribute("data-event")
    await expect(line).to_contain_text("Nouveau depuis le")
    await awa.shoot("new since")
    await _until_read(awa, long_case)
    await expect(line).to_be_visible()
    await hidden.page.evaluate("seenByNobody = false; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(hidden.page.get_by_test_id("new-since")).to_be_visible()
    await hidden.goto(f"/queue?q={DEBTOR.split()[0]}")
    await expect(hidden.page.get_by_role("link", name=re.compile(DEBTOR))).to_be_visible()

    assert behind == 2
    assert below == newest
    await expect(hidden.page.get_by_role("img", name=re.compile("pas encore lu"))).to_have_count(0)
    assert await _unread(marc, long_case) is None


async def _until_read(visitor: Visitor, case: str) -> None:
    """What is on screen counts as seen after a moment."""
    for _ in range(80):
        await visitor.page.wait_for_timeout(300)
        if await _unread(visitor, case) == 0:
            return
    raise AssertionError("what was on screen never counted as read")
