"""A collector's day on the telephone: from the outcome of one call to the provider ringing the next number."""

import asyncio
import secrets
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from tandem.casefiles.models import ContactPoint
from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Channels
from tandem.contacts.commands import plan_contact, record_call_outcome
from tandem.contacts.models import Channel, ContactAttempt, Disposition
from tandem.entrypoints import demo
from tandem.entrypoints.bench import contacts_data, setting
from tandem.entrypoints.bench.contacts import ACCOUNT, MORNING, TOKEN, sandbox, worker
from tandem.entrypoints.bench.setting import AGENCY, Row
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_voice import TwilioVoice

CALLS = 40
# Seconds that a collector waits at most, nineteen times of twenty: what the product promises.
ASKED_FOR = 2.0
_AWA = demo.actor_of_cast("awa")


async def measure(urls: DatabaseUrls, redis_url: str, environment: dict[str, str], folder: Path) -> list[Row]:
    """One row: seconds from recording an outcome until the provider has taken the next call, on an open line."""
    clock.configure(MORNING - datetime.now(UTC))
    try:
        async with sandbox(folder) as address:
            voice = TwilioVoice(TwilioAccount(ACCOUNT, TOKEN, address))
            contact_channels.configure(Channels(voice=voice, public_url=address))
            try:
                async with worker(urls, redis_url, environment, address):
                    took = await _call_after_call(urls)
            finally:
                await voice.close()
                contact_channels.configure(Channels())
    finally:
        clock.configure(timedelta(0))
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    return [
        Row(
            "outcome of a call → the next number is rung, open line: outbox, gate, SDK, sandbox",
            f"{median:.2f} s, p95 {p95:.2f} s",
            f"{ASKED_FOR:.0f} s",
            f"{p95 / ASKED_FOR:.0%}",
            too_slow=p95 >= ASKED_FOR,
        )
    ]


async def _call_after_call(urls: DatabaseUrls) -> list[float]:
    owner = await asyncpg.connect(urls.owner)
    try:
        # As fast as a number may be: what is measured is the product, not the pace of one call a second.
        await owner.execute("UPDATE senders SET per_second = 1000 WHERE agency_id = $1", AGENCY)
        points = await _people(owner)
        await _open_line(owner)
        took: list[float] = []
        made = await _rung(owner, points[0])
        for point in points[1:]:
            began = time.perf_counter()
            await record_call_outcome(_AWA, made.id, disposition=Disposition.REACHED, comment=None)
            made = await _rung(owner, point)
            took.append(time.perf_counter() - began)
    finally:
        await owner.close()
    return took


async def _people(owner: asyncpg.Connection) -> list[ContactPoint]:
    """Numbers that nobody else of the bench has: what others were sent counts for none of them."""
    points = await contacts_data.write(await setting.write_case_files(owner, CALLS + 1, "CALLS"))
    for number, point in enumerate(points):
        await owner.execute("UPDATE contact_points SET value = $2 WHERE id = $1", point.id, f"+3363997{number:04}")
    return points


async def _open_line(owner: asyncpg.Connection) -> None:
    """The line as it stands once the collector has picked up, for a sign-in that goes on."""
    session_id, now = new_id(), clock.now()
    await owner.execute(
        "INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $4, $5)",
        session_id,
        session_id.bytes,
        _AWA.membership_id,
        now,
        now + timedelta(hours=8),
    )
    await owner.execute(
        "INSERT INTO phone_lines (id, agency_id, membership_id, session_id, phone, caller_id, state, provider_id, "
        "asked_at, opened_at, used_at) VALUES ($1, $2, $3, $4, '+33612345678', '+33199001200', 'open', 'CA0', "
        "$5, $5, $5)",
        new_id(),
        _AWA.organization_id,
        _AWA.membership_id,
        session_id,
        now,
    )


async def _rung(owner: asyncpg.Connection, point: ContactPoint) -> ContactAttempt:
    """Plan a call for now, and wait until the provider's receipt of it is kept."""
    planned = await plan_contact(
        _AWA,
        point.case_file_id,
        point.id,
        channel=Channel.VOICE,
        template_id=None,
        send_at=None,
        idempotency_key=secrets.token_hex(16),
    )
    async with asyncio.timeout(60):
        while True:
            if await owner.fetchval(_HAS_RECEIPT, planned.id):
                return planned
            await asyncio.sleep(0.01)


_HAS_RECEIPT = "SELECT EXISTS (SELECT FROM delivery_reports WHERE attempt_id = $1 AND event_id IS NULL)"
