"""What one sandbox is told at its start."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Credentials that callers must show, where inbound messages and e-mail events are posted, and the tempo.

    `pace` is the time between two steps of a message or call, `ring_seconds` bounds how long the debtor's phone rings,
    `key_seconds` is added to the time in which keys must be pressed (nobody hears how long a sentence is here),
    `retry_seconds` is the wait before a failed callback is posted again (doubled each time, `retries` times)."""

    account_sid: str = "AC00000000000000000000000000000000"
    auth_token: str = field(default="sandbox-auth-token", repr=False)
    sendgrid_key: str = field(default="SG.sandbox", repr=False)
    app_url: str = "http://127.0.0.1:8000"
    sms_webhook_url: str = "http://127.0.0.1:8000/webhooks/twilio/sms"
    email_webhook_url: str = "http://127.0.0.1:8000/webhooks/sendgrid/events"
    email_inbound_url: str = field(default="http://127.0.0.1:8000/webhooks/sendgrid/inbound/sandbox", repr=False)
    pace: float = 0.6
    ring_seconds: float = 25.0
    key_seconds: float = 20.0
    retry_seconds: float = 1.0
    retries: int = 5


def clock_shift(setting: str | None) -> timedelta:
    """TANDEM_CLOCK as a shift: empty, `+3600`, `-2d`, `+9h`, `+90m`, or the ISO instant at which the clock starts.

    Raises ValueError when it is none of them."""
    if not setting:
        return timedelta(0)
    if setting[0] in "+-":
        unit = UNITS.get(setting[-1])
        return timedelta(seconds=float(setting[:-1]) * unit if unit else float(setting))
    instant = datetime.fromisoformat(setting)
    if instant.tzinfo is None:
        raise ValueError(f"TANDEM_CLOCK={setting!r} needs an offset, as in 2026-11-24T10:00+01:00")
    return instant - datetime.now(UTC)
