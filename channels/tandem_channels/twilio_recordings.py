"""Recordings of calls through Twilio: started on a leg in progress, paused, ended, fetched and destroyed."""

from collections.abc import Sequence

from twilio.rest import Client

from tandem_channels.contract import (
    ProviderRecording,
    RecordingStatus,
    Rejected,
    WebhookRequest,
)
from tandem_channels.twilio_account import OneShotHttpClient, asking
from tandem_channels.twilio_webhooks import form_of
from tandem_channels.twilio_words import RECORDING_STATUSES

# Error codes of a leg or a recording that is over (21220), and of what is unknown or destroyed.
_OVER = frozenset({"21220", "20404", "404"})


class TwilioRecordings:
    """The CallRecordings of one Twilio account."""

    def __init__(self, client: Client, http: OneShotHttpClient) -> None:
        self._client, self._http = client, http

    @property
    def account(self) -> str:
        """Its SID, which stays when its keys are replaced."""
        return str(self._client.account_sid)

    async def start(self, call_id: str, callback_url: str) -> ProviderRecording | None:
        """POST Calls/{sid}/Recordings.json, once; None when the call is over."""
        try:
            started = await asking(
                lambda: self._client.calls(call_id).recordings.create_async(
                    recording_status_callback=callback_url,
                    recording_status_callback_event=["completed", "absent"],
                    recording_track="both",
                )
            )
        except Rejected as refusal:
            if refusal.code in _OVER:
                return None
            raise
        return ProviderRecording(str(started.sid), RECORDING_STATUSES.get(str(started.status), RecordingStatus.UNKNOWN))

    async def of_call(self, call_id: str) -> Sequence[ProviderRecording]:
        """GET Calls/{sid}/Recordings.json."""
        try:
            listed = await asking(lambda: self._client.calls(call_id).recordings.list_async(limit=20))
        except Rejected as refusal:
            if refusal.code in _OVER:
                return []
            raise
        return [
            ProviderRecording(
                str(one.sid),
                RECORDING_STATUSES.get(str(one.status), RecordingStatus.UNKNOWN),
                int(one.duration) if str(one.duration or "").isdigit() else None,
            )
            for one in sorted(listed, key=lambda one: (one.date_created, one.sid))
        ]

    async def pause(self, call_id: str, recording_id: str) -> None:
        """POST Calls/{sid}/Recordings/{sid}.json with Status=paused: the pause is left out, not kept as silence."""
        await self._set(call_id, recording_id, "paused")

    async def resume(self, call_id: str, recording_id: str) -> None:
        """The same with Status=in-progress."""
        await self._set(call_id, recording_id, "in-progress")

    async def stop(self, call_id: str, recording_id: str) -> None:
        """The same with Status=stopped."""
        await self._set(call_id, recording_id, "stopped")

    async def _set(self, call_id: str, recording_id: str, status: str) -> None:
        pausing = {"pause_behavior": "skip"} if status == "paused" else {}
        try:
            await asking(
                lambda: self._client.calls(call_id).recordings(recording_id).update_async(status=status, **pausing)
            )
        except Rejected as refusal:
            if refusal.code not in _OVER:
                raise

    async def fetch(self, recording_id: str) -> bytes | None:
        """GET Recordings/{sid}.wav: one channel, 8 kHz."""
        path = f"{self._client.api.base_url}/2010-04-01/Accounts/{self._client.account_sid}/Recordings/{recording_id}"
        auth = (self._client.username, self._client.password)
        return await asking(lambda: self._http.fetch(self._client.get_hostname(f"{path}.wav"), auth))

    async def delete(self, recording_id: str) -> None:
        """DELETE Recordings/{sid}.json."""
        try:
            await asking(lambda: self._client.recordings(recording_id).delete_async())
        except Rejected as refusal:
            if refusal.code not in _OVER:
                raise


def recording_news(request: WebhookRequest) -> ProviderRecording | None:
    """A recording's status callback; None for a form that is none. Raises MalformedWebhook."""
    form = form_of(request)
    sid, seconds = form.get("RecordingSid"), form.get("RecordingDuration", "")
    if not sid:
        return None
    status = RECORDING_STATUSES.get(form.get("RecordingStatus", ""), RecordingStatus.UNKNOWN)
    return ProviderRecording(sid, status, int(seconds) if seconds.isdigit() else None)
