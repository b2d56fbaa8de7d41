"""Routes that providers call: nothing behind one of them runs before whoever may has proved to be the provider.

A route is its path, its proof and its handler, and a handler takes what only a proof makes: none can be forgotten.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tandem.contacts.accounts.signing import Receiver, signed_by
from tandem.contacts.channels import Channels
from tandem.contacts.incoming.proving import poster_of
from tandem.entrypoints.http.bodies import BodyTooLarge, body_up_to
from tandem.entrypoints.http.holding import held
from tandem.entrypoints.http.security import path_to_log
from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_inbound import MOST_BYTES

log = structlog.get_logger()
_MOST = 5_000_000  # bytes: SendGrid sends batches of events


@dataclass(frozen=True, slots=True)
class Proven:
    """What a provider posted, and for which agency it may speak (None: for every one, it is the installation's)."""

    request: Request
    posted: WebhookRequest
    agency_id: UUID | None


@dataclass(frozen=True, slots=True)
class Signed(Proven):
    """What a provider signed, with the adapter that reads it."""

    receiver: Receiver


P = TypeVar("P", bound=Proven)


class WebhookRoute(Route):
    """POST to `path`: whoever has not `proof` gets its answer, and `handle` hears nothing of it."""

    def __init__(
        self,
        path: str,
        proof: Callable[[Request], Awaitable[P | Response]],
        handle: Callable[[P], Awaitable[Response]],
    ) -> None:
        async def proved(request: Request) -> Response:
            found = await proof(request)
            return found if isinstance(found, Response) else await handle(found)

        self.proof = proof
        super().__init__(path, held(proved), name=handle.__name__, methods=["POST"])


async def signed_for_texts(request: Request) -> Signed | Response:
    """By the account that texts leave by."""
    return await _signed(request, lambda use: use.sms)


async def signed_for_calls(request: Request) -> Signed | Response:
    """By the account that calls leave by."""
    return await _signed(request, lambda use: use.voice)


async def signed_for_emails(request: Request) -> Signed | Response:
    """By the account that e-mails leave by; an agency's own posts to an address with its token."""
    return await _signed(request, lambda use: use.email, token=request.path_params.get("token"))


async def secret_in_address(request: Request) -> Proven | Response:
    """Whoever does not know the secret is turned away before a byte is read; a signature that is there must fit."""
    poster = await poster_of(str(request.path_params["secret"]))
    if poster is None:
        return _refused(request)
    posted = await _posted(request, MOST_BYTES)
    if posted is None:
        log.error("webhook.email_too_large", most=MOST_BYTES)
        return PlainTextResponse("too large", 413)
    return Proven(request, posted, poster.agency_id) if poster.vouches(posted) else _refused(request)


async def _signed(
    request: Request, pick: Callable[[Channels], Receiver | None], *, token: str | None = None
) -> Signed | Response:
    posted = await _posted(request, _MOST)
    found = await signed_by(posted, pick, token=token) if posted else None
    if posted is None or found is None:
        return _refused(request)
    return Signed(request, posted, found.agency_id, found.receiver)


async def _posted(request: Request, most: int) -> WebhookRequest | None:
    """None for more than `most` bytes."""
    try:
        body = await body_up_to(request, most, request.state.holding.more)
    except BodyTooLarge:
        return None
    # Signatures cover the public address, not the one behind a proxy.
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{request.app.state.public_url}{request.url.path}{query}"
    headers = {name.lower(): value for name, value in request.headers.items()}
    return WebhookRequest(url, headers, body)


def _refused(request: Request) -> Response:
    hint = "is TANDEM_PUBLIC_URL the address that the provider calls?"
    log.warning("webhook.refused", path=path_to_log(request.scope), hint=hint)
    return PlainTextResponse("signature refused", 403)
