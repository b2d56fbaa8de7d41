"""Contacts a second of one worker, through outbox, gate, SDK and sandbox, beside a bare loop of the same SDK call."""

import asyncio
import contextlib
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from tandem.casefiles.models import ContactPoint
from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Channels
from tandem.contacts.commands import plan_contact
from tandem.contacts.models import Channel, ContactAttempt
from tandem.entrypoints import demo
from tandem.entrypoints.bench import contacts_data, setting
from tandem.entrypoints.bench.setting import AGENCY, ROUNDS, Row
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.worker import JOBS
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.organizations.actor import System
from tandem_channels.contract import OutboundSms
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms

CONTACTS = 150
WITHIN = 300  # seconds that the worker has to start, and then to send one round
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday: nothing is put off
ACCOUNT, TOKEN = "AC" + "7" * 32, "bench-token"
_AGENCY = System(AGENCY)
_AWA = demo.actor_of_cast("awa")


async def measure(urls: DatabaseUrls, redis_url: str, environment: dict[str, str], folder: Path) -> list[Row]:
    """One row: texts, medians of ROUNDS rounds after one that does not count; worker and loop in turn."""
    clock.configure(MORNING - datetime.now(UTC))
    try:
        async with sandbox(folder) as address:
            sms = TwilioSms(TwilioAccount(ACCOUNT, TOKEN, address))
            contact_channels.configure(Channels(sms=sms, public_url=address))
            try:
                product, floor = await _in_turn(urls, redis_url, environment, address, sms)
            finally:
                await sms.close()
                contact_channels.configure(Channels())
    finally:
        clock.configure(timedelta(0))
    return [
        Row(
            f"contacts, one worker, {JOBS} at a time: outbox, gate, SDK, sandbox",
            f"{product:,.0f} /s",
            f"{floor:,.0f} /s",
            f"{product / floor:.0%}",
        )
    ]


async def _in_turn(
    urls: DatabaseUrls, redis_url: str, environment: dict[str, str], address: str, sms: TwilioSms
) -> tuple[float, float]:
    owner = await asyncpg.connect(urls.owner)
    try:
        # As fast as a sender may be: what is measured is the worker, not the pace that a carrier asks for.
        await owner.execute("UPDATE senders SET per_second = 1000 WHERE agency_id = $1", AGENCY)
        ids = await setting.write_case_files(owner, CONTACTS * (ROUNDS + 1), "CONTACTS")
        points = await contacts_data.write(ids)
        products, floors = [], []
        known = await owner.fetch(_BEATS)
        async with worker(urls, redis_url, environment, address):
            await _lives(owner, known)
            for number in range(ROUNDS + 1):
                part = points[number * CONTACTS : (number + 1) * CONTACTS]
                products.append(await _by_worker(owner, part))
                floors.append(await _by_loop(sms, address, part))
    finally:
        await owner.close()
    return statistics.median(products[1:]), statistics.median(floors[1:])


async def _lives(owner: asyncpg.Connection, known: list[asyncpg.Record]) -> None:
    """Wait for the first sign of life of a worker beyond those that are known. Raises TimeoutError."""
    try:
        async with asyncio.timeout(WITHIN):
            while True:
                await asyncio.sleep(0.2)
                if await owner.fetch(_BEATS) != known:
                    return
    except TimeoutError:
        raise TimeoutError(f"the worker gave no sign of life in {WITHIN} s") from None


async def _by_worker(owner: asyncpg.Connection, points: list[ContactPoint]) -> float:
    """Plan them for later, have them all due at once, and count from the first that leaves to the last receipt."""
    later, room = clock.now() + timedelta(hours=1), asyncio.Semaphore(8)

    async def planned(point: ContactPoint) -> UUID:
        async with room:
            attempt = await plan_contact(
                _AWA,
                point.case_file_id,
                point.id,
                channel=Channel.SMS,
                template_id="sms_reminder.fr",
                send_at=later,
                idempotency_key=secrets.token_hex(16),
            )
        found: UUID = attempt.id
        return found

    ids = await asyncio.gather(*map(planned, points))
    async with owner.transaction():
        await owner.execute("UPDATE contact_attempts SET send_at = $2 WHERE id = ANY ($1::uuid[])", ids, clock.now())
        await owner.execute(
            "UPDATE outbox SET available_at = $2 WHERE topic = 'contacts.dispatch' "
            "AND payload ->> 'attempt_id' = ANY ($1::text[])",
            [str(attempt_id) for attempt_id in ids],
            clock.now(),
        )
    try:
        async with asyncio.timeout(WITHIN):
            while True:
                await asyncio.sleep(0.2)
                row = await owner.fetchrow(_TOOK, ids)
                if row["receipts"] == len(ids):
                    return len(ids) / float(row["seconds"])
    except TimeoutError:
        left = "\n".join(" ".join(map(str, row)) for row in await owner.fetch(_LEFT, ids))
        raise TimeoutError(f"not sent in {WITHIN} s:\n{left}") from None


async def _by_loop(sms: TwilioSms, address: str, points: list[ContactPoint]) -> float:
    """The same words to the same people: what the SDK does when nothing is asked before and nothing kept afterwards."""
    async with reading(_AGENCY):
        rows = await ContactAttempt.filter(contact_point_id__in=[point.id for point in points])
    room = asyncio.Semaphore(JOBS)

    async def sent(attempt: ContactAttempt) -> None:
        async with room:
            await sms.send(
                OutboundSms(
                    attempt_id=str(attempt.id),
                    to=attempt.to_address,
                    sender=attempt.sender or "",
                    body=attempt.body or "",
                    callback_url=f"{address}/nobody",
                    validity_seconds=3600,
                )
            )

    started = time.perf_counter()
    await asyncio.gather(*map(sent, rows))
    return len(rows) / (time.perf_counter() - started)


@contextlib.asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[str]:
    """The provider; its address. An hour passes between two steps of a message: no callback falls into the measure."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = ["-m", "tandem_channels.sandbox", "--port", str(port), "--data", str(folder / "bench-sandbox.sqlite")]
    command += ["--account-sid", ACCOUNT, "--auth-token", TOKEN, "--pace", "3600"]
    with _running(command, {}):
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def worker(urls: DatabaseUrls, redis_url: str, environment: dict[str, str], address: str) -> AsyncIterator[None]:
    """One worker, as it is run everywhere."""
    shift = (clock.now() - datetime.now(UTC)).total_seconds()
    settings = {
        "TANDEM_WORKER_DATABASE_URL": urls.worker,
        "TANDEM_REDIS_URL": redis_url,
        "TANDEM_SANDBOX_URL": address,
        "TANDEM_TWILIO_API_URL": address,
        "TANDEM_TWILIO_ACCOUNT_SID": ACCOUNT,
        "TANDEM_TWILIO_AUTH_TOKEN": TOKEN,
        "TANDEM_CLOCK": f"{shift:+.0f}",
        "TANDEM_LOST_AFTER": "86400",
        "TANDEM_PUBLIC_URL": "http://127.0.0.1:1",
    }
    with _running(["-m", "tandem.entrypoints.worker"], environment | settings):
        yield


@contextlib.contextmanager
def _running(arguments: list[str], settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


# From the first that was reserved to the last whose receipt was kept.
_TOOK = """
SELECT count(*) AS receipts, extract(epoch FROM max(r.received_at) - min(a.sending_at)) AS seconds
FROM contact_attempts a JOIN delivery_reports r ON r.attempt_id = a.id AND r.event_id IS NULL
WHERE a.id = ANY ($1::uuid[])
"""
_BEATS = "SELECT id FROM worker_beats ORDER BY id"
# Of what has no receipt: how far it came, until when it waits and why, and how far its dispatch came.
_LEFT = """
SELECT a.id, a.state, a.until, a.reasons, o.available_at, o.dispatched_at, o.attempts, o.done_at, o.failed_at,
       o.last_error
FROM contact_attempts a LEFT JOIN outbox o
    ON o.topic = 'contacts.dispatch' AND o.payload ->> 'attempt_id' = a.id::text
WHERE a.id = ANY ($1::uuid[])
  AND NOT EXISTS (SELECT FROM delivery_reports r WHERE r.attempt_id = a.id AND r.event_id IS NULL)
ORDER BY a.id, o.id
"""
