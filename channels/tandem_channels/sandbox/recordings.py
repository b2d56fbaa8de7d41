"""What the provider records: seconds that run while a recording is not paused, and a file of a tone as long."""

import io
import json
import math
import wave
from array import array
from datetime import datetime
from typing import Any

from tandem_channels.sandbox import callbacks
from tandem_channels.sandbox.state import Sandbox, new_sid

RATE = 8_000  # samples a second, of 16 bits, as Twilio's WAV files have
_TONE = 440.0
_OVER = ("stopped", "processing", "completed", "absent")


def begin(sandbox: Sandbox, call_sid: str, callback_url: str | None, events: list[str]) -> str:
    """Record a call from now on; the sid of the recording."""
    sid, stamp = new_sid("RE"), sandbox.stamp()
    sandbox.store.insert(
        "recordings",
        sid=sid,
        call_sid=call_sid,
        callback_url=callback_url,
        callback_events=events,
        status="in-progress",
        running_since=stamp,
        created_at=stamp,
    )
    return sid


def set_status(sandbox: Sandbox, row: dict[str, Any], status: str) -> None:
    """Pause, go on, or stop before the call ends; the file is there a moment after a stop."""
    running_since = sandbox.stamp() if status == "in-progress" else None
    sandbox.store.execute(
        "UPDATE recordings SET status = ?, seconds = ?, running_since = ? WHERE sid = ?",
        status,
        _seconds(sandbox, row),
        row["running_since"] if row["status"] == status else running_since,
        row["sid"],
    )
    if status == "stopped":
        sandbox.schedule.later(sandbox.settings.pace, "finish_recording", sid=row["sid"])


async def end_with(sandbox: Sandbox, call_sid: str) -> None:
    """The call is over: so are its recordings, and their files come a moment later."""
    for row in sandbox.store.rows("SELECT * FROM recordings WHERE call_sid = ? AND deleted_at IS NULL", call_sid):
        if row["status"] not in _OVER:
            set_status(sandbox, row, "stopped")


async def finish(sandbox: Sandbox, *, sid: str) -> None:
    """The file is ready, and its callback is posted."""
    row = sandbox.store.row("SELECT * FROM recordings WHERE sid = ? AND deleted_at IS NULL", sid)
    if row is None or row["status"] in ("completed", "absent"):
        return
    sandbox.store.execute("UPDATE recordings SET status = 'completed' WHERE sid = ?", sid)
    if row["callback_url"] and "completed" in json.loads(row["callback_events"]):
        call = sandbox.store.row("SELECT callee FROM calls WHERE sid = ?", row["call_sid"])
        account = sandbox.settings.account_sid
        await callbacks.emit(
            sandbox,
            channel="voice",
            sid=sid,
            what="recording completed",
            url=row["callback_url"],
            recipient=call["callee"] if call else "",
            payload={
                "AccountSid": account,
                "CallSid": row["call_sid"],
                "RecordingSid": sid,
                "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{sid}",
                "RecordingStatus": "completed",
                "RecordingDuration": str(round(row["seconds"])),
                "RecordingChannels": "1",
                "RecordingSource": "StartCallRecordingAPI",
            },
            final=False,
        )


def sound_of(row: dict[str, Any]) -> bytes:
    """A WAV file of a quiet tone, as long as was recorded; half a second at least."""
    samples = int(RATE * min(max(row["seconds"], 0.5), 60.0))
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        tone = array("h", (int(2_000 * math.sin(2 * math.pi * _TONE * at / RATE)) for at in range(samples)))
        file.writeframes(tone.tobytes())
    return made.getvalue()


def _seconds(sandbox: Sandbox, row: dict[str, Any]) -> float:
    if not row["running_since"]:
        return float(row["seconds"])
    since = datetime.fromisoformat(row["running_since"])
    return float(row["seconds"]) + (datetime.fromisoformat(sandbox.stamp()) - since).total_seconds()
