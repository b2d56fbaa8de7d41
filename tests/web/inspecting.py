"""What is measured on a screen: WCAG by axe-core, its width, and what the keyboard reaches with visible focus."""

import json
from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.web.visitor import Visitor

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

END_TRANSITIONS = """() => Promise.all(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => {})),
)"""

# Not in frames: axe is not in there, and to ask a sealed one for it is a complaint of the browser's.
RUN_AXE = """async (levels) => {
  const { violations } = await axe.run(document, { runOnly: levels, resultTypes: ["violations"], iframes: false });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = element.labels?.[0]?.textContent ?? "";
  const name = element.getAttribute("aria-label") || label || element.textContent || element.title;
  // What shows the focus of a control without a body of its own is its label or its frame.
  const small = element.getBoundingClientRect().width < 8;
  const shown = small ? (element.labels?.[0] ?? element.parentElement) : element;
  const { x, y, width, height } = shown.getBoundingClientRect();
  return { name: name.trim().replace(/\\s+/g, " "), x, y, width, height };
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


async def accessibility_faults(page: Page) -> list[str]:
    """Violations of WCAG 2.0 to 2.2, A and AA; axe comes in by the debugger, so the page's own policy stays on."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_axe())
    await page.evaluate(END_TRANSITIONS)  # a colour half way between two schemes is nobody's fault
    faults: list[str] = await page.evaluate(RUN_AXE, LEVELS)
    return faults


async def sideways_scroll(page: Page) -> list[str]:
    """One line when the page is wider than its window."""
    wide: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} px wider than the window"] if wide > 0 else []


async def is_sound(visitor: Visitor, step: str) -> None:
    """The screen is kept as a picture, reads well for assistive technology, and does not scroll sideways."""
    await visitor.shoot(step)
    faults = await accessibility_faults(visitor.page) + await sideways_scroll(visitor.page)
    assert faults == [], f"{step}: {faults}"


async def tab_stops(page: Page, most: int = 80) -> list[str]:
    """Names of what Tab reaches from the top of the page, in order; a stop whose focus cannot be seen says so."""
    names: list[str] = []
    first = None
    for _ in range(most):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUSED)
        if stop is None and not names:
            continue  # the first press enters the page
        if stop is None or json.dumps(stop) == first:
            break
        first = first or json.dumps(stop)
        seen = await _is_focus_visible(page, stop)
        names.append(stop["name"] if seen else f"{stop['name']} (focus not visible)")
    return names


async def _is_focus_visible(page: Page, stop: dict[str, float]) -> bool:
    """Whether the picture around the element changes when it loses the focus; Tab goes on from there afterwards."""
    size = page.viewport_size or {"width": 0, "height": 0}
    left, top = max(0.0, stop["x"] - 5), max(0.0, stop["y"] - 5)
    right = min(float(size["width"]), stop["x"] + stop["width"] + 5)
    bottom = min(float(size["height"]), stop["y"] + stop["height"] + 5)
    if right - left < 1 or bottom - top < 1:
        return False
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    focused = await page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
    await page.evaluate("document.activeElement.blur()")
    return focused != await page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
