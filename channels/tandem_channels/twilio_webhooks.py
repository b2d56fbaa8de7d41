"""What Twilio posts to us: its signature, its form, and the key by which a repetition of it is known again."""

import hashlib
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from tandem_channels.contract import MalformedWebhook, WebhookRequest

_HASH_OF_JSON = "bodySHA256"


def is_signed(request: WebhookRequest, auth_token: str) -> bool:
    """True when `X-Twilio-Signature` fits the public address and the posted form.

    The URL must be the one that Twilio was given, to the letter: a 403 in production means that TANDEM_PUBLIC_URL is
    not what the outside calls us. Never raises.

    Forms alone: whatever we ask Twilio to tell us comes as one. What it signs by `bodySHA256`, a body in JSON as of
    Event Streams, was set up by somebody else, and would be read here as a form without a word in it."""
    signature = request.headers.get("x-twilio-signature")
    if not signature or not auth_token:
        return False
    try:
        if _HASH_OF_JSON in dict(parse_qsl(urlsplit(request.url).query)):
            return False
        form = ImmutableMultiDict(_pairs(request))
        return bool(RequestValidator(auth_token).validate(request.url, form, signature))
    except ValueError:
        return False


def form_of(request: WebhookRequest) -> dict[str, str]:
    """The posted parameters. Raises MalformedWebhook. Values are not trimmed; names may be added by Twilio any day."""
    try:
        return dict(_pairs(request))
    except ValueError as error:
        raise MalformedWebhook("not a form in UTF-8") from error


def dedupe_key(request: WebhookRequest, *parts: str | None) -> str:
    """The sid and the words in `parts`, which the signature covers; of what has no sid the hash of the signed form.

    Not `I-Twilio-Idempotency-Token`: no signature covers a header, so that whoever has a signed request could post it
    again as a new one, and an old START would lift a STOP that was said since.
    """
    sid, *words = parts
    if not sid:
        return hashlib.sha256(request.body).hexdigest()
    return ":".join([sid, *filter(None, words)])


def _pairs(request: WebhookRequest) -> list[tuple[str, str]]:
    return parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=500, errors="strict")
