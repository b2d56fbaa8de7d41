"""Whose account signed a webhook: the installation's, or one of an agency's own, also with the keys before the last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tandem.contacts.accounts.account import Account
from tandem.contacts.accounts.reading import account_by_token, accounts_by_sid
from tandem.contacts.channels import Channels, channels
from tandem.kit import clock
from tandem_channels.contract import ChannelEvent, MalformedWebhook, WebhookRequest
from tandem_channels.twilio_webhooks import form_of


class Receiver(Protocol):
    """The receiving half of a channel."""

    def verify(self, request: WebhookRequest) -> bool: ...

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]: ...


@dataclass(frozen=True, slots=True)
class Signed:
    """A webhook that somebody signed: what reads it, and for which agency it may speak (None: for every one)."""

    receiver: Receiver
    agency_id: UUID | None


async def signed_by(
    request: WebhookRequest, pick: Callable[[Channels], Receiver | None], *, token: str | None = None
) -> Signed | None:
    """Who signed it; None when nobody did that may: answer 403 and write nothing.

    `pick` takes the adapter that is asked. Twilio names its account in the form; at SendGrid it is the `token` in the
    address. Whoever types another's account SID has not its token: every account that claims it is tried.
    """
    ours = pick(channels()) if token is None else None
    if ours is not None and ours.verify(request):
        return Signed(ours, None)
    build = channels().build
    if build is None:
        return None
    for account in await _claimed(request, token):
        for keyed in _with_each_key(account):
            theirs = pick(build(keyed, Channels()))
            if theirs is not None and theirs.verify(request):
                return Signed(theirs, account.agency_id)
    return None


async def _claimed(request: WebhookRequest, token: str | None) -> tuple[Account, ...]:
    if token is not None:
        found = await account_by_token(token)
        return (found,) if found else ()
    try:
        account_sid = form_of(request).get("AccountSid", "")
    except MalformedWebhook:
        return ()
    return await accounts_by_sid(account_sid) if account_sid.startswith("AC") else ()


def _with_each_key(account: Account) -> Iterator[Account]:
    yield account
    if former := account.before(clock.now()):
        yield former
