"""What a page did while somebody used it: its complaints, what it asked of the API, and all that it was told."""

import asyncio
import contextlib
import hashlib
import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response, WebSocket

from tandem.entrypoints.http.static import OPERATIONS

# Seconds within which a page asks because of something that happened to it, on a busy machine.
ANSWERS_WITHIN = 10.0

# Trusted events only: what a person does, not what scripts send.
NOTE_ACTIONS = """
for (const kind of ["pointerdown", "keydown", "input", "change"])
  addEventListener(kind, (event) => event.isTrusted && window.tandemTestActed(), { capture: true, passive: true });
"""


@dataclass
class Watch:
    """One page. A query without a reason is polling, and a complaint.

    Reasons are: a page load, a person's action, a script that arrives, the answer to a mutation, a live event.
    The mere passing of time is none, nor is the answer to an earlier query.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)
    _bodies: set[asyncio.Task[None]] = field(default_factory=set)
    _reason_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("framenavigated", lambda _: self.acted())
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("websocket", self._socket)

    def acted(self) -> None:
        """Something happened that a page may answer with a query."""
        self._reason_at = time.monotonic()

    def forget_reasons(self) -> None:
        """From here on only what happens next is a reason."""
        self._reason_at = float("-inf")

    async def heard(self) -> str:
        """Every GraphQL answer and every live message that this browser received, as text without escapes."""
        await asyncio.gather(*self._bodies)
        return "\n".join(self._heard)

    def _console(self, message: ConsoleMessage) -> None:
        # A violation of the content security policy is such an error, too.
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.endswith("/graphql") or request.method != "POST":
            return
        asked = _asked(request)
        self._listed(asked)
        name = f"{asked.get('operationName')} {json.dumps(asked.get('variables'), ensure_ascii=False)}"
        if _is_mutation(asked):
            return
        self.asked.append(name)
        if (silence := time.monotonic() - self._reason_at) > ANSWERS_WITHIN:
            self.complaints.append(f"polling: {name} after {silence:.1f} s in which nothing happened")

    def _response(self, response: Response) -> None:
        request = response.request
        if request.resource_type == "script":
            self.acted()
        if not response.url.endswith("/graphql") or request.method != "POST":
            return
        if _is_mutation(_asked(request)):
            self.acted()
        task = asyncio.create_task(self._keep(response))
        self._bodies.add(task)

    async def _keep(self, response: Response) -> None:
        with contextlib.suppress(Error):  # a page that is left takes its answers along
            self._heard.append(_readable(await response.text()))

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)
        socket.on("framesent", self._sent)

    def _sent(self, payload: str | bytes) -> None:
        message = json.loads(payload)
        if message["type"] == "subscribe":
            self._listed(message["payload"])

    def _listed(self, asked: dict[str, Any]) -> None:
        """With TANDEM_OPERATIONS only what the build listed runs: what the app sends must be that to the letter."""
        name = asked.get("operationName")  # the tests' own have none
        if name and hashlib.sha256(asked["query"].encode()).hexdigest() not in _operations():
            self.complaints.append(f"{name} is not in the build's list of operations as it was sent")

    def _frame(self, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode()
        message = json.loads(text)
        if message["type"] in {"next", "error", "complete"}:
            self.acted()
            self._heard.append(_readable(text))


@cache
def _operations() -> frozenset[str]:
    return frozenset(json.loads(OPERATIONS.read_bytes()))


def _asked(request: Request) -> dict[str, Any]:
    asked: dict[str, Any] = request.post_data_json or {}
    return asked


def _is_mutation(asked: dict[str, Any]) -> bool:
    return str(asked.get("query")).lstrip().startswith("mutation")


def _readable(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False)


async def watched_page(context: BrowserContext) -> tuple[Page, Watch]:
    """A new page of the context, watched from its first request; one page a context."""
    page = await context.new_page()
    watch = Watch(page)
    await context.expose_binding("tandemTestActed", lambda _: watch.acted())
    await context.add_init_script(NOTE_ACTIONS)
    return page, watch


async def left_alone(*watches: Watch, seconds: float = 8.0) -> None:
    """Touch nothing for a while: what these pages still ask without a live event is polling."""
    for watch in watches:
        watch.forget_reasons()
    await asyncio.sleep(seconds)
    for watch in watches:
        watch.acted()
