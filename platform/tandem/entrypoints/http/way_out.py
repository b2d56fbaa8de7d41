"""The way out that a message carries: a page for whoever holds the link, and the one click of RFC 8058.

A GET changes nothing, however often a mail server or a telephone looks at the link before its reader does.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from tandem.contacts import way_out_page
from tandem.contacts.calls_asked import HourPast
from tandem.contacts.models import Channel
from tandem.contacts.way_out import WAY_OUT_PATH
from tandem.contacts.way_out_page import HOURS, ONE_CLICK, WayOut, sender_of, way_out_of
from tandem.entrypoints.http import way_out_html
from tandem.entrypoints.http.bodies import BodyTooLarge, body_up_to
from tandem.entrypoints.http.paying import pay
from tandem.entrypoints.http.way_out_html import ALLOW_CALL
from tandem.kit.texts import asked_language
from tandem_graphql.terms import RateLimited

_MOST = 2_000  # bytes of a form
_REFUSALS = frozenset({"channel", "address", "all"})


async def show(request: Request) -> Response:
    """GET /o/{code}: what can be chosen; whom to turn to instead of a link that is over."""
    code = request.path_params["code"]
    try:
        give_back = pay(request, "secret")
        way = await way_out_of(code)
    except RateLimited as limited:
        return _busy(request, limited)
    if way is None:
        return await _over(request, code, give_back)
    give_back()
    return _html(way_out_html.page(way, request.url.path, _language(request, way)))


async def act(request: Request) -> Response:
    """POST /o/{code}: one of the page's forms, or `List-Unsubscribe=One-Click` from a mail client."""
    code = request.path_params["code"]
    try:
        give_back = pay(request, "secret")
        way = await way_out_of(code)
        form = parse_qs((await body_up_to(request, _MOST)).decode(errors="replace"))
    except RateLimited as limited:
        return _busy(request, limited)
    except BodyTooLarge:
        return PlainTextResponse("", 413)
    if way is None:
        return await _over(request, code, give_back)
    # A true code is no guess: mail programs post one click after the other from a few addresses (RFC 8058).
    give_back()
    if form.get("List-Unsubscribe") == ["One-Click"]:
        await way_out_page.refuse(code, "channel", source=ONE_CLICK)
        return PlainTextResponse("", 200)
    fields = {name: values[0] for name, values in form.items()}
    language = _language(request, way)
    what = await _done(code, way, fields)
    if what is None:
        return _html(way_out_html.page(way, request.url.path, language), 400)
    return _html(way_out_html.done(way, request.url.path, language, what, fields.get("at", "")))


async def _done(code: str, way: WayOut, fields: dict[str, str]) -> str | None:
    """What came of a form; None for one that our page does not send."""
    chosen = fields.get("act")
    if chosen == "refuse" and fields.get("what") in _REFUSALS:
        await way_out_page.refuse(code, fields["what"])
        return "refuse"
    if chosen == "again":
        return "again" if await way_out_page.be_reached_again(code) else "again_not"
    if chosen == "prefer":
        channel, hours = fields.get("channel", ""), fields.get("hours", "")
        if (channel and channel not in set(Channel)) or (hours and hours not in way.hours):
            return None
        await way_out_page.prefer(code, Channel(channel) if channel else None, HOURS.get(hours))
        return "prefer"
    if chosen in ("call", ALLOW_CALL):
        try:
            wall = _wall(way, fields.get("at", ""))
        except ValueError:
            return None
        try:
            return await way_out_page.ask_for_call(code, wall, allowing=chosen == ALLOW_CALL)
        except HourPast:
            return "past"
    return None


def _wall(way: WayOut, at: str) -> datetime | None:
    """The time asked for, on a clock; None as soon as possible. Raises ValueError for one that is not offered."""
    if not at:
        return None
    if at not in map(way_out_html.wall_of, way.call_times):
        raise ValueError(at)
    return datetime.fromisoformat(at)


def _language(request: Request, way: WayOut | None) -> str:
    """The one that the reader chose here, else the message's, else the browser's."""
    chosen = request.query_params.get("lang")
    if chosen in ("fr", "en"):
        return chosen
    if way is not None:
        return "en" if way.language.startswith("en") else "fr"
    return asked_language(request.headers.get("accept-language")) or "fr"


async def _over(request: Request, code: str, give_back: Callable[[], None]) -> Response:
    """A link that worked once names who sent it; one that never was says nothing."""
    sender, language = await sender_of(code), _language(request, None)
    if sender is None:
        return _html(way_out_html.nothing(language), 404)
    give_back()
    return _html(way_out_html.expired(sender, request.url.path, language), 410)


def _busy(request: Request, limited: RateLimited) -> Response:
    answer = _html(way_out_html.nothing(_language(request, None), "busy"), 429)
    answer.headers["Retry-After"] = str(limited.seconds)
    return answer


def _html(document: str, status: int = 200) -> Response:
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(
        document.replace("__CSP_NONCE__", nonce),
        status,
        {
            "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        },
    )


routes = [
    Route(WAY_OUT_PATH + "/{code}", show, methods=["GET"]),
    Route(WAY_OUT_PATH + "/{code}", act, methods=["POST"]),
]
