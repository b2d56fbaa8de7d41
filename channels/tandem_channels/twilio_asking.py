"""What Twilio says today of a text or call that it has, in the words that its callbacks would have used."""

from twilio.rest import Client

from tandem_channels.contract import CallEvent, CallLeg, CallStatus, DeliveryEvent, DeliveryStatus, Provider, Rejected
from tandem_channels.twilio_account import FIND_LIMIT, asking
from tandem_channels.twilio_words import ANSWERED_BY, CALL_STATUSES, MESSAGE_STATUSES, cause_of

# Twilio knows no such text or call, or none any more.
_GONE = "20404"


async def message_now(client: Client, sid: str, attempt_id: str) -> list[DeliveryEvent]:
    """GET Messages/{sid}.json. Raises what `asking` raises."""
    try:
        found = await asking(lambda: client.messages(sid).fetch_async())
    except Rejected as refusal:
        if refusal.code == _GONE:
            return []
        raise
    word, code = str(found.status), str(found.error_code) if found.error_code else None
    return [
        DeliveryEvent(
            provider=Provider.TWILIO,
            dedupe_key=f"asked:{sid}:{word}",
            attempt_id=attempt_id,
            provider_id=sid,
            status=MESSAGE_STATUSES.get(word, DeliveryStatus.UNKNOWN),
            raw={"MessageSid": sid, "MessageStatus": word},
            code=code,
            cause=cause_of(code) if code else None,
        )
    ]


async def call_now(client: Client, sid: str, attempt_id: str, leg: CallLeg) -> list[CallEvent]:
    """GET Calls/{sid}.json; of a collector's leg the debtor's that was dialled from it instead, which decides alone:
    both at once might be heard in any order. Raises what `asking` raises.
    """
    try:
        found = await asking(lambda: client.calls(sid).fetch_async())
    except Rejected as refusal:
        if refusal.code == _GONE:
            return []
        raise
    events = [_leg_now(found, attempt_id, leg)]
    if leg is CallLeg.COLLECTOR:
        dialled = await asking(lambda: client.calls.list_async(parent_call_sid=sid, limit=FIND_LIMIT))
        return [_leg_now(one, attempt_id, CallLeg.DEBTOR) for one in dialled] or events
    return events


def _leg_now(found: object, attempt_id: str, leg: CallLeg) -> CallEvent:
    sid, word = str(getattr(found, "sid", "")), str(getattr(found, "status", ""))
    answered_by = getattr(found, "answered_by", None)
    duration = str(getattr(found, "duration", None) or "")
    return CallEvent(
        provider=Provider.TWILIO,
        dedupe_key=f"asked:{sid}:{word}",
        attempt_id=attempt_id,
        provider_id=sid,
        leg=leg,
        status=CALL_STATUSES.get(word, CallStatus.UNKNOWN),
        raw={"CallSid": sid, "CallStatus": word},
        duration_seconds=int(duration) if duration.isdigit() else None,
        answered_by=ANSWERED_BY.get(str(answered_by)) if answered_by else None,
    )
