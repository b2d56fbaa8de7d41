"""Who has received something: one phone for each number, one mailbox for each address, latest first."""

from dataclasses import dataclass
from typing import Any

from tandem_channels.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True)
class Device:
    """`kind` is `phone`, `mailbox` or `desk` (the collector's own phone)."""

    address: str
    kind: str
    count: int
    preview: str
    ringing: bool


LATEST = """
SELECT address, kind, count(*) AS count, max(updated_at || number) AS latest, preview, max(ringing) AS ringing FROM (
    SELECT CASE direction WHEN 'inbound' THEN sender ELSE recipient END AS address,
        CASE kind WHEN 'sms' THEN 'phone' ELSE 'mailbox' END AS kind,
        CASE kind WHEN 'sms' THEN body ELSE subject END AS preview, created_at AS updated_at, number, 0 AS ringing
    FROM messages
    UNION ALL
    SELECT callee, CASE WHEN parent_sid IS NULL THEN 'desk' ELSE 'phone' END, '☎ ' || caller, created_at, number,
        parent_sid IS NOT NULL AND status = 'ringing'
    FROM calls
) GROUP BY address, kind ORDER BY ringing DESC, latest DESC
"""


def devices_in(sandbox: Sandbox) -> list[Device]:
    """Every device, those that ring first."""
    return [
        Device(row["address"], row["kind"], row["count"], row["preview"], bool(row["ringing"]))
        for row in sandbox.store.rows(LATEST)
    ]


def thread_of(sandbox: Sandbox, device: Device) -> list[dict[str, Any]]:
    """Messages and calls of one device, oldest first, each with `what`: sms, email or call."""
    if device.kind == "mailbox":
        return sandbox.store.rows(
            "SELECT 'email' AS what, * FROM messages WHERE kind = 'email' AND recipient = ? ORDER BY number",
            device.address,
        )
    calls = sandbox.store.rows(
        "SELECT 'call' AS what, * FROM calls WHERE callee = ? AND (parent_sid IS NULL) = ?",
        device.address,
        device.kind == "desk",
    )
    texts = sandbox.store.rows(
        "SELECT 'sms' AS what, * FROM messages WHERE kind = 'sms' AND ? IN (recipient, sender)", device.address
    )
    shown = calls if device.kind == "desk" else [*texts, *calls]
    return sorted(shown, key=lambda row: (row["created_at"], row["number"]))
