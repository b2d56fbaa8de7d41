"""From an attempt to the one request that a provider gets, and the question whether it has had it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.answering import Exchange
from tandem.contacts.attachments import loaded
from tandem.contacts.calling.lines import conference_of
from tandem.contacts.channels import (
    CALL_ANSWER_PATH,
    CALL_STATUS_PATH,
    MESSAGE_ANSWER_PATH,
    RECORDING_ANSWER_PATH,
    SMS_STATUS_PATH,
    channels,
)
from tandem.contacts.email_groups import GROUP_OF, EmailGroup
from tandem.contacts.incoming import reply_address
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.way_out import link_for
from tandem.contacts.withheld import filled_in
from tandem_channels.contract import (
    Findable,
    OutboundCall,
    OutboundEmail,
    OutboundLineCall,
    OutboundMessageCall,
    OutboundSms,
    SendReceipt,
    Unavailable,
    VoiceMessage,
)


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message with the channel that takes it: the agency's own, or the installation's."""

    message: OutboundSms | OutboundEmail | VoiceMessage
    agency_id: UUID
    # Of an e-mail: files whose bytes are read when it is sent, and which group may be left to refuse its like.
    attached: Sequence[dict[str, Any]] = ()
    group: EmailGroup | None = None

    async def send(self) -> SendReceipt:
        """Hand it to the provider. Raises Rejected, RateLimited, Unavailable, Unconfirmed."""
        use = await channels_of(self.agency_id)
        if isinstance(self.message, OutboundSms) and use.sms is not None:
            return await use.sms.send(self.message)
        if isinstance(self.message, VoiceMessage) and use.voice is not None:
            return await use.voice.send(self.message)
        if isinstance(self.message, OutboundEmail) and use.email is not None:
            # By the number that the group has in the account that it leaves by.
            number = use.email_groups.get(self.group) if self.group else None
            files = await loaded(self.agency_id, self.attached)
            return await use.email.send(replace(self.message, group_id=number, attachments=files))
        raise Unavailable("the channel was switched off")

    async def find(self, *, since: datetime, known: Collection[str]) -> SendReceipt | None:
        """The provider's own record of it; None when it has none, or when the provider cannot be asked."""
        use = await channels_of(self.agency_id)
        if isinstance(self.message, OutboundSms) and isinstance(use.sms, Findable):
            return await use.sms.find(self.message, since=since, known=known)
        if isinstance(self.message, VoiceMessage) and isinstance(use.voice, Findable):
            return await use.voice.find(self.message, since=since, known=known)
        return None


def outbound(
    attempt: ContactAttempt,
    sender_name: str,
    validity_seconds: int | None = None,
    *,
    recorded: bool = False,
    reply_domain: str = "",
    exchange: Exchange | None = None,
) -> Outbound:
    """The request for an attempt: our id is the only thing of ours in it, and nothing personal beside the text, whose
    withheld parts are put in here.

    `recorded`: whoever picks up a call from an open line hears first that it is. `exchange`: the e-mails that this one
    goes on with.
    """
    attempt_id, sender = str(attempt.id), attempt.sender or ""
    use = channels()
    if attempt.channel is Channel.SMS:
        return Outbound(
            OutboundSms(
                attempt_id=attempt_id,
                to=attempt.to_address,
                sender=sender,
                body=filled_in(attempt.body or "", attempt.id),
                callback_url=use.callback(SMS_STATUS_PATH),
                validity_seconds=validity_seconds,
            ),
            attempt.agency_id,
        )
    if attempt.channel is Channel.VOICE and attempt.line_id is not None and not attempt.automated:
        return Outbound(
            OutboundLineCall(
                attempt_id=attempt_id,
                debtor_number=attempt.to_address,
                caller_id=sender,
                line=conference_of(attempt.line_id),
                status_callback_url=use.callback(CALL_STATUS_PATH),
                announce_url=use.callback(RECORDING_ANSWER_PATH) if recorded else None,
            ),
            attempt.agency_id,
        )
    if attempt.channel is Channel.VOICE and attempt.automated:
        return Outbound(
            OutboundMessageCall(
                attempt_id=attempt_id,
                debtor_number=attempt.to_address,
                caller_id=sender,
                answer_url=use.callback(MESSAGE_ANSWER_PATH),
                status_callback_url=use.callback(CALL_STATUS_PATH),
                answered_by_url=use.callback(CALL_STATUS_PATH),
            ),
            attempt.agency_id,
        )
    if attempt.channel is Channel.VOICE:
        return Outbound(
            OutboundCall(
                attempt_id=attempt_id,
                collector_number=attempt.collector_phone or "",
                caller_id=sender,
                answer_url=use.callback(CALL_ANSWER_PATH),
                status_callback_url=use.callback(CALL_STATUS_PATH),
            ),
            attempt.agency_id,
        )
    group = GROUP_OF.get(attempt.purpose)
    return Outbound(
        OutboundEmail(
            attempt_id=attempt_id,
            to=attempt.to_address,
            sender=sender,
            sender_name=sender_name,
            reply_to=reply_address.address_of(attempt.id, reply_domain) if reply_domain else None,
            subject=filled_in(attempt.subject or "", attempt.id),
            text=filled_in(attempt.body or "", attempt.id),
            html=filled_in(attempt.html, attempt.id) if attempt.html else None,
            message_id=f"<{reply_address.address_of(attempt.id, reply_domain)}>" if reply_domain else None,
            in_reply_to=exchange.in_reply_to if exchange else None,
            references=exchange.references if exchange else (),
            # A receipt or a legal notice is not refused with one click.
            unsubscribe_url=link_for(attempt.id) if group is EmailGroup.DEMANDS else None,
            passes_refusals=attempt.purpose is Purpose.OPTOUT_CONFIRM,
        ),
        attempt.agency_id,
        attempt.attached or (),
        group,
    )
