"""Bridge calls through Twilio's Calls resource: the collector's phone rings first, the debtor is dialled from there."""

from collections.abc import Collection
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from twilio.twiml.voice_response import Dial, VoiceResponse

from tandem_channels.contract import (
    CallEvent,
    CallLeg,
    CallStatus,
    ChannelEvent,
    OutboundCall,
    Provider,
    SendReceipt,
    WebhookRequest,
    attempt_of,
    with_attempt,
)
from tandem_channels.twilio_account import FIND_LIMIT, TwilioAccount, asking, client_for, first_since
from tandem_channels.twilio_webhooks import dedupe_key, form_of, is_signed
from tandem_channels.twilio_words import CALL_STATUSES, cause_of

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
RING_SECONDS = 25
SPOKEN_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


class TwilioVoice:
    """The CallChannel of one Twilio account."""

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._client, self._http = client_for(account)

    async def send(self, message: OutboundCall) -> SendReceipt:
        """POST Calls.json, once: Twilio rings the collector and asks `answer_url` when they pick up."""
        created = await asking(
            lambda: self._client.calls.create_async(
                to=message.collector_number,
                from_=message.caller_id,
                url=with_attempt(message.answer_url, message.attempt_id),
                status_callback=with_attempt(message.status_callback_url, message.attempt_id),
                status_callback_event=CALL_EVENTS,
                timeout=RING_SECONDS,
            )
        )
        return SendReceipt(Provider.TWILIO, str(created.sid), str(created.status))

    async def find(
        self, message: OutboundCall, *, since: datetime, known: Collection[str] = frozenset()
    ) -> SendReceipt | None:
        """The call in Twilio's list from this caller id to this collector from `since` on.

        A call has no body to compare: give the ids of the collector's other calls in `known`."""
        listed = await asking(
            lambda: self._client.calls.list_async(
                to=message.collector_number, from_=message.caller_id, limit=FIND_LIMIT
            )
        )
        return first_since(listed, since, known)

    def verify(self, request: WebhookRequest) -> bool:
        """True when Twilio signed it. Check the request for TwiML with it too."""
        return is_signed(request, self._account.auth_token)

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """One event: a step of the collector's or the debtor's leg."""
        form = form_of(request)
        sid, word = form.get("CallSid"), form.get("CallStatus", "")
        code = form.get("ErrorCode") or None
        duration = form.get("CallDuration", "")
        return [
            CallEvent(
                provider=Provider.TWILIO,
                dedupe_key=dedupe_key(request, sid, word),
                attempt_id=attempt_of(request),
                provider_id=sid,
                leg=_leg_of(request, form),
                status=CALL_STATUSES.get(word, CallStatus.UNKNOWN),
                raw=form,
                duration_seconds=int(duration) if duration.isdigit() else None,
                code=code,
                cause=cause_of(code) if code else None,
                occurred_at=_instant_of(form.get("Timestamp", "")),
            )
        ]

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def bridge_twiml(*, attempt_id: str, debtor_number: str, caller_id: str, status_callback_url: str) -> str:
    """The answer to the collector's leg when the gate allows: dial the debtor, and tell us each step of that leg.

    The collector hears the ringing until the debtor picks up (`answerOnBridge`)."""
    response = VoiceResponse()
    dial = Dial(caller_id=caller_id, answer_on_bridge=True, timeout=RING_SECONDS)
    dial.number(
        debtor_number,
        status_callback=with_attempt(status_callback_url, attempt_id, leg=CallLeg.DEBTOR),
        status_callback_event=" ".join(CALL_EVENTS),
    )
    response.append(dial)
    return str(response)


def refusal_twiml(reason: str, *, locale: str) -> str:
    """The answer to the collector's leg when the gate refuses at that instant: say why, in their language, hang up.

    Not `<Reject/>`, which Twilio honours for incoming calls only; nothing has been dialled yet."""
    response = VoiceResponse()
    response.say(reason, language=SPOKEN_LANGUAGES[locale])
    response.hangup()
    return str(response)


def _leg_of(request: WebhookRequest, form: dict[str, str]) -> CallLeg:
    named = dict(parse_qsl(urlsplit(request.url).query)).get("leg")
    return CallLeg.DEBTOR if named == CallLeg.DEBTOR or form.get("ParentCallSid") else CallLeg.COLLECTOR


def _instant_of(stamp: str) -> datetime | None:
    """Twilio writes the time of a call's step as an e-mail header does: `Tue, 24 Nov 2026 09:30:00 +0000`."""
    try:
        instant = parsedate_to_datetime(stamp)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo else None
