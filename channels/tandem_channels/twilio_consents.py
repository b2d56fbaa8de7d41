"""Telling Twilio who refuses texts and who takes it back, by its Consent Management API.

https://www.twilio.com/docs/messaging/features/consent-api: up to 25 consents a request, 100 requests a minute; one that
is there already is changed. An opt-in overrides a STOP that the person texted. Accounts with the Compliance Toolkit
have it, others ask Twilio for it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from twilio.rest import Client

from tandem_channels.contract import Cause, Consent, ConsentSource, Rejected, Unavailable, Unconfirmed
from tandem_channels.twilio_account import asking

MOST = 25  # consents in one request
# Of error 30646 (https://www.twilio.com/docs/api/errors/30646) the one that passes by itself.
_PASSES = "INTERNAL_SERVER_ERROR"


async def tell(client: Client, consents: Sequence[Consent]) -> None:
    """POST /v1/Consents/Bulk. Raises what `ConsentRegister` promises."""
    items = [_item(one) for one in consents]
    for start in range(0, len(items), MOST):
        some = items[start : start + MOST]
        answer = await asking(partial(client.accounts.v1.bulk_consents.create_async, items=some))
        _judge(answer.items, len(some))


def _item(consent: Consent) -> dict[str, str]:
    by_text = "opt-out-message" if consent.refused else "opt-in-message"
    sources = {
        ConsentSource.TEXT: by_text,
        ConsentSource.WEBSITE: "website",
        ConsentSource.OFFLINE: "offline",
        ConsentSource.OTHER: "others",
    }
    return {
        "contact_id": consent.address,
        "correlation_id": consent.reference,
        "sender_id": consent.sender,
        "status": "opt-out" if consent.refused else "opt-in",
        "source": sources[consent.source],
    }


def _judge(items: Any, asked: int) -> None:
    """Each consent has its own answer: all are taken, or the first that was not says why."""
    if not isinstance(items, list) or len(items) != asked or not all(isinstance(one, dict) for one in items):
        raise Unconfirmed("unreadable answer from Twilio to consents")
    for one in items:
        if not one.get("error_code"):
            continue
        if any(_PASSES in str(said) for said in one.get("error_messages") or ()):
            raise Unavailable("Twilio could not keep a consent")
        raise Rejected(str(one["error_code"]), Cause.CONFIGURATION)
