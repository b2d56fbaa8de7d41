"""Reading a timeline as a person does."""

from typing import Any

from playwright.async_api import Locator

from tests.web.visitor import Visitor

# The row under the eye, and how far it strays from its place until it is looked at again.
WATCH_EYE = """() => {
  const feed = document.querySelector("[role=feed]").getBoundingClientRect();
  const row = document.elementFromPoint(feed.x + feed.width / 2, feed.y + feed.height / 2).closest("article");
  const begun = row.getBoundingClientRect().top;
  window.eye = { id: row.dataset.event, strayed: 0, frames: 0 };
  const look = () => {
    const now = document.querySelector(`[data-event="${CSS.escape(window.eye.id)}"]`);
    const off = now ? Math.abs(now.getBoundingClientRect().top - begun) : Infinity;
    window.eye.strayed = Math.max(window.eye.strayed, off);
    window.eye.frames += 1;
    window.eye.next = requestAnimationFrame(look);
  };
  look();
}"""
STOP_EYE = "() => { cancelAnimationFrame(window.eye.next); return window.eye; }"

SHOWN = """() => {
  const feed = document.querySelector("[role=feed]").getBoundingClientRect();
  return [...document.querySelectorAll("article")]
    .map((row) => ({ id: row.dataset.event, ...row.getBoundingClientRect().toJSON() }))
    .filter((row) => row.bottom > feed.top + 12 && row.top < feed.bottom - 12)
    .sort((a, b) => a.top - b.top)
    .map((row) => row.id);
}"""

AT_THE_END = """() => {
  const feed = document.querySelector("[role=feed]");
  const below = feed.scrollHeight - feed.scrollTop - feed.clientHeight;
  return below <= 2 && feed.lastElementChild.tagName !== "P";
}"""

ASK = """async ([query, variables]) => {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return await answer.json();
}"""


async def ask(visitor: Visitor, query: str, **variables: Any) -> Any:
    """What the API answers to this person."""
    visitor.watch.acted()
    answer = await visitor.page.evaluate(ASK, [query, variables])
    assert "errors" not in answer, answer
    return answer["data"]


async def ids_on_the_way(visitor: Visitor) -> list[str]:
    """Every event from the top of what is shown to the last, as a reader meets them."""
    met: dict[str, None] = {}
    page = visitor.page
    while True:
        before = len(met)
        met |= dict.fromkeys(await page.evaluate(SHOWN))
        visitor.watch.acted()
        await page.evaluate("document.querySelector('[role=feed]').scrollBy(0, 300)")
        await page.wait_for_timeout(60)
        if len(met) == before and await at_the_end(visitor):
            return list(met)


async def at_the_end(visitor: Visitor) -> bool:
    """Whether nothing more is below."""
    end: bool = await visitor.page.evaluate(AT_THE_END)
    return end


async def strayed(visitor: Visitor) -> float:
    """How many pixels the row that was under the eye since WATCH_EYE has been from its place, at worst."""
    await visitor.page.wait_for_timeout(500)
    eye = await visitor.page.evaluate(STOP_EYE)
    assert eye["frames"] > 10
    return float(eye["strayed"])


def row(visitor: Visitor, text: str) -> Locator:
    """The event that says this."""
    return visitor.page.get_by_role("article").filter(has_text=text)
