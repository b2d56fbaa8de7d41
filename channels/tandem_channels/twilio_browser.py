"""Legs that a collector's browser makes by Twilio's Voice SDK: their tokens, what they are told, what tells of them."""

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client
from twilio.twiml.voice_response import Dial, VoiceResponse

from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import BrowserLeg, BrowserLegs, BrowserToken, Rejected, WebhookRequest
from tandem_channels.twilio_account import TwilioAccount, asking
from tandem_channels.twilio_webhooks import form_of

# A leg that goes on does not need its token; coming back after the network was lost does. Renewed before its end.
TOKEN_SECONDS = 600
# Where the SDK of the browser connects for each region; the policy of our pages names exactly these hosts.
EDGES = {None: "roaming", "us1": "roaming", "ie1": "dublin", "au1": "sydney"}
# What the SDK's `connect({params})` sends along, as a field of the form that Twilio posts to us.
LINE_FIELD = "line"
_CLIENT = "client:"
_NOT_FOUND = "20404"


class TwilioBrowserLegs:
    """The BrowserLegs of one account that has an API key and a TwiML app."""

    def __init__(self, account: TwilioAccount, key_sid: str, key_secret: str, application_sid: str) -> None:
        self._account, self._application_sid = account, application_sid
        self._key_sid, self._key_secret = key_sid, key_secret

    def token(self, identity: str) -> BrowserToken:
        """A JWT signed with the API key: voice, outgoing, by the TwiML app alone; nobody can be rung by it."""
        region = self._account.region
        made = AccessToken(
            self._account.account_sid,
            self._key_sid,
            self._key_secret,
            grants=[VoiceGrant(incoming_allow=False, outgoing_application_sid=self._application_sid)],
            identity=identity,
            ttl=TOKEN_SECONDS,
            region=region if region != "us1" else None,
        )
        return BrowserToken(made.to_jwt(), TOKEN_SECONDS, EDGES.get(region, "roaming"))


def browser_legs(account: TwilioAccount) -> BrowserLegs | None:
    """Those of the account, if it has an API key with its secret, and a TwiML app."""
    if account.api_key_sid and account.api_key_secret and account.application_sid:
        return TwilioBrowserLegs(account, account.api_key_sid, account.api_key_secret, account.application_sid)
    return None


def browser_leg_of(request: WebhookRequest) -> BrowserLeg | None:
    """The leg that a verified request for TwiML is about; None when it is no browser's. Raises MalformedWebhook."""
    form = form_of(request)
    caller, sid = form.get("From", ""), form.get("CallSid", "")
    if not caller.startswith(_CLIENT) or not sid:
        return None
    return BrowserLeg(sid, caller.removeprefix(_CLIENT), form.get(LINE_FIELD, ""))


def is_over(request: WebhookRequest) -> bool:
    """Whether what was posted to `left_url` says that the collector is on the line no more. Raises MalformedWebhook.

    Two things tell of it: Dial, which asks what to do next, and the conference, which has ended."""
    event = form_of(request).get("StatusCallbackEvent")
    return event is None or event == "conference-end"


def browser_line_twiml(line: str, left_url: str) -> str:
    """The answer to a browser's leg: wait, in silence, in a conference that ends with it; `left_url` is told the end.

    Not a status callback of the leg: it would have to be typed into each account's TwiML app."""
    response = VoiceResponse()
    dial = Dial(action=left_url, method="POST")
    dial.conference(
        line,
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        beep="false",
        wait_url="",
        status_callback=left_url,
        status_callback_event="end",
        status_callback_method="POST",
    )
    response.append(dial)
    return str(response)


async def check_application(client: Client, application_sid: str, voice_url: str) -> list[Found]:
    """Whether the account has this TwiML app, and the app asks us. Raises Rejected and its kin."""
    try:
        found = await asking(lambda: client.applications(application_sid).fetch_async())
    except Rejected as refused:
        if refused.code != _NOT_FOUND:
            raise
        return [Found(AccountFault.APP_UNKNOWN, application_sid)]
    asks_us = str(found.voice_url or "") == voice_url and str(found.voice_method or "").upper() == "POST"
    return [] if asks_us else [Found(AccountFault.APP_ADDRESS, voice_url)]
