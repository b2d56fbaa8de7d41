"""`python -m tandem_channels.sandbox --port N --data FILE`; the rest comes from the app's TANDEM_* variables."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from tandem_channels.sandbox.app import create_app
from tandem_channels.sandbox.server import server_for
from tandem_channels.sandbox.settings import SandboxSettings, clock_shift


def main() -> None:
    """Serve until a signal."""
    given = _arguments()
    shift = clock_shift(given.clock)
    settings = SandboxSettings(
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        sendgrid_key=given.sendgrid_key,
        app_url=given.app_url,
        sms_webhook_url=given.sms_webhook or f"{given.app_url}/webhooks/twilio/sms",
        email_inbound_url=given.email_inbound
        or f"{given.app_url}/webhooks/sendgrid/inbound/{os.environ.get('TANDEM_INBOUND_SECRET', 'sandbox')}",
        email_webhook_url=given.email_webhook or f"{given.app_url}/webhooks/sendgrid/events",
        pace=given.pace,
        ring_seconds=given.ring_seconds,
    )
    app = create_app(given.data, settings=settings, key_path=given.key, now=lambda: datetime.now(UTC) + shift)
    server_for(app, port=given.port, log_level="info").run()


def _arguments() -> argparse.Namespace:
    known, env = SandboxSettings(), os.environ
    app_url = env.get("TANDEM_PUBLIC_URL") or f"http://127.0.0.1:{env.get('TANDEM_PORT') or 8000}"
    parser = argparse.ArgumentParser(prog="python -m tandem_channels.sandbox")
    add = parser.add_argument
    add("--port", type=int, default=8001, help="port on 127.0.0.1")
    add("--data", type=Path, required=True, help="SQLite file that keeps what was received")
    add("--key", type=Path, help="PEM of SendGrid's webhook key pair, made on first start (default: beside --data)")
    add("--app-url", default=app_url.rstrip("/"), help="address of the app, as signatures are checked against")
    add("--sms-webhook", help="where inbound SMS are posted (default: APP_URL/webhooks/twilio/sms)")
    add("--email-webhook", help="where e-mail events are posted (default: APP_URL/webhooks/sendgrid/events)")
    add("--email-inbound", help="where debtors' e-mails are posted (default: APP_URL/webhooks/sendgrid/inbound/SECRET)")
    add("--account-sid", default=env.get("TANDEM_TWILIO_ACCOUNT_SID") or known.account_sid)
    add("--auth-token", default=env.get("TANDEM_TWILIO_AUTH_TOKEN") or known.auth_token)
    add("--sendgrid-key", default=env.get("TANDEM_SENDGRID_API_KEY") or known.sendgrid_key)
    add("--pace", type=float, default=known.pace, help="seconds between two steps of a message or call")
    add("--ring-seconds", type=float, default=known.ring_seconds, help="how long the debtor's phone rings at most")
    add("--clock", default=env.get("TANDEM_CLOCK"), help="offset (+9h) or ISO instant that the clock starts at")
    return parser.parse_args()


if __name__ == "__main__":
    main()
