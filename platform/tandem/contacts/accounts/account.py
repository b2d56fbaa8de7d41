"""One account of an agency at a provider, with the keys that it is used with."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from tandem_channels.contract import Provider


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account is used with and its webhooks are verified by; never printed, logged or told by the API.

    Twilio: `auth_token` signs webhooks, and requests too unless there is an API key (`api_key_secret`). SendGrid:
    `api_key`; `webhook_public_key` is no secret, but is replaced together with the key.
    """

    auth_token: str = field(default="", repr=False)
    api_key_secret: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    webhook_public_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """`region` and `edge` are Twilio's words (`ie1`, `dublin`), or SendGrid's (`eu`); None is the provider's default.

    `version` grows with each change. `former` are the keys before the last ones, good for webhooks until
    `former_until`; an account that was given up has them alone.
    """

    id: UUID
    agency_id: UUID
    provider: Provider
    account_sid: str | None
    api_key_sid: str | None
    # The TwiML app that answers legs made in browsers.
    twiml_app_sid: str | None
    region: str | None
    edge: str | None
    email_domain: str | None
    # Whose e-mails SendGrid posts to us from this account: answers are written to an address there.
    reply_domain: str | None
    # In the address that the provider posts to, where what it posts does not name the account (SendGrid).
    webhook_token: str
    version: int
    secrets: Secrets = field(repr=False)
    former: Secrets | None = field(default=None, repr=False)
    former_until: datetime | None = None
    # The numbers of SendGrid's unsubscribe groups (`email_groups`).
    demand_group: int | None = None
    information_group: int | None = None

    def before(self, now: datetime) -> "Account | None":
        """The account with its former keys, while webhooks signed with them are still taken."""
        if self.former is None or self.former_until is None or self.former_until <= now:
            return None
        return replace(self, secrets=self.former, former=None, former_until=None)
