"""The providers' HTTP as the sandbox speaks it, and its own API, with no SDK in between."""

import asyncio
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tandem_channels.sandbox import webhook_public_key
from tandem_channels.sandbox.settings import clock_shift
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SandboxServer, sandbox_server
from tests.support.ports import free_port

BASIC = aiohttp.encode_basic_auth(ACCOUNT_SID, AUTH_TOKEN)


async def post_message(sandbox: SandboxServer, **form: str) -> tuple[int, dict[str, Any]]:
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    async with sandbox.http.post(url, data=form, headers={"Authorization": BASIC}) as answer:
        return answer.status, await answer.json()


async def list_messages(sandbox: SandboxServer, **query: str) -> list[dict[str, Any]]:
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    async with sandbox.http.get(url, params=query, headers={"Authorization": BASIC}) as answer:
        messages: list[dict[str, Any]] = (await answer.json())["messages"]
        return messages


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": "+33757000001", "Body": "b"}, 21604),
        ({"To": "+33600000001", "Body": "b"}, 21603),
        ({"To": "+33600000001", "From": "+33757000001"}, 21602),
        ({"To": "06", "From": "+33757000001", "Body": "b"}, 21211),
        ({"To": "+33600000001", "From": "A NAME TOO LONG", "Body": "b"}, 21212),
        ({"To": "+33600000001", "From": "+33757000001", "Body": "b" * 1601}, 21617),
        ({"To": "+33600000001", "From": "+33757000001", "Body": "b", "ValidityPeriod": "36001"}, 20001),
        ({"To": "+33600000001", "From": "+33757000001", "Body": "b", "StatusCallback": "nowhere"}, 21609),
    ],
)
async def test_a_field_at_fault_has_twilios_error(sandbox: SandboxServer, form: dict[str, str], code: int) -> None:
    status, body = await post_message(sandbox, **form)

    assert status == 400
    assert (body["code"], body["status"]) == (code, 400)
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"


async def test_a_message_is_answered_listed_and_fetched_alike(sandbox: SandboxServer, number: str) -> None:
    status, created = await post_message(sandbox, To=number, From="LUMIERE", Body="Bonjour €")
    sid = created["sid"]

    assert status == 201
    assert (created["status"], created["direction"], created["num_segments"]) == ("queued", "outbound-api", "1")
    assert created["date_sent"] is None
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"
    async with asyncio.timeout(20):
        while True:
            async with sandbox.http.get(url, headers={"Authorization": BASIC}) as answer:
                fetched = await answer.json()
            if fetched["status"] == "delivered":
                break
    assert await list_messages(sandbox, To=number) == [fetched]
    today, tomorrow = datetime.now(UTC).date(), datetime.now(UTC).date() + timedelta(days=1)
    assert await list_messages(sandbox, To=number, DateSent=str(today)) == [fetched]
    assert await list_messages(sandbox, **{"To": number, "DateSent>": f"{today}T00:00:00Z"}) == [fetched]
    assert await list_messages(sandbox, **{"To": number, "DateSent>": str(tomorrow)}) == []


async def test_a_long_list_comes_in_pages(sandbox: SandboxServer, number: str) -> None:
    sids = [(await post_message(sandbox, To=number, From="LUMIERE", Body=f"{n}"))[1]["sid"] for n in range(3)]
    listed, path = [], f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json?To=%2B{number[1:]}&PageSize=2"
    while path:
        async with sandbox.http.get(f"{sandbox.url}{path}", headers={"Authorization": BASIC}) as answer:
            page = await answer.json()
        listed += [message["sid"] for message in page["messages"]]
        path = page["next_page_uri"]

    assert listed == sids[::-1]


async def test_a_message_is_not_there_for_others(sandbox: SandboxServer) -> None:
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/SM0.json"
    async with sandbox.http.get(url) as anonymous, sandbox.http.get(url, headers={"Authorization": BASIC}) as unknown:
        assert (anonymous.status, (await anonymous.json())["code"]) == (401, 20003)
        assert (unknown.status, (await unknown.json())["code"]) == (404, 20404)


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"kind": "explode"}, "kind"),
        ({"kind": "delay", "channel": "pigeon"}, "channel"),
        ({"kind": "delay", "value": "soon"}, "value"),
        ({"kind": "delay", "times": "0"}, "times"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(
    sandbox: SandboxServer, fault: dict[str, str], field: str
) -> None:
    async with sandbox.http.post(f"{sandbox.url}/sandbox/api/faults", json=fault) as answer:
        assert (answer.status, (await answer.json())["field"]) == (400, field)


async def test_a_fault_strikes_as_often_as_asked_and_can_be_switched_off(sandbox: SandboxServer, number: str) -> None:
    form = {"To": number, "From": "+33757000001", "Body": "b"}
    await sandbox.fault("answer_error", "21408", recipient=number, times=2)
    struck = [(await post_message(sandbox, **form))[0] for _ in range(3)]
    await sandbox.fault("answer_error", "21408", recipient=number, times=None)
    [fault] = [f for f in (await sandbox.get("faults"))["faults"] if f["recipient"] == number]
    async with sandbox.http.delete(f"{sandbox.url}/sandbox/api/faults/{fault['number']}") as answer:
        assert answer.status == 204

    assert struck == [400, 400, 201]
    assert (await post_message(sandbox, **form))[0] == 201


async def test_a_request_cut_before_acceptance_is_not_counted(sandbox: SandboxServer, number: str) -> None:
    await sandbox.fault("drop_request", recipient=number)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post_message(sandbox, To=number, From="+33757000001", Body="b")

    assert await list_messages(sandbox, To=number) == []


@pytest.mark.parametrize(
    ("reply", "field"),
    [
        ({"from": "x", "to": "+33757000001", "body": "b"}, "from"),
        ({"from": "+33600000001", "to": "LUMIERE", "body": "b"}, "to"),
        ({"from": "+33600000001", "to": "+33757000001", "body": " "}, "body"),
    ],
)
async def test_a_reply_that_no_phone_could_send_is_refused(
    sandbox: SandboxServer, reply: dict[str, str], field: str
) -> None:
    async with sandbox.http.post(f"{sandbox.url}/sandbox/api/replies", json=reply) as answer:
        assert (answer.status, (await answer.json())["field"]) == (400, field)


async def test_another_sites_page_may_not_act(sandbox: SandboxServer) -> None:
    url = f"{sandbox.url}/sandbox/api/faults"
    async with sandbox.http.post(url, json={"kind": "delay"}, headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403


async def test_open_pages_are_told_of_a_change(sandbox: SandboxServer, number: str) -> None:
    async with sandbox.http.get(f"{sandbox.url}/sandbox/api/changes") as stream:
        first = await stream.content.readline()
        await post_message(sandbox, To=number, From="+33757000001", Body="b")
        async with asyncio.timeout(20):
            assert await stream.content.readline() == b"\n"
            second = await stream.content.readline()

    assert first.startswith(b"data: ")
    assert second.startswith(b"data: ")
    assert second != first


async def test_a_restart_finishes_what_was_under_way(tmp_path: Path) -> None:
    async with sandbox_server(tmp_path, pace=30.0) as before:
        await post_message(before, To="+33600000001", From="+33757000001", Body="b")
        key = before.public_key
    connection = sqlite3.connect(tmp_path / "sandbox.sqlite")
    connection.execute("UPDATE due SET at = 0")  # the thirty seconds are over
    connection.commit()
    connection.close()

    async with sandbox_server(tmp_path) as after, asyncio.timeout(20):
        while (await after.get("messages"))["messages"][0]["status"] != "delivered":  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.01)
        assert after.public_key == key
        assert (await after.get("stats"))["accepted"] == {"sms": 1, "email": 0, "call": 0}


def test_the_key_pair_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "webhook.pem"

    assert webhook_public_key(path) == webhook_public_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["webhook.pem"]


@pytest.mark.parametrize(
    ("setting", "seconds"),
    [(None, 0), ("", 0), ("+3600", 3600), ("-90", -90), ("+9h", 32_400), ("-2d", -172_800), ("+1.5h", 5400)],
)
def test_the_clock_setting_is_a_shift(setting: str | None, seconds: float) -> None:
    assert clock_shift(setting) == timedelta(seconds=seconds)


def test_the_clock_setting_may_be_an_instant() -> None:
    wanted = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    assert abs(datetime.now(UTC) + clock_shift("2026-11-24T10:30+01:00") - wanted) < timedelta(seconds=2)


@pytest.mark.parametrize("setting", ["soon", "2026-11-24T10:00", "+soon"])
def test_a_clock_setting_that_says_nothing_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock_shift(setting)


async def test_it_starts_as_a_process_with_a_shifted_clock_and_stops_on_a_signal(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["--port", str(port), "--data", str(tmp_path / "s.sqlite"), "--clock", "+9999d", "--pace", "0.01"]
    environment = {**os.environ, "TANDEM_TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TANDEM_TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tandem_channels.sandbox", *arguments, env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(20):
        while b"Uvicorn running" not in await process.stderr.readline():
            continue
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{port}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
            form = {"To": "+33600000001", "From": "+33757000001", "Body": "b"}
            async with http.post(url, data=form, headers={"Authorization": BASIC}) as answer:
                created = await answer.json()
        process.send_signal(signal.SIGTERM)
        await process.communicate()

    assert created["date_created"].split()[3] == str((datetime.now(UTC) + timedelta(days=9999)).year)
