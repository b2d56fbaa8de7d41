"""Recordings as Twilio documents them: which request each verb is, and what each status means (compliance, §4)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tandem_channels.contract import ProviderRecording, RecordingStatus, WebhookRequest
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_recordings import TwilioRecordings, recording_news
from tandem_channels.twilio_voice import TwilioVoice
from tandem_channels.twilio_words import RECORDING_STATUSES
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, serving

CALL, RECORDING = "CA" + "1" * 32, "RE" + "2" * 32
OF_ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
OF_CALL = f"{OF_ACCOUNT}/Calls/{CALL}/Recordings"
TOLD = "https://app.example/recording?oid=a-1"

# https://www.twilio.com/docs/voice/api/recording (S44). A pause is left out: silence would tell how long a card number
# is said. One channel: that is the default. Its start is told by the answer, so only its end is asked for.
VERBS: list[tuple[str, Callable[[TwilioRecordings], Awaitable[Any]], str, str, dict[str, list[str]]]] = [
    (
        "start",
        lambda of: of.start(CALL, TOLD),
        "POST",
        f"{OF_CALL}.json",
        {
            "RecordingStatusCallback": [TOLD],
            "RecordingStatusCallbackEvent": ["completed", "absent"],
            "RecordingTrack": ["both"],
        },
    ),
    ("list", lambda of: of.of_call(CALL), "GET", f"{OF_CALL}.json", {}),
    (
        "pause",
        lambda of: of.pause(CALL, RECORDING),
        "POST",
        f"{OF_CALL}/{RECORDING}.json",
        {"Status": ["paused"], "PauseBehavior": ["skip"]},
    ),
    (
        "resume",
        lambda of: of.resume(CALL, RECORDING),
        "POST",
        f"{OF_CALL}/{RECORDING}.json",
        {"Status": ["in-progress"]},
    ),
    ("stop", lambda of: of.stop(CALL, RECORDING), "POST", f"{OF_CALL}/{RECORDING}.json", {"Status": ["stopped"]}),
    ("fetch", lambda of: of.fetch(RECORDING), "GET", f"{OF_ACCOUNT}/Recordings/{RECORDING}.wav", {}),
    ("destroy", lambda of: of.delete(RECORDING), "DELETE", f"{OF_ACCOUNT}/Recordings/{RECORDING}.json", {}),
]
# The same page: the resource's `status`, and `RecordingStatus` of its callbacks.
WORDS = {
    "in-progress": RecordingStatus.RUNNING,
    "paused": RecordingStatus.PAUSED,
    "stopped": RecordingStatus.PROCESSING,
    "processing": RecordingStatus.PROCESSING,
    "completed": RecordingStatus.COMPLETED,
    "absent": RecordingStatus.ABSENT,
    "failed": RecordingStatus.ABSENT,
}


@pytest.fixture
async def asked() -> AsyncIterator[tuple[TwilioRecordings, list[tuple[str, str, dict[str, list[str]]]]]]:
    """The adapter, and the requests that reach a provider who has one recording."""
    requests: list[tuple[str, str, dict[str, list[str]]]] = []

    async def answer(request: Request) -> Response:
        requests.append((request.method, request.url.path, parse_qs((await request.body()).decode())))
        if request.method == "DELETE":
            return Response(status_code=204)
        one = {"sid": RECORDING, "status": "in-progress"}
        return JSONResponse({"recordings": []} if request.method == "GET" else one)

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"])]
    async with serving(Starlette(routes=routes)) as url:
        voice = TwilioVoice(TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, url))
        yield voice.recordings, requests
        await voice.close()


@pytest.mark.parametrize(("verb", "method", "path", "form"), [row[1:] for row in VERBS], ids=[row[0] for row in VERBS])
async def test_each_verb_is_one_request(
    asked: tuple[TwilioRecordings, list[tuple[str, str, dict[str, list[str]]]]],
    verb: Callable[[TwilioRecordings], Awaitable[Any]],
    method: str,
    path: str,
    form: dict[str, list[str]],
) -> None:
    recordings, requests = asked

    await verb(recordings)

    assert requests == [(method, path, form)]


def test_no_word_is_known_that_has_no_row_here() -> None:
    assert set(RECORDING_STATUSES) == set(WORDS)


@pytest.mark.parametrize(("word", "status"), [*WORDS.items(), ("a word of tomorrow", RecordingStatus.UNKNOWN)])
def test_each_status_has_a_word_of_ours(word: str, status: RecordingStatus) -> None:
    body = f"RecordingSid={RECORDING}&RecordingStatus={word}&RecordingDuration=40".encode()

    assert recording_news(WebhookRequest(TOLD, {}, body)) == ProviderRecording(RECORDING, status, 40)
