"""A debtor texts back: the inbound message, as Twilio posts it to the webhook of the number."""

from collections.abc import Mapping, Sequence
from typing import Any

from tandem_channels.sandbox import accounts_api, callbacks, media_api
from tandem_channels.sandbox.messages_api import E164, SHORT_CODE
from tandem_channels.sandbox.state import Sandbox, new_sid
from tandem_channels.segments import count_segments

# Twilio's defaults without Advanced Opt-Out: it blocks further texts (21610) on these English words alone.
BLOCKING = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
UNBLOCKING = {"START", "UNSTOP", "YES"}


CALL_WEBHOOK_PATH = "/webhooks/twilio/call/inbound"


class ReplyRefused(Exception):
    """A reply that no phone could send; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


async def reply(sandbox: Sandbox, *, sender: str, to: str, body: str, files: Sequence[Mapping[str, Any]] = ()) -> str:
    """Post the text to the app, signed; with files it may be empty. The sid of the inbound message.

    Raises ReplyRefused.
    """
    for field, wrong in (
        ("from", not E164.fullmatch(sender)),
        ("to", not (E164.fullmatch(to) or SHORT_CODE.fullmatch(to))),  # an alphanumeric sender is one-way
        ("body", not body.strip() and not files),
    ):
        if wrong:
            raise ReplyRefused(field)
    sid, stamp, word = new_sid("MM" if files else "SM"), sandbox.stamp(), body.strip().upper()
    try:
        media = media_api.keep(sandbox, sid, files)
    except media_api.MediaRefused:
        raise ReplyRefused("files") from None
    sandbox.store.insert(
        "messages",
        sid=sid,
        kind="sms",
        direction="inbound",
        sender=sender,
        recipient=to,
        body=body,
        status="received",
        created_at=stamp,
        sent_at=stamp,
        updated_at=stamp,
    )
    if word in BLOCKING:
        sandbox.store.execute("INSERT OR IGNORE INTO opted_out VALUES (?, ?)", to, sender)
    elif word in UNBLOCKING:
        sandbox.store.execute("DELETE FROM opted_out WHERE sender = ? AND recipient = ?", to, sender)
    sandbox.changes.tell()
    account = accounts_api.owner_of(sandbox, to)
    await callbacks.emit(
        sandbox,
        channel="sms",
        sid=sid,
        what="received",
        url=sandbox.settings.sms_webhook_url,
        recipient=sender,
        payload={
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": account,
            "ApiVersion": "2010-04-01",
            "From": sender,
            "To": to,
            "Body": body,
            "NumMedia": str(len(media)),
            "NumSegments": str(count_segments(body).segments),
            "SmsStatus": "received",
        }
        | _named(media, account),
        final=True,
    )
    return sid


def _named(media: Sequence[Mapping[str, Any]], account: str) -> dict[str, str]:
    """Where each file is, by Twilio's own address, and what it says that it is."""
    named: dict[str, str] = {}
    for place, row in enumerate(media):
        at = f"/2010-04-01/Accounts/{account}/Messages/{row['message_sid']}/Media/{row['sid']}"
        named |= {f"MediaUrl{place}": f"https://api.twilio.com{at}", f"MediaContentType{place}": row["content_type"]}
    return named


async def ring(sandbox: Sandbox, *, sender: str, to: str) -> str:
    """Ring a number of the app, signed; the sid of the call. Raises ReplyRefused."""
    for field, wrong in (("from", not E164.fullmatch(sender)), ("to", not E164.fullmatch(to))):
        if wrong:
            raise ReplyRefused(field)
    sid = new_sid("CA")
    await callbacks.emit(
        sandbox,
        channel="voice",
        sid=sid,
        what="ringing",
        url=sandbox.settings.app_url + CALL_WEBHOOK_PATH,
        recipient=sender,
        payload={
            "CallSid": sid,
            "AccountSid": sandbox.settings.account_sid,
            "ApiVersion": "2010-04-01",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": sender,
            "To": to,
        },
        final=True,
    )
    return sid
