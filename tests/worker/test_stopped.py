"""Told to stop, as by a new release, a process ends what is under way: nothing is cut, no outcome becomes unknown."""

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Channels
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls, Services
from tandem.kit import clock
from tandem.kit.database import reading
from tests.api.watching import sign_in
from tests.chaos.servers import NOON, environment_of, serving
from tests.support.builders import make_case
from tests.support.services import Template
from tests.worker.test_killed_line import Anything, until

AWA = actor_of_cast("awa")
SLOWLY = "3"  # seconds in which the provider answers
FORMER_LIMIT = 6  # seconds: longer than a web process once gave to what was under way
PATIENCE = 120  # seconds: a bound for what never comes, on the slowest machine


@pytest.fixture
def at_noon() -> Iterator[None]:
    """A lawful hour on a working day, for this process; the others get it by TANDEM_CLOCK."""
    clock.configure(NOON - datetime.now(UTC))
    contact_channels.configure(Channels(sms=Anything()))  # type: ignore[arg-type]
    yield
    clock.configure(timedelta(0))
    contact_channels.configure(Channels())


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("killed worker")
@pytest.mark.usefixtures("at_noon")
async def test_a_worker_told_to_stop_hears_the_providers_answer_first(
    committed: DatabaseUrls, template: Template, tmp_path: Path
) -> None:
    services = Services(committed, template.redis_url, tmp_path)
    environment, web, sandbox = environment_of(services, 600)
    made = await make_case(name="Témoin")
    async with serving(services, environment, web, sandbox) as servers, httpx2.AsyncClient(base_url=sandbox) as client:
        fault = {"kind": "delay", "value": SLOWLY, "channel": "sms", "times": 1}
        assert (await client.post("/sandbox/api/faults", json=fault)).status_code == 201
        attempt = await plan_contact(
            AWA,
            made.case_file.id,
            made.phone.id,
            channel=Channel.SMS,
            template_id="sms_reminder.fr",
            send_at=None,
            idempotency_key="stopped-worker",
        )
        worker = servers.start("-m", "tandem.entrypoints.cli", "worker")

        async def state() -> AttemptState:
            async with reading(AWA):
                return (await ContactAttempt.get(id=attempt.id)).state

        async def is_under_way() -> bool:
            """The provider has the request, and takes its time."""
            return bool((await client.get("/sandbox/api/faults")).json()["faults"] == [])

        await until(is_under_way)
        worker.terminate()
        ended = await asyncio.to_thread(worker.wait, PATIENCE)

        assert ended == 0
        assert await state() is AttemptState.ACCEPTED
        async with reading(AWA):
            assert (await ContactAttempt.get(id=attempt.id)).provider_id


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("killed worker")
async def test_a_web_process_told_to_stop_answers_what_it_was_asked_and_lets_streams_go(
    committed: DatabaseUrls, template: Template, tmp_path: Path
) -> None:
    services = Services(committed, template.redis_url, tmp_path)
    environment, web, sandbox = environment_of(services, 600)
    secret = (await sign_in("awa@lenoir.example")).secret
    async with serving(services, environment, web, sandbox) as servers, contextlib.AsyncExitStack() as streams:
        place = urlsplit(web)
        process = servers.processes[-1]
        asking, asked = await asyncio.open_connection(place.hostname, place.port)
        streams.callback(asked.close)
        asked.write(b"POST /webhooks/twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nBody=1234&")
        stream = await open_stream(streams, place.hostname, place.port, secret)

        process.terminate()
        told = time.monotonic()
        await asyncio.wait_for(stream.read(), PATIENCE)
        await asyncio.sleep(max(0.0, told + FORMER_LIMIT - time.monotonic()))
        assert process.poll() is None
        asked.write(b"From=12345")
        answer = await asyncio.wait_for(asking.read(), PATIENCE)

        assert answer.startswith(b"HTTP/1.1 403 ")  # nobody signed it
        # The server ends itself by the signal that it was sent, when all is done.
        assert await asyncio.to_thread(process.wait, PATIENCE) in (0, -signal.SIGTERM)


async def open_stream(
    streams: contextlib.AsyncExitStack, host: str | None, port: int | None, secret: str
) -> asyncio.StreamReader:
    """A subscription as an integrator's, whose first frame has come; closed with `streams`."""
    body = json.dumps({"query": "subscription { viewerChanged { __typename } }"}).encode()
    reader, writer = await asyncio.open_connection(host, port)
    streams.callback(writer.close)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
        b"Origin: http://%s:%d\r\nCookie: __Host-tandem=%s\r\nContent-Length: %d\r\n\r\n%s"
        % ((host or "").encode(), port or 0, (host or "").encode(), port or 0, secret.encode(), len(body), body)
    )
    async with asyncio.timeout(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        await reader.readuntil(b"data")
    return reader
