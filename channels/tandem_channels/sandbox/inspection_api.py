"""What tests and the page ask of the sandbox itself: what was received, faults, and acting as the debtor."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tandem_channels.sandbox import faults, mail_answers, mail_api, mail_mime, replies, voice, voice_menu
from tandem_channels.sandbox.signing import public_key_of
from tandem_channels.sandbox.state import Sandbox, sandbox_of

MESSAGE_FILTERS = {
    "to": "recipient",
    "from": "sender",
    "kind": "kind",
    "attempt_id": "attempt_id",
    "direction": "direction",
}
CALL_FILTERS = {"to": "callee", "from": "caller", "attempt_id": "attempt_id", "parent_sid": "parent_sid"}


async def list_messages(request: Request) -> Response:
    """Every accepted SMS and e-mail, oldest first, both directions; filters `to from kind attempt_id direction`."""
    return JSONResponse({"messages": _filtered(request, "messages", MESSAGE_FILTERS)})


async def mime_of(request: Request) -> Response:
    """An e-mail as a mail program receives it, to be opened in one."""
    sid = request.path_params["sid"]
    row = sandbox_of(request).store.row(
        "SELECT * FROM messages WHERE sid = ? AND kind = 'email' AND direction = 'outbound'", sid
    )
    if row is None:
        return JSONResponse({"error": "not_found"}, 404)
    named = {"Content-Disposition": f'attachment; filename="{sid}.eml"'}
    return Response(mail_mime.message_of(row), media_type="message/rfc822", headers=named)


async def list_calls(request: Request) -> Response:
    """Every leg of every call, oldest first; filters `to from attempt_id parent_sid`."""
    return JSONResponse({"calls": _filtered(request, "calls", CALL_FILTERS)})


async def list_callbacks(request: Request) -> Response:
    """Every callback with its tries and last outcome, oldest first; filter `sid`."""
    return JSONResponse({"callbacks": _filtered(request, "callbacks", {"sid": "sid"})})


async def stats(request: Request) -> Response:
    """How many requests were accepted, by kind and by attempt id (collector's legs count, the debtor's do not)."""
    store = sandbox_of(request).store
    accepted = (
        "SELECT kind, attempt_id FROM messages WHERE direction = 'outbound'"
        " UNION ALL SELECT 'call', attempt_id FROM calls WHERE parent_sid IS NULL"
    )
    kinds = {row["kind"]: row["n"] for row in store.rows(f"SELECT kind, count(*) n FROM ({accepted}) GROUP BY kind")}
    attempts = store.rows(f"SELECT attempt_id, count(*) n FROM ({accepted}) WHERE attempt_id IS NOT NULL GROUP BY 1")
    callbacks = store.row("SELECT count(*) posted, coalesce(sum(delivered), 0) delivered FROM callbacks") or {}
    return JSONResponse(
        {
            "accepted": {"sms": 0, "email": 0, "call": 0} | kinds,
            "attempts": {row["attempt_id"]: row["n"] for row in attempts},
            "callbacks": callbacks,
            "inbound": (store.row("SELECT count(*) n FROM messages WHERE direction = 'inbound'") or {})["n"],
        }
    )


async def webhook_key(request: Request) -> Response:
    """The public key for SendGrid's signed events, as the app wants it."""
    return JSONResponse({"public_key": public_key_of(sandbox_of(request).key)})


async def list_faults(request: Request) -> Response:
    """The faults that are on."""
    return JSONResponse({"faults": faults.active(sandbox_of(request)), "kinds": faults.KINDS})


async def add_fault(request: Request) -> Response:
    """Switch one on: `{"channel", "kind", "value", "recipient", "times"}`."""
    try:
        number = faults.switch_on(sandbox_of(request), await _json(request))
    except faults.FaultRefused as refused:
        return _invalid(refused.field)
    return JSONResponse({"number": number}, 201)


async def remove_faults(request: Request) -> Response:
    """Switch one off (`/faults/{number}`), or all."""
    faults.switch_off(sandbox_of(request), request.path_params.get("number"))
    return Response(status_code=204)


async def add_reply(request: Request) -> Response:
    """Text as the debtor: `{"from", "to", "body"}`, with `files` (`{type, base64}`) as an MMS."""
    wanted = await _json(request)
    try:
        sender, to, body = (str(wanted.get(name, "")) for name in ("from", "to", "body"))
        files = wanted.get("files") or []
        sid = await replies.reply(sandbox_of(request), sender=sender, to=to, body=body, files=files)
    except replies.ReplyRefused as refused:
        return _invalid(refused.field)
    return JSONResponse({"sid": sid}, 201)


async def write_mail(request: Request) -> Response:
    """Write an e-mail as the debtor: `{"from", "to", "subject", "text", …}` as `mail_answers.write` says."""
    try:
        sid = await mail_answers.write(sandbox_of(request), await _json(request))
    except mail_answers.MailRefused as refused:
        return _invalid(refused.field)
    return JSONResponse({"sid": sid}, 201)


async def answer_mail(request: Request) -> Response:
    """Answer a received e-mail as the debtor: `{"text", …}`."""
    wanted = await _json(request)
    text = str(wanted.pop("text", ""))
    try:
        sid = await mail_answers.answer(sandbox_of(request), request.path_params["sid"], text, **wanted)
    except mail_answers.MailRefused as refused:
        return _invalid(refused.field)
    except KeyError:
        return JSONResponse({"error": "not_found"}, 404)
    return JSONResponse({"sid": sid}, 201)


async def add_caller(request: Request) -> Response:
    """Ring a number of the app as the debtor: `{"from", "to"}`."""
    wanted = await _json(request)
    try:
        sid = await replies.ring(sandbox_of(request), sender=str(wanted.get("from", "")), to=str(wanted.get("to", "")))
    except replies.ReplyRefused as refused:
        return _invalid(refused.field)
    return JSONResponse({"sid": sid}, 201)


async def answer_call(request: Request) -> Response:
    """Act on the debtor's leg: `/calls/{sid}/pick_up`, `machine`, `busy`, `no_answer` or `hang_up`."""
    sid, action = request.path_params["sid"], request.path_params["action"]
    try:
        await voice.answer_as_debtor(sandbox_of(request), sid, action)
    except KeyError:
        return JSONResponse({"error": "not_found"}, 404)
    except voice.CallMoved as moved:
        return JSONResponse({"error": "conflict", "message": str(moved)}, 409)
    return Response(status_code=204)


async def list_recordings(request: Request) -> Response:
    """Every recording that was made, with `deleted_at` of those that were destroyed; `?call=` for one call."""
    return JSONResponse({"recordings": _filtered(request, "recordings", {"call": "call_sid"})})


async def press_keys(request: Request) -> Response:
    """Press keys on the debtor's telephone while the call waits for some: `{"digits": "1"}`."""
    digits = str((await _json(request)).get("digits", ""))
    try:
        await voice_menu.press(sandbox_of(request), request.path_params["sid"], digits)
    except voice_menu.NoSuchKeys:
        return _invalid("digits")
    except KeyError:
        return JSONResponse({"error": "not_found"}, 404)
    except voice.CallMoved as moved:
        return JSONResponse({"error": "conflict", "message": str(moved)}, 409)
    return Response(status_code=204)


async def complain(request: Request) -> Response:
    """Mark an e-mail as spam."""
    try:
        await mail_api.complain(sandbox_of(request), request.path_params["sid"])
    except KeyError:
        return JSONResponse({"error": "not_found"}, 404)
    return Response(status_code=204)


async def unsubscribe(request: Request) -> Response:
    """Refuse e-mails: all of the account, or those of `{"group": number}`."""
    return await _refusal(request, mail_api.unsubscribe)


async def resubscribe(request: Request) -> Response:
    """Take that back; `{"group": number}` for a group."""
    return await _refusal(request, mail_api.resubscribe)


async def _refusal(request: Request, act: Callable[[Sandbox, str, int | None], Awaitable[None]]) -> Response:
    group = (await _json(request)).get("group")
    try:
        await act(sandbox_of(request), request.path_params["sid"], int(group) if group else None)
    except KeyError:
        return JSONResponse({"error": "not_found"}, 404)
    return Response(status_code=204)


async def changes(request: Request) -> Response:
    """Server-sent events: one at once, then one for each change, at most ten a second."""
    watched = sandbox_of(request).changes

    async def stream() -> AsyncIterator[str]:
        version = watched.version
        while True:
            yield f"data: {version}\n\n"
            await asyncio.sleep(0.1)
            version = await watched.after(version)

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _filtered(request: Request, table: str, filters: dict[str, str]) -> list[dict[str, Any]]:
    wanted = [(filters[name], value) for name, value in request.query_params.items() if name in filters]
    where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "1"
    values = [value for _, value in wanted]
    return sandbox_of(request).store.rows(f"SELECT * FROM {table} WHERE {where} ORDER BY number", *values)


async def _json(request: Request) -> dict[str, Any]:
    try:
        wanted = json.loads(await request.body())
    except ValueError:
        return {}
    return wanted if isinstance(wanted, dict) else {}


def _invalid(field: str) -> Response:
    return JSONResponse({"error": "invalid", "field": field}, 400)
