"""How a list goes by, frame by frame, beside what the machine makes of a plain one at the same moment."""

import statistics
from dataclasses import dataclass

from playwright.async_api import CDPSession

from tests.web.visitor import Visitor

# Pixels a frame: a determined flick of the wheel.
PACE = 150

SCROLL = """async ([selector, pace, seconds, work]) => {
  const feed = document.querySelector(selector);
  const frames = [];
  let [last, still, top, sum] = [null, 0, -1, 0];
  await new Promise((done) => {
    const begun = performance.now();
    const step = (now) => {
      if (last !== null) frames.push(now - last);
      last = now;
      feed.scrollTop += pace;
      for (let step = 0; step < work; step += 1) sum = (sum * 31 + step) | 0;
      window.worked = sum; // so that it is not left out
      still = feed.scrollTop === top ? still + 1 : 0;
      top = feed.scrollTop;
      if (still > 40 || now - begun > seconds * 1000) done();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return { frames, ended: still > 40 };
}"""

# Lines of plain text, which cost the page next to nothing.
PLAIN_LIST = """() => {
  const list = document.createElement("div");
  list.id = "plain-list";
  list.style = "position: fixed; inset: 0; overflow: auto; background: white; color: black; z-index: 9999";
  for (let line = 0; line < 2000; line += 1) {
    list.append(Object.assign(document.createElement("p"), { textContent: `Line ${line} of plain text` }));
  }
  document.body.append(list);
}"""
NO_PLAIN_LIST = "() => document.getElementById('plain-list').remove()"

# Milliseconds of processor time that a page may take for a frame of sixty a second, and steps of work that take them
# where this limit was set.
BUDGET = 10.0
WORK = 1_800_000


@dataclass(frozen=True)
class Frames:
    """Milliseconds of each frame while a list went by, and of the processor's time that the page itself took."""

    times: list[float]
    work: float

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def work_each(self) -> float:
        """What the page did for a frame: other programs on the machine do not count."""
        return self.work / len(self.times)

    @property
    def long(self) -> list[float]:
        """Those that a reader notices."""
        return [time for time in self.times if time > 50]

    @property
    def share_long(self) -> float:
        """Of all frames, how many a reader notices."""
        return len(self.long) / len(self.times)

    def __str__(self) -> str:
        high = statistics.quantiles(self.times, n=100)[98]
        return (
            f"{len(self.times)} frames: median {self.median:.1f} ms, p99 {high:.1f} ms, "
            f"longest {max(self.times):.1f} ms, {len(self.long)} over 50 ms; {self.work_each:.1f} ms of work each"
        )


async def floor(visitor: Visitor) -> Frames:
    """What a page that takes its whole budget for each frame gets of this machine now; leaves the page as it was."""
    page = visitor.page
    debugger = await _debugger(visitor)
    await page.evaluate(PLAIN_LIST)
    before = await _work(debugger)
    times = (await page.evaluate(SCROLL, ["#plain-list", PACE, 3, WORK]))["frames"]
    found = Frames(times, await _work(debugger) - before)
    await page.evaluate(NO_PLAIN_LIST)
    return found


async def scroll_through(visitor: Visitor, pace: int = PACE) -> Frames:
    """From where the list stands down to its last event, or up to its first with a negative pace."""
    times: list[float] = []
    debugger = await _debugger(visitor)
    before = await _work(debugger)
    while True:
        visitor.watch.acted()
        part = await visitor.page.evaluate(SCROLL, ["[role=feed]", pace, 3, 0])
        times += part["frames"]
        if part["ended"]:
            return Frames(times, await _work(debugger) - before)


async def _debugger(visitor: Visitor) -> CDPSession:
    debugger = await visitor.page.context.new_cdp_session(visitor.page)
    await debugger.send("Performance.enable", {"timeDomain": "threadTicks"})
    return debugger


async def _work(debugger: CDPSession) -> float:
    """Milliseconds of processor time of the page's main thread so far."""
    metrics = (await debugger.send("Performance.getMetrics"))["metrics"]
    return next(1000 * float(one["value"]) for one in metrics if one["name"] == "TaskDuration")
