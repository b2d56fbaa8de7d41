"""From an attempt to the one request that a provider gets, and the question whether it has had it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tandem.contacts.channels import CALL_ANSWER_PATH, CALL_STATUS_PATH, SMS_STATUS_PATH, channels
from tandem.contacts.models import Channel, ContactAttempt
from tandem_channels.contract import Findable, OutboundCall, OutboundEmail, OutboundSms, SendReceipt, Unavailable


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message with the channel that takes it."""

    message: OutboundSms | OutboundEmail | OutboundCall

    async def send(self) -> SendReceipt:
        """Hand it to the provider. Raises Rejected, RateLimited, Unavailable, Unconfirmed."""
        use = channels()
        if isinstance(self.message, OutboundSms) and use.sms is not None:
            return await use.sms.send(self.message)
        if isinstance(self.message, OutboundCall) and use.voice is not None:
            return await use.voice.send(self.message)
        if isinstance(self.message, OutboundEmail) and use.email is not None:
            return await use.email.send(self.message)
        raise Unavailable("the channel was switched off")

    async def find(self, *, since: datetime, known: Collection[str]) -> SendReceipt | None:
        """The provider's own record of it; None when it has none, or when the provider cannot be asked."""
        use = channels()
        if isinstance(self.message, OutboundSms) and isinstance(use.sms, Findable):
            return await use.sms.find(self.message, since=since, known=known)
        if isinstance(self.message, OutboundCall) and isinstance(use.voice, Findable):
            return await use.voice.find(self.message, since=since, known=known)
        return None


def outbound(attempt: ContactAttempt, sender_name: str, validity_seconds: int | None = None) -> Outbound:
    """The request for an attempt: our id is the only thing of ours in it, and nothing personal beside the text."""
    attempt_id, sender = str(attempt.id), attempt.sender or ""
    use = channels()
    if attempt.channel is Channel.SMS:
        return Outbound(
            OutboundSms(
                attempt_id=attempt_id,
                to=attempt.to_address,
                sender=sender,
                body=attempt.body or "",
                callback_url=use.callback(SMS_STATUS_PATH),
                validity_seconds=validity_seconds,
            )
        )
    if attempt.channel is Channel.VOICE:
        return Outbound(
            OutboundCall(
                attempt_id=attempt_id,
                collector_number=attempt.collector_phone or "",
                caller_id=sender,
                answer_url=use.callback(CALL_ANSWER_PATH),
                status_callback_url=use.callback(CALL_STATUS_PATH),
            )
        )
    return Outbound(
        OutboundEmail(
            attempt_id=attempt_id,
            to=attempt.to_address,
            sender=sender,
            sender_name=sender_name,
            reply_to=None,
            subject=attempt.subject or "",
            text=attempt.body or "",
            html=attempt.html,
        )
    )
