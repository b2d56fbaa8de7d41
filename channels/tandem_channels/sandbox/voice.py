"""The life of a bridge call: the collector's leg, the TwiML asked when it answers, the debtor's leg dialled from it.

The collector picks up by itself; the debtor is whoever sits at the sandbox's page."""

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import aiohttp

from tandem_channels.sandbox import callbacks, faults
from tandem_channels.sandbox.callbacks import TIMEOUT, form_request
from tandem_channels.sandbox.state import Sandbox, new_sid

ENDED = {"completed", "busy", "no-answer", "failed", "canceled"}
DEBTOR_ANSWERS = {"busy": "busy", "no_answer": "no-answer"}


class CallMoved(Exception):
    """The call is no longer in the state in which this can be done."""


async def dial(sandbox: Sandbox, *, sid: str, code: str | None = None) -> None:
    """Start to call; with `code` the call cannot be connected."""
    if code:
        await _end(sandbox, sid, "failed", code)
        return
    await _move(sandbox, sid, "initiated", event="initiated")
    sandbox.schedule.later(sandbox.settings.pace, "ring", sid=sid)


async def ring(sandbox: Sandbox, *, sid: str) -> None:
    """The phone rings: the collector picks up soon, the debtor when somebody does."""
    if _call(sandbox, sid)["status"] in ENDED:
        return
    await _move(sandbox, sid, "ringing", event="ringing")
    call = _call(sandbox, sid)
    if call["parent_sid"] is None:
        sandbox.schedule.later(sandbox.settings.pace, "pick_up", sid=sid)
    else:
        sandbox.schedule.later(min(call["ring_seconds"], sandbox.settings.ring_seconds), "ring_out", sid=sid)


async def pick_up(sandbox: Sandbox, *, sid: str) -> None:
    """The collector's leg is answered: ask for TwiML and follow it."""
    if _call(sandbox, sid)["status"] == "ringing":
        await _answered(sandbox, sid)
        await _follow(sandbox, _call(sandbox, sid))


async def ring_out(sandbox: Sandbox, *, sid: str) -> None:
    """Nobody answered in time."""
    if _call(sandbox, sid)["status"] == "ringing":
        await _end(sandbox, sid, "no-answer")


async def answer_as_debtor(sandbox: Sandbox, sid: str, action: str) -> None:
    """`pick_up`, `busy` or `no_answer` while it rings, `hang_up` while it is open. Raises CallMoved, KeyError."""
    call = sandbox.store.row("SELECT * FROM calls WHERE sid = ? AND parent_sid IS NOT NULL", sid)
    if call is None:
        raise KeyError(sid)
    if action == "hang_up" and call["status"] == "in-progress":
        await _end(sandbox, sid, "completed")
    elif action == "pick_up" and call["status"] == "ringing":
        await _answered(sandbox, sid)
    elif action in DEBTOR_ANSWERS and call["status"] == "ringing":
        await _end(sandbox, sid, DEBTOR_ANSWERS[action])
    else:
        raise CallMoved(f"{call['status']}: cannot {action}")


async def _answered(sandbox: Sandbox, sid: str) -> None:
    sandbox.store.execute("UPDATE calls SET answered_at = ? WHERE sid = ?", sandbox.stamp(), sid)
    await _move(sandbox, sid, "in-progress", event="answered")


async def _follow(sandbox: Sandbox, call: dict[str, Any]) -> None:
    """Ask the answer URL, as Twilio does once, and do what it says."""
    form = _form(sandbox, call) | {"Direction": "outbound-api"}
    body, headers = form_request(sandbox, call["answer_url"], form, new_sid("IT"))
    try:
        async with sandbox.http.post(call["answer_url"], data=body, headers=headers, timeout=TIMEOUT) as answer:
            document = await answer.text()
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}")
        verbs = list(ElementTree.fromstring(document))  # noqa: S314 -- our own app's answer, to a local tool
    except (TimeoutError, aiohttp.ClientError, ValueError, ElementTree.ParseError) as error:
        sandbox.store.insert(
            "callbacks",
            sid=call["sid"],
            what="twiml",
            url=call["answer_url"],
            tries=1,
            outcome=str(error),
            at=sandbox.stamp(),
        )
        await _end(sandbox, call["sid"], "completed", "11200")  # HTTP retrieval failure: Twilio hangs up
        return
    for verb in verbs:
        if verb.tag == "Say":
            sandbox.store.execute(
                "UPDATE calls SET said = said || ? WHERE sid = ?", f"{verb.text or ''}\n", call["sid"]
            )
        elif verb.tag == "Dial":
            _dial_second_leg(sandbox, call, verb)
            return
        elif verb.tag in {"Hangup", "Reject"}:
            break
    await _end(sandbox, call["sid"], "completed")


def _dial_second_leg(sandbox: Sandbox, call: dict[str, Any], dial: ElementTree.Element) -> None:
    number = dial.find("Number")
    target = dial if number is None else number
    sid, stamp = new_sid("CA"), sandbox.stamp()
    sandbox.store.insert(
        "calls",
        sid=sid,
        parent_sid=call["sid"],
        attempt_id=call["attempt_id"],
        caller=dial.get("callerId") or call["caller"],
        callee=(target.text or "").strip(),
        callback_url=target.get("statusCallback"),
        callback_events=(target.get("statusCallbackEvent") or "completed").split(),
        ring_seconds=float(dial.get("timeout", "30")),
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "voice", (target.text or "").strip())
    sandbox.schedule.later(sandbox.settings.pace, "dial", sid=sid, code=code)


async def _end(sandbox: Sandbox, sid: str, status: str, code: str | None = None) -> None:
    """End one leg; the end of either ends the other."""
    call = _call(sandbox, sid)
    if call["status"] in ENDED:
        return
    sandbox.store.execute("UPDATE calls SET ended_at = ?, error_code = ? WHERE sid = ?", sandbox.stamp(), code, sid)
    await _move(sandbox, sid, status, event="completed")
    if call["parent_sid"]:
        await _end(sandbox, call["parent_sid"], "completed")


async def _move(sandbox: Sandbox, sid: str, status: str, *, event: str) -> None:
    sandbox.store.execute("UPDATE calls SET status = ?, updated_at = ? WHERE sid = ?", status, sandbox.stamp(), sid)
    sandbox.changes.tell()
    call = _call(sandbox, sid)
    if call["callback_url"] and event in json.loads(call["callback_events"]):
        await callbacks.emit(
            sandbox,
            channel="voice",
            sid=sid,
            what=status,
            url=call["callback_url"],
            recipient=call["callee"],
            payload=_form(sandbox, call),
            final=status in ENDED,
        )


def _form(sandbox: Sandbox, call: dict[str, Any]) -> dict[str, str]:
    form = {
        "CallSid": call["sid"],
        "CallStatus": call["status"],
        "From": call["caller"],
        "To": call["callee"],
        "AccountSid": sandbox.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "Direction": "outbound-dial" if call["parent_sid"] else "outbound-api",
    }
    if call["parent_sid"]:
        form["ParentCallSid"] = call["parent_sid"]
    if call["error_code"]:
        form["ErrorCode"] = call["error_code"]
    if call["status"] == "completed" and call["answered_at"]:
        talked = datetime.fromisoformat(call["ended_at"]) - datetime.fromisoformat(call["answered_at"])
        form["CallDuration"] = str(int(talked.total_seconds()))
    return form


def _call(sandbox: Sandbox, sid: str) -> dict[str, Any]:
    row = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid)
    assert row is not None, sid  # noqa: S101 -- rows are never deleted
    return row
