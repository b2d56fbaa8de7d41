"""The life of a leg: dialled, ringing, answered by a person or a machine, ended; each step told by callback.

The collector picks up by itself; the debtor is whoever sits at the sandbox's page. What an answered leg is told to do
is `voice_menu`'s."""

import json
from datetime import datetime
from typing import Any

from tandem_channels.sandbox import browsers_api, callbacks, faults, recordings, voice_menu
from tandem_channels.sandbox.state import Sandbox, new_sid

ENDED = {"completed", "busy", "no-answer", "failed", "canceled"}
# What answering-machine detection says of whoever picked up, after the machine's own announcement.
PICKED_UP = {"pick_up": "human", "machine": "machine_end_beep"}
DEBTOR_ANSWERS = {"busy": "busy", "no_answer": "no-answer"}


# Legs dialled from a call, and those in the conference of a collector's leg.
_ENDS_WITH = """
SELECT sid, answered_at, star_url FROM calls
WHERE ended_at IS NULL AND (parent_sid = ?1 OR (?2 AND conference = ?3 AND sid <> ?1))
"""


class CallMoved(Exception):
    """The call is no longer in the state in which this can be done."""


async def dial(sandbox: Sandbox, *, sid: str, code: str | None = None) -> None:
    """Start to call; with `code` the call cannot be connected."""
    if code:
        await end(sandbox, sid, "failed", code)
        return
    await _move(sandbox, sid, "initiated", event="initiated")
    sandbox.schedule.later(sandbox.settings.pace, "ring", sid=sid)


async def ring(sandbox: Sandbox, *, sid: str) -> None:
    """The phone rings: the collector picks up soon, the debtor when somebody does."""
    if call_of(sandbox, sid)["status"] in ENDED:
        return
    await _move(sandbox, sid, "ringing", event="ringing")
    call = call_of(sandbox, sid)
    if call["desk"]:
        sandbox.schedule.later(sandbox.settings.pace, "pick_up", sid=sid)
    else:
        sandbox.schedule.later(min(call["ring_seconds"], sandbox.settings.ring_seconds), "ring_out", sid=sid)


async def pick_up(sandbox: Sandbox, *, sid: str) -> None:
    """The collector's leg is answered: ask for TwiML and follow it."""
    if call_of(sandbox, sid)["status"] == "ringing":
        await _answered(sandbox, sid, "human")


async def ring_out(sandbox: Sandbox, *, sid: str) -> None:
    """Nobody answered in time."""
    if call_of(sandbox, sid)["status"] == "ringing":
        await end(sandbox, sid, "no-answer")


async def answer_as_debtor(sandbox: Sandbox, sid: str, action: str) -> None:
    """`pick_up`, `machine`, `busy` or `no_answer` while it rings, `hang_up` while it is open.

    Raises CallMoved, KeyError."""
    call = sandbox.store.row("SELECT * FROM calls WHERE sid = ? AND NOT desk", sid)
    if call is None:
        raise KeyError(sid)
    if action == "hang_up" and call["status"] == "in-progress":
        await end(sandbox, sid, "completed")
    elif action in PICKED_UP and call["status"] == "ringing":
        await _answered(sandbox, sid, PICKED_UP[action])
    elif action in DEBTOR_ANSWERS and call["status"] == "ringing":
        await end(sandbox, sid, DEBTOR_ANSWERS[action])
    else:
        raise CallMoved(f"{call['status']}: cannot {action}")


async def end_by_request(sandbox: Sandbox, sid: str) -> None:
    """The account asked to end a leg: one that nobody answered yet is canceled."""
    await end(sandbox, sid, "completed" if call_of(sandbox, sid)["answered_at"] else "canceled")


async def tell_answered_by(sandbox: Sandbox, *, sid: str, word: str) -> None:
    """What asynchronous answering-machine detection found out, told to the address given with the call."""
    call = call_of(sandbox, sid)
    await callbacks.emit(
        sandbox,
        channel="voice",
        sid=sid,
        what=word,
        url=call["answered_by_url"],
        recipient=call["callee"],
        payload={
            "CallSid": sid,
            "AccountSid": sandbox.settings.account_sid,
            "AnsweredBy": word,
            "MachineDetectionDuration": "2400",
        },
        final=False,
    )


async def go_on(sandbox: Sandbox, sid: str) -> None:
    """A leg that does what TwiML said, and was rung for by nobody."""
    sandbox.store.execute("UPDATE calls SET answered_at = ? WHERE sid = ?", sandbox.stamp(), sid)
    await _move(sandbox, sid, "in-progress", event="answered")


async def _answered(sandbox: Sandbox, sid: str, by: str) -> None:
    sandbox.store.execute("UPDATE calls SET answered_at = ? WHERE sid = ?", sandbox.stamp(), sid)
    await _move(sandbox, sid, "in-progress", event="answered")
    call = call_of(sandbox, sid)
    if call["answered_by_url"]:
        sandbox.schedule.later(sandbox.settings.pace, "tell_answered_by", sid=sid, word=by)
    if call["answer_url"]:
        await voice_menu.ask_and_follow(sandbox, call)


def dial_leg(sandbox: Sandbox, call: dict[str, Any], number: str, asked: dict[str, str], told: dict[str, str]) -> None:
    """A second leg, dialled from `call`: `asked` are the attributes of Dial, `told` those that name its callback."""
    sid, stamp = new_sid("CA"), sandbox.stamp()
    sandbox.store.insert(
        "calls",
        sid=sid,
        parent_sid=call["sid"],
        attempt_id=call["attempt_id"],
        caller=asked.get("callerId") or call["caller"],
        callee=number,
        answer_url=told.get("url"),
        dial_url=asked.get("action"),
        callback_url=told.get("statusCallback"),
        callback_events=(told.get("statusCallbackEvent") or "completed").split(),
        ring_seconds=float(asked.get("timeout", "30")),
        status="queued",
        created_at=stamp,
        updated_at=stamp,
    )
    code = faults.strike(sandbox, "fail_delivery", "voice", number)
    sandbox.schedule.later(sandbox.settings.pace, "dial", sid=sid, code=code)


async def end(sandbox: Sandbox, sid: str, status: str, code: str | None = None) -> None:
    """End one leg: with either of two bridged legs the other ends, and with a collector's line all that is on it."""
    call = call_of(sandbox, sid)
    if call["status"] in ENDED:
        return
    sandbox.store.execute(
        "UPDATE calls SET ended_at = ?, error_code = ?, waits_for_keys = NULL WHERE sid = ?", sandbox.stamp(), code, sid
    )
    await _move(sandbox, sid, status, event="completed")
    await recordings.end_with(sandbox, sid)
    if call["left_urls"]:
        await browsers_api.tell_left(sandbox, call_of(sandbox, sid))
    if call["dial_url"]:
        # Dial asks how the call goes on, and tells of one that is over too.
        dialling = call_of(sandbox, call["parent_sid"])
        await voice_menu.ask_and_follow(sandbox, dialling, call["dial_url"], DialCallStatus=status)
    elif call["parent_sid"]:
        await end(sandbox, call["parent_sid"], "completed")
    for other in sandbox.store.rows(_ENDS_WITH, sid, call["desk"], call["conference"]):
        if other["star_url"]:
            await voice_menu.leave_conference(sandbox, call_of(sandbox, other["sid"]))
            continue
        await end(sandbox, other["sid"], "completed" if other["answered_at"] else "canceled")


async def _move(sandbox: Sandbox, sid: str, status: str, *, event: str) -> None:
    sandbox.store.execute("UPDATE calls SET status = ?, updated_at = ? WHERE sid = ?", status, sandbox.stamp(), sid)
    sandbox.changes.tell()
    call = call_of(sandbox, sid)
    if call["callback_url"] and event in json.loads(call["callback_events"]):
        await callbacks.emit(
            sandbox,
            channel="voice",
            sid=sid,
            what=status,
            url=call["callback_url"],
            recipient=call["callee"],
            payload=form_of(sandbox, call),
            final=status in ENDED,
        )


def form_of(sandbox: Sandbox, call: dict[str, Any]) -> dict[str, str]:
    """What Twilio posts about a leg."""
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
    of_browser: dict[str, str] = json.loads(call["browser"] or "{}")
    return form | of_browser


def call_of(sandbox: Sandbox, sid: str) -> dict[str, Any]:
    """One leg as it stands."""
    row = sandbox.store.row("SELECT * FROM calls WHERE sid = ?", sid)
    assert row is not None, sid  # noqa: S101 -- rows are never deleted
    return row
