"""SMS through Twilio's Messages resource."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from twilio.base import values

from tandem_channels.contract import (
    CallLeg,
    ChannelEvent,
    Consent,
    DeliveryEvent,
    DeliveryStatus,
    InboundSmsEvent,
    OutboundSms,
    Provider,
    SendReceipt,
    WebhookRequest,
    attempt_of,
    with_attempt,
)
from tandem_channels.keywords import Reply
from tandem_channels.twilio_account import FIND_LIMIT, TwilioAccount, asking, client_for, first_since
from tandem_channels.twilio_asking import message_now
from tandem_channels.twilio_consents import tell
from tandem_channels.twilio_media import TwilioMedia, media_in
from tandem_channels.twilio_webhooks import dedupe_key, form_of, is_signed
from tandem_channels.twilio_words import MESSAGE_STATUSES, cause_of

# What Advanced Opt-Out says of a text whose word it knows, having answered it
# (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
OPT_OUT_TYPES = {"STOP": Reply.STOP, "START": Reply.START, "HELP": Reply.HELP}


class TwilioSms:
    """The SmsChannel of one Twilio account."""

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._client, self._http = client_for(account)
        self.media = TwilioMedia(self._client, self._http)

    async def send(self, message: OutboundSms) -> SendReceipt:
        """POST Messages.json, once. The callback address carries the attempt id."""
        created = await asking(
            lambda: self._client.messages.create_async(
                to=message.to,
                from_=message.sender,
                body=message.body,
                status_callback=with_attempt(message.callback_url, message.attempt_id),
                validity_period=values.unset if message.validity_seconds is None else message.validity_seconds,
            )
        )
        return SendReceipt(Provider.TWILIO, str(created.sid), str(created.status))

    async def find(
        self, message: OutboundSms, *, since: datetime, known: Collection[str] = frozenset()
    ) -> SendReceipt | None:
        """The message in Twilio's list by recipient with the same sender and body hash, from `since` on.

        The list is not narrowed by DateSent on the server: that date is empty until a message leaves the queue, which
        may take ten hours, and a queued message that is not found would be written off and sent again by a person."""
        listed = await asking(lambda: self._client.messages.list_async(to=message.to, limit=FIND_LIMIT))
        same = [
            record for record in listed if record.from_ == message.sender and _hash(record.body) == _hash(message.body)
        ]
        return first_since(same, since, known)

    async def now(
        self,
        provider_id: str,
        attempt_id: str,
        leg: CallLeg | None = None,  # noqa: ARG002 -- a text has none
    ) -> Sequence[ChannelEvent]:
        """The text as Twilio has it by now."""
        return await message_now(self._client, provider_id, attempt_id)

    async def tell_consents(self, consents: Sequence[Consent]) -> None:
        """POST /v1/Consents/Bulk; see ConsentRegister."""
        await tell(self._client, consents)

    def verify(self, request: WebhookRequest) -> bool:
        """True when Twilio signed it."""
        return is_signed(request, self._account.auth_token)

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """One event: a text from a person, or a step of one of ours."""
        form = form_of(request)
        sid = form.get("MessageSid") or form.get("SmsSid")
        word = form.get("MessageStatus") or form.get("SmsStatus") or ""
        if sid and word in {"received", "receiving"} and "Body" in form:
            return [
                InboundSmsEvent(
                    provider=Provider.TWILIO,
                    dedupe_key=dedupe_key(request, sid, "received"),
                    provider_id=sid,
                    sender=form.get("From", ""),
                    to=form.get("To", ""),
                    body=form["Body"],
                    raw=form,
                    media=media_in(form),
                    taken_as=OPT_OUT_TYPES.get(form.get("OptOutType", "").upper()),
                )
            ]
        code = form.get("ErrorCode") or None
        return [
            DeliveryEvent(
                provider=Provider.TWILIO,
                dedupe_key=dedupe_key(request, sid, word),
                attempt_id=attempt_of(request),
                provider_id=sid,
                status=MESSAGE_STATUSES.get(word, DeliveryStatus.UNKNOWN),
                raw=form,
                code=code,
                cause=cause_of(code) if code else None,
            )
        ]

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _hash(body: str | None) -> str:
    # Twilio trims the ends of a body.
    return hashlib.sha256((body or "").strip().encode()).hexdigest()
