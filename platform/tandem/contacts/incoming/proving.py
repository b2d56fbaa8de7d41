"""Who posts e-mails to us: whoever knows the secret in the address, and signs with the account's key where it signs."""

import hmac
from dataclasses import dataclass
from typing import Protocol, runtime_checkable
from uuid import UUID

from tandem.contacts.accounts.reading import account_by_token
from tandem.contacts.channels import Channels, channels
from tandem.kit import clock
from tandem_channels.contract import WebhookRequest


@runtime_checkable
class Vouching(Protocol):
    """An adapter that knows the key which its account signs with."""

    def vouches(self, request: WebhookRequest) -> bool: ...


@dataclass(frozen=True, slots=True)
class Poster:
    """Whose address was posted to (None: the installation's own), and who may have signed what is posted."""

    agency_id: UUID | None
    adapters: tuple[Vouching, ...]

    def vouches(self, request: WebhookRequest) -> bool:
        """False for a signature that none of the account's keys made; a request without one needs none."""
        return not self.adapters or any(one.vouches(request) for one in self.adapters)


async def poster_of(secret: str) -> Poster | None:
    """Whose address has this secret; None when it is nobody's: answer 403 and read no further."""
    use = channels()
    if use.inbound_secret and hmac.compare_digest(secret.encode(), use.inbound_secret.encode()):
        return Poster(None, (use.email,) if isinstance(use.email, Vouching) else ())
    account = await account_by_token(secret)
    if account is None or use.build is None:
        return None
    keyed = [each for each in (account, account.before(clock.now())) if each is not None]
    built: list[object] = [use.build(each, Channels()).email for each in keyed]
    return Poster(account.agency_id, tuple(one for one in built if isinstance(one, Vouching)))
