"""A page that is left alone asks nothing, however long: what is new comes to it by itself."""

import asyncio

from tests.web.conftest import BROWSER, SignedIn
from tests.web.screens import Reach, at, case_of
from tests.web.watching import left_alone

pytestmark = BROWSER

PAGES: tuple[tuple[str, Reach], ...] = (
    ("awa@lenoir.example", at("/queue")),
    ("awa@lenoir.example", case_of("Toitures du Val", "/queue")),
    ("marc@lenoir.example", at("/placements")),
    ("marc@lenoir.example", at("/attention")),
    ("helene@bati-loire.example", at("/portfolio")),
    ("helene@bati-loire.example", at("/grants")),
    ("yann@lemanique.example", at("/dashboard")),
)


async def test_idle_pages_ask_nothing_in_ten_minutes(signed_in: SignedIn) -> None:
    visitors = []
    for email, reach in PAGES:
        visitor = await signed_in(email)
        await visitor.page.clock.install()
        await reach(visitor)
        visitors.append(visitor)
    await asyncio.sleep(1)
    asked = [len(visitor.watch.asked) for visitor in visitors]

    # Every timer that is due within a minute fires once a round; the live connection keeps its real time to answer.
    for _ in range(10):
        for visitor in visitors:
            await visitor.page.clock.fast_forward("01:00")
        await left_alone(*(visitor.watch for visitor in visitors), seconds=0.5)

    assert [len(visitor.watch.asked) for visitor in visitors] == asked
