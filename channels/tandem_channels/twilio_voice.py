"""Calls through Twilio: a collector's own leg, the debtor's leg from an open line, and calls that a message opens."""

from collections.abc import Collection, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from twilio.twiml.voice_response import Dial, VoiceResponse

from tandem_channels.contract import (
    AnsweredBy,
    CallEvent,
    CallLeg,
    CallStatus,
    ChannelEvent,
    InboundCallEvent,
    OutboundCall,
    OutboundLineCall,
    OutboundMessageCall,
    Provider,
    Rejected,
    SendReceipt,
    VoiceMessage,
    WebhookRequest,
    attempt_of,
    with_attempt,
)
from tandem_channels.twilio_account import FIND_LIMIT, TwilioAccount, asking, client_for, first_since
from tandem_channels.twilio_asking import call_now
from tandem_channels.twilio_browser import browser_legs
from tandem_channels.twilio_recordings import TwilioRecordings
from tandem_channels.twilio_webhooks import dedupe_key, form_of, is_signed
from tandem_channels.twilio_words import ANSWERED_BY, CALL_STATUSES, cause_of

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
RING_SECONDS = 25
SPOKEN_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
# Error codes of ending a call that is over: not in progress, unknown.
_OVER = frozenset({"21220", "20404"})


class TwilioVoice:
    """The CallChannel of one Twilio account."""

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._client, self._http = client_for(account)
        self.recordings = TwilioRecordings(self._client, self._http)
        self.browser = browser_legs(account)

    async def send(self, message: VoiceMessage) -> SendReceipt:
        """One POST, once. A collector's leg or a message: Twilio asks `answer_url` for TwiML when somebody picks up.
        From an open line: the debtor joins the conference in which the collector waits, and is heard ringing there; to
        whom something is announced first, the collector hears only join."""
        if isinstance(message, OutboundLineCall) and message.announce_url is None:
            return await self._join(message)
        answer_url = message.announce_url if isinstance(message, OutboundLineCall) else message.answer_url
        request: dict[str, Any] = {
            "to": _called(message),
            "from_": message.caller_id,
            "url": with_attempt(answer_url or "", message.attempt_id),
            "status_callback": with_attempt(message.status_callback_url, message.attempt_id),
            "status_callback_event": CALL_EVENTS,
            "timeout": RING_SECONDS,
        }
        if not isinstance(message, OutboundCall):
            request["status_callback"] = with_attempt(
                message.status_callback_url, message.attempt_id, leg=CallLeg.DEBTOR
            )
        if isinstance(message, OutboundMessageCall):
            request |= {
                # A machine is waited for until its beep while the message is said already: a person hears no gap.
                "machine_detection": "DetectMessageEnd",
                "async_amd": "true",
                "async_amd_status_callback": with_attempt(
                    message.answered_by_url, message.attempt_id, leg=CallLeg.DEBTOR
                ),
            }
        created = await asking(lambda: self._client.calls.create_async(**request))
        return SendReceipt(Provider.TWILIO, str(created.sid), str(created.status))

    async def _join(self, message: OutboundLineCall) -> SendReceipt:
        joined = await asking(
            lambda: self._client.conferences(message.line).participants.create_async(
                to=message.debtor_number,
                from_=message.caller_id,
                beep="false",
                early_media=True,
                # The line is the collector's: whoever is called leaves it without ending it.
                end_conference_on_exit=False,
                timeout=RING_SECONDS,
                status_callback=with_attempt(message.status_callback_url, message.attempt_id, leg=CallLeg.DEBTOR),
                status_callback_event=CALL_EVENTS,
            )
        )
        return SendReceipt(Provider.TWILIO, str(joined.call_sid), str(joined.status))

    async def hang_up(self, provider_id: str) -> None:
        """POST Calls/{sid}.json with Status=completed; a call that is over is left alone."""
        try:
            await asking(lambda: self._client.calls(provider_id).update_async(status="completed"))
        except Rejected as refusal:
            if refusal.code not in _OVER:
                raise

    async def say_and_hang_up(self, provider_id: str, text: str, locale: str) -> bool:
        """POST Calls/{sid}.json with Twiml; a call that is over is left alone, and False."""
        try:
            await asking(lambda: self._client.calls(provider_id).update_async(twiml=refusal_twiml(text, locale=locale)))
        except Rejected as refusal:
            if refusal.code not in _OVER:
                raise
            return False
        return True

    async def find(
        self, message: VoiceMessage, *, since: datetime, known: Collection[str] = frozenset()
    ) -> SendReceipt | None:
        """The call in Twilio's list from this caller id to this number from `since` on.

        A call has no body to compare: give the ids of other calls to the same number in `known`."""
        listed = await asking(
            lambda: self._client.calls.list_async(to=_called(message), from_=message.caller_id, limit=FIND_LIMIT)
        )
        return first_since(listed, since, known)

    async def now(self, provider_id: str, attempt_id: str, leg: CallLeg | None = None) -> Sequence[ChannelEvent]:
        """The leg as Twilio has it by now, and of a collector's the debtor's too."""
        return await call_now(self._client, provider_id, attempt_id, leg or CallLeg.DEBTOR)

    def verify(self, request: WebhookRequest) -> bool:
        """True when Twilio signed it. Check the request for TwiML with it too."""
        return is_signed(request, self._account.auth_token)

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        """One event: a step of the collector's or the debtor's leg, or who picked up; or that somebody rings us."""
        form = form_of(request)
        if form.get("Direction") == "inbound" and attempt_of(request) is None and form.get("CallSid"):
            return [
                InboundCallEvent(
                    provider=Provider.TWILIO,
                    # Asked again for the same call, it is the same call.
                    dedupe_key=f"{form['CallSid']}:inbound",
                    provider_id=form["CallSid"],
                    sender=form.get("From") or "anonymous",
                    to=form.get("To", ""),
                    raw=form,
                )
            ]
        sid, answered_by = form.get("CallSid"), form.get("AnsweredBy", "")
        word = form.get("CallStatus") or answered_by
        code = form.get("ErrorCode") or None
        duration = form.get("CallDuration", "")
        return [
            CallEvent(
                provider=Provider.TWILIO,
                # Who picked up is told beside the status that stays the same.
                dedupe_key=dedupe_key(request, sid, form.get("CallStatus"), answered_by),
                attempt_id=attempt_of(request),
                provider_id=sid,
                leg=_leg_of(request, form),
                status=CALL_STATUSES.get(word, CallStatus.UNKNOWN),
                raw=form,
                duration_seconds=int(duration) if duration.isdigit() else None,
                answered_by=ANSWERED_BY.get(answered_by, AnsweredBy.UNKNOWN) if answered_by else None,
                code=code,
                cause=cause_of(code) if code else None,
                occurred_at=_instant_of(form.get("Timestamp", "")),
            )
        ]

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def bridge_twiml(
    *,
    attempt_id: str,
    debtor_number: str,
    caller_id: str,
    status_callback_url: str,
    announce_url: str | None = None,
) -> str:
    """The answer to the collector's leg when the gate allows: dial the debtor, and tell us each step of that leg.

    The collector hears the ringing until the debtor picks up (`answerOnBridge`), and until the person has heard what
    `announce_url` says, if it is given."""
    response = VoiceResponse()
    dial = Dial(caller_id=caller_id, answer_on_bridge=True, timeout=RING_SECONDS)
    announced = {"url": with_attempt(announce_url, attempt_id)} if announce_url else {}
    dial.number(
        debtor_number,
        **announced,
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


def line_twiml(line: str) -> str:
    """The answer to a collector's leg that stays open: wait, in silence, in a conference that ends with them."""
    response = VoiceResponse()
    dial = Dial()
    # The collector waits in silence: an empty address plays nothing.
    dial.conference(line, start_conference_on_enter=True, end_conference_on_exit=True, beep="false", wait_url="")
    response.append(dial)
    return str(response)


def hang_up_twiml() -> str:
    """The answer to a leg that nobody wants any more."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _called(message: VoiceMessage) -> str:
    return (
        message.debtor_number
        if isinstance(message, OutboundLineCall | OutboundMessageCall)
        else message.collector_number
    )


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
