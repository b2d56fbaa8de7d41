"""Recordings as the official SDK asks for them: started, paused, ended, told, fetched, destroyed."""

import io
import wave

import pytest

from tandem_channels.contract import OutboundLineCall, ProviderRecording, RateLimited, RecordingStatus, Unconfirmed
from tandem_channels.twilio_recordings import recording_news
from tandem_channels.twilio_voice import TwilioVoice, bridge_twiml
from tandem_channels.twilio_voice_menu import announce_twiml, go_on_twiml, join_twiml
from tests.channels.servers import SandboxServer
from tests.channels.test_sandbox_lines import opened
from tests.channels.test_twilio_voice import CALLER_ID


async def talking(sandbox: SandboxServer, voice: TwilioVoice, attempt: str, number: str) -> str:
    """The leg of somebody who heard the announcement and is on a collector's line."""
    url = sandbox.receiver.url
    sandbox.receiver.twiml[attempt] = join_twiml((), f"line-l-{attempt}", f"{url}/twiml?oid={attempt}&l=1", locale="fr")
    call = OutboundLineCall(attempt, number, CALLER_ID, f"line-l-{attempt}", f"{url}/call", f"{url}/twiml")
    receipt = await voice.send(call)
    await sandbox.receiver.wait_for(f"?oid={attempt}", 2)
    assert await sandbox.post(f"calls/{receipt.provider_id}/pick_up") == 204
    return receipt.provider_id


async def recorded(sandbox: SandboxServer, voice: TwilioVoice, attempt: str, number: str) -> tuple[str, str]:
    call_id = await talking(sandbox, voice, attempt, number)
    begun = await voice.recordings.start(call_id, f"{sandbox.receiver.url}/recording?oid={attempt}")
    assert begun
    assert begun.status is RecordingStatus.RUNNING
    return call_id, begun.provider_id


async def told(sandbox: SandboxServer, attempt: str, count: int = 1) -> list[ProviderRecording | None]:
    posts = await sandbox.receiver.wait_for(f"/recording?oid={attempt}", count)
    return [recording_news(post) for post in posts]


async def test_a_recording_is_told_fetched_and_destroyed(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id, recording_id = await recorded(sandbox, voice, attempt_id, number)
    assert await voice.recordings.fetch(recording_id) is None

    await sandbox.post(f"calls/{call_id}/hang_up")

    [news] = await told(sandbox, attempt_id)
    assert news
    assert (news.provider_id, news.status) == (recording_id, RecordingStatus.COMPLETED)
    [listed] = await voice.recordings.of_call(call_id)
    assert listed == news
    sound = await voice.recordings.fetch(recording_id)
    assert sound
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 8_000)
    await voice.recordings.delete(recording_id)
    await voice.recordings.delete(recording_id)  # gone already: nothing happens
    assert await voice.recordings.of_call(call_id) == []
    assert await voice.recordings.fetch(recording_id) is None


async def test_a_pause_is_left_out_and_the_end_is_final(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id, recording_id = await recorded(sandbox, voice, attempt_id, number)

    await voice.recordings.pause(call_id, recording_id)
    [paused] = await voice.recordings.of_call(call_id)
    await voice.recordings.resume(call_id, recording_id)
    [running] = await voice.recordings.of_call(call_id)
    await voice.recordings.stop(call_id, recording_id)
    await told(sandbox, attempt_id)
    await voice.recordings.pause(call_id, recording_id)  # over: nothing happens

    assert (paused.status, running.status) == (RecordingStatus.PAUSED, RecordingStatus.RUNNING)
    [ended] = await voice.recordings.of_call(call_id)
    assert ended.status is RecordingStatus.COMPLETED


async def test_a_call_that_is_over_is_not_recorded(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id = await talking(sandbox, voice, attempt_id, number)
    await sandbox.post(f"calls/{call_id}/hang_up")

    assert await voice.recordings.start(call_id, "https://app.example/recording") is None


async def test_a_lost_answer_to_the_start_is_found_in_the_list(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id = await talking(sandbox, voice, attempt_id, number)
    await sandbox.fault("drop_answer", recipient=number)

    with pytest.raises(Unconfirmed):
        await voice.recordings.start(call_id, "https://app.example/recording")

    [found] = await voice.recordings.of_call(call_id)
    assert found.status is RecordingStatus.RUNNING


async def test_errors_of_the_provider_are_named_by_what_to_do_next(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id, recording_id = await recorded(sandbox, voice, attempt_id, number)
    await sandbox.post(f"calls/{call_id}/hang_up")
    await told(sandbox, attempt_id)

    await sandbox.fault("answer_error", "429", recipient=number)
    with pytest.raises(RateLimited):
        await voice.recordings.fetch(recording_id)
    await sandbox.fault("answer_error", "503", recipient=number)
    with pytest.raises(Unconfirmed):
        await voice.recordings.fetch(recording_id)
    await sandbox.fault("answer_error", "503", recipient=number)
    with pytest.raises(Unconfirmed):
        await voice.recordings.delete(recording_id)

    assert await voice.recordings.fetch(recording_id)


async def test_a_callback_that_is_doubled_has_one_content(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    call_id, _ = await recorded(sandbox, voice, attempt_id, number)
    await sandbox.fault("duplicate_callbacks", recipient=number, times=None)

    await sandbox.post(f"calls/{call_id}/hang_up")

    first, second = await told(sandbox, attempt_id, 2)
    assert first == second


async def test_the_star_leaves_the_line_and_asks_what_comes_next(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str
) -> None:
    desk = await opened(sandbox, voice, f"l-{attempt_id}", "+33184800031")
    call_id = await talking(sandbox, voice, attempt_id, number)

    assert await sandbox.post(f"calls/{call_id}/keys", digits="1") == 409
    assert await sandbox.post(f"calls/{call_id}/keys", digits="*") == 204

    [asked] = [post for post in sandbox.receiver.of(attempt_id) if "l=1" in post.url]
    assert b"CallStatus=in-progress" in asked.body
    assert voice.verify(asked)
    [leg] = (await sandbox.get("calls", to="+33184800031"))["calls"]
    assert (leg["sid"], leg["status"]) == (desk, "in-progress")


def test_what_is_said_and_asked_is_the_documented_twiml() -> None:
    announced = announce_twiml("Cet appel va être enregistré.", "https://app.example/a?oid=1&step=key", locale="fr")
    joined = join_twiml(["Noté."], "line-1", "https://app.example/a?oid=1&step=left", locale="fr")
    bridged = bridge_twiml(
        attempt_id="1",
        debtor_number="+33612345678",
        caller_id=CALLER_ID,
        status_callback_url="https://app.example/s",
        announce_url="https://app.example/a",
    )

    assert announced == (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://app.example/a?oid=1&amp;step=key"'
        ' actionOnEmptyResult="true" finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="1">'
        '<Say language="fr-FR">Cet appel va être enregistré.</Say></Gather></Response>'
    )
    assert joined == (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="fr-FR">Noté.</Say>'
        '<Dial action="https://app.example/a?oid=1&amp;step=left" hangupOnStar="true" method="POST">'
        '<Conference beep="onEnter" endConferenceOnExit="false" startConferenceOnEnter="true">line-1</Conference>'
        "</Dial></Response>"
    )
    assert ' url="https://app.example/a?oid=1">+33612345678</Number>' in bridged
    assert go_on_twiml((), locale="fr") == '<?xml version="1.0" encoding="UTF-8"?><Response />'
