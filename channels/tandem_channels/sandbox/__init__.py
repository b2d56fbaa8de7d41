"""A small server of ours that speaks Twilio's and SendGrid's HTTP APIs, so that everything runs with no account.

See docs/subsystems/channels.md."""

from tandem_channels.sandbox.app import create_app
from tandem_channels.sandbox.settings import SandboxSettings
from tandem_channels.sandbox.signing import webhook_public_key

__all__ = ["SandboxSettings", "create_app", "webhook_public_key"]
