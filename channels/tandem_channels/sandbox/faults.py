"""Faults that can be switched on, by API and by page, to see what the app does with them."""

from dataclasses import dataclass
from typing import Any

from tandem_channels.sandbox.state import Sandbox

CHANNELS = ("any", "sms", "email", "voice", "recording", "media", "consents")
# Not struck by a fault of any channel: what is meant for a person's next message is not used up by their refusal.
_APART = "consents"

# Kind: what `value` means, and its default.
KINDS = {
    "delay": "2",  # seconds before the request is answered
    "answer_error": "500",  # an HTTP status (500, 503, 429) or one of Twilio's error codes (21211, 21610 …)
    "drop_request": "",  # close the connection, having accepted nothing
    "drop_answer": "",  # accept, then close the connection without an answer
    "hold": "60",  # seconds that a text waits in the queue: beyond its validity it fails with 30036
    "fail_delivery": "30005",  # accepted, then undelivered (SMS), bounced (e-mail) or failed (call) with this code
    "drop_callbacks": "",  # post none
    "duplicate_callbacks": "",  # post each twice
    "reorder_callbacks": "",  # post the last one first
}
_SECONDS = ("delay", "hold")


@dataclass(frozen=True, slots=True)
class FaultRefused(Exception):
    """A fault that makes no sense; `field` says where."""

    field: str


def switch_on(sandbox: Sandbox, wanted: dict[str, Any]) -> int:
    """Switch one fault on: `channel`, `kind`, `value`, `recipient` (None: all), `times` (None: until switched off).

    Its number. Raises FaultRefused."""
    channel, kind = wanted.get("channel") or "any", wanted.get("kind")
    if channel not in CHANNELS:
        raise FaultRefused("channel")
    if kind not in KINDS:
        raise FaultRefused("kind")
    value, times = str(wanted.get("value") or KINDS[kind]), wanted.get("times") or None
    if KINDS[kind] and not value.replace(".", "", 1 if kind in _SECONDS else 0).isdigit():
        raise FaultRefused("value")
    if times is not None and (not str(times).isdigit() or int(times) < 1):
        raise FaultRefused("times")
    number = sandbox.store.insert(
        "faults",
        channel=channel,
        kind=kind,
        value=value,
        recipient=wanted.get("recipient") or None,
        remaining=int(times) if times else None,
    )
    sandbox.changes.tell()
    return number


def switch_off(sandbox: Sandbox, number: int | None) -> None:
    """Switch one fault off, or all."""
    sandbox.store.execute("DELETE FROM faults WHERE ? IS NULL OR number = ?", number, number)
    sandbox.changes.tell()


def active(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The faults that are on, oldest first."""
    return sandbox.store.rows("SELECT * FROM faults ORDER BY number")


def strike(sandbox: Sandbox, kind: str, channel: str, recipient: str) -> str | None:
    """The value of the fault of this kind that strikes now, counted down; None when there is none."""
    found = sandbox.store.row(
        "SELECT number, value, remaining FROM faults WHERE kind = ? AND (channel = ? OR channel = 'any' AND ?)"
        " AND (recipient IS NULL OR recipient = ?) ORDER BY number LIMIT 1",
        kind,
        channel,
        channel != _APART,
        recipient,
    )
    if found is None:
        return None
    if found["remaining"] == 1:
        sandbox.store.execute("DELETE FROM faults WHERE number = ?", found["number"])
    elif found["remaining"] is not None:
        sandbox.store.execute("UPDATE faults SET remaining = remaining - 1 WHERE number = ?", found["number"])
    sandbox.changes.tell()
    return str(found["value"])
