"""Who has received something: one phone for each number, one mailbox for each address, latest first."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import phonenumbers

from tandem_channels.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True)
class Device:
    """`kind` is `phone`, `mailbox` or `desk` (the collector's own phone); `preview` is the latest thing it received."""

    address: str
    kind: str
    count: int
    preview: str
    ringing: bool

    @property
    def title(self) -> str:
        """A number as people write it, or the e-mail address."""
        return self.address if self.kind == "mailbox" else readable(self.address)

    @property
    def link(self) -> str:
        """The page that shows it."""
        return "/?" + urlencode({"to": self.address, "kind": self.kind})


RECEIVED = """
SELECT CASE direction WHEN 'inbound' THEN sender ELSE recipient END AS address,
    CASE kind WHEN 'sms' THEN 'phone' ELSE 'mailbox' END AS kind,
    CASE kind WHEN 'sms' THEN body ELSE subject END AS preview, created_at, number, 0 AS ringing
FROM messages
UNION ALL
SELECT callee, CASE WHEN desk THEN 'desk' ELSE 'phone' END, '☎ ' || caller, created_at, number,
    NOT desk AND status = 'ringing'
FROM calls
ORDER BY created_at, number
"""


def devices_in(sandbox: Sandbox) -> list[Device]:
    """Every device: those that ring first, then by the latest thing received."""
    received: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sandbox.store.rows(RECEIVED):
        key = (row["address"], row["kind"])
        received[key] = [*received.pop(key, []), row]  # put in again: the latest comes last
    devices = [
        Device(address, kind, len(rows), rows[-1]["preview"], any(row["ringing"] for row in rows))
        for (address, kind), rows in reversed(received.items())
    ]
    return sorted(devices, key=lambda device: not device.ringing)


def readable(number: str) -> str:
    """An E.164 number with its spaces; a name (an alphanumeric sender) as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def thread_of(sandbox: Sandbox, device: Device) -> list[dict[str, Any]]:
    """Messages and calls of one device, oldest first, each with `what`: sms, email or call."""
    if device.kind == "mailbox":
        return sandbox.store.rows(
            "SELECT 'email' AS what, * FROM messages WHERE kind = 'email' AND ? IN (recipient, sender) ORDER BY number",
            device.address,
        )
    calls = sandbox.store.rows(
        "SELECT 'call' AS what, * FROM calls WHERE callee = ? AND desk = ?",
        device.address,
        device.kind == "desk",
    )
    texts = sandbox.store.rows(
        "SELECT 'sms' AS what, * FROM messages WHERE kind = 'sms' AND ? IN (recipient, sender)", device.address
    )
    shown = calls if device.kind == "desk" else [*texts, *calls]
    return sorted(shown, key=lambda row: (row["created_at"], row["number"]))
