"""All webhooks of a recorded run, three times and shuffled, leave the same as once and in order.

The run is the sandbox's: statuses of texts, answers, both legs of calls, e-mail events, e-mails; what a call asks is in
`test_replayed_calls`. Nothing that a reader is told may differ but the number of an event in its chain, when it was
recorded, and the ids of files that came in.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
import time_machine
from obstore.store import MemoryStore
from tortoise.transactions import in_transaction

from tandem import contacts
from tandem.casefiles import storage
from tandem.contacts.channels import (
    CALL_STATUS_PATH,
    EMAIL_EVENTS_PATH,
    EMAIL_INBOUND_PATH,
    SMS_INBOUND_PATH,
    SMS_STATUS_PATH,
)
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.models import Channel, ContactAttempt, InboundMessage, OptOut
from tandem.contacts.transitions import BRIDGING
from tandem.contacts.webhooks import receive
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.http.webhooks import routes
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem_channels.contract import WebhookRequest
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice, bridge_twiml
from tests.channels.servers import ACCOUNT_SID, AUTH_TOKEN, SENDGRID_KEY, SandboxServer, sandbox_server
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, told, work
from tests.domain.contacts_db.test_replayed_calls import PLAYED_IN_CALLS
from tests.support.builders import MadeCase, make_case
from tests.support.mails import PDF, base64_of

pytestmark = pytest.mark.usefixtures("worker")
SMS_SENDER, VOLATILE = "+33937001200", {"document_id"}
ORDERS = 4
# Where the recorded run posts to, as the routes call it.
PLAYED = {
    "/sms": SMS_INBOUND_PATH,
    "/webhooks/twilio/sms/status": SMS_STATUS_PATH,
    "/webhooks/twilio/call/status": CALL_STATUS_PATH,
    "/events": EMAIL_EVENTS_PATH,
    "/inbound": f"{EMAIL_INBOUND_PATH}/{{secret}}",
}
# The same events of an agency's own account, which every other order is signed by.
OF_OWN_ACCOUNT = f"{EMAIL_EVENTS_PATH}/{{token}}"
MARC = actor_of_cast("marc")


@pytest.fixture(autouse=True)
def morning() -> Any:
    """The sandbox's schedule needs a clock that goes on."""
    with time_machine.travel(MORNING, tick=True) as clock:
        yield clock


@dataclass(frozen=True)
class Run:
    """What the sandbox posted, and about which case files."""

    posts: list[WebhookRequest]
    cases: list[MadeCase]
    email: SendGridEmail
    sms: TwilioSms
    voice: TwilioVoice


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[SandboxServer]:
    async with sandbox_server(tmp_path, pace=0.01) as server:
        yield server


@asynccontextmanager
async def recorded(sandbox: SandboxServer) -> AsyncIterator[Run]:
    """One contact of each kind that ends in each way, and whatever debtors do about them."""
    account = TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, sandbox.url)
    email = SendGridEmail(SendGridAccount(SENDGRID_KEY, sandbox.public_key, sandbox.url))
    sms, voice = TwilioSms(account), TwilioVoice(account)
    url = sandbox.receiver.url
    contacts.configure(
        contacts.Channels(sms=sms, voice=voice, email=email, public_url=url, inbound_domain="answers.example")
    )
    cases = [await make_case() for _ in range(5)]
    plain, stopping, asking, silent, calling = cases
    await sandbox.fault("fail_delivery", "30005", recipient=silent.phone.value)
    await sandbox.fault("fail_delivery", "550", recipient=silent.email.value)
    for made in (plain, stopping, asking, silent):
        for channel in (Channel.SMS, Channel.EMAIL):
            await plan(made, channel)
    # One call at a time: each collector has one in hand.
    calls = {
        made.phone.value: await plan(made, Channel.VOICE, actor=caller)
        for made, caller in ((plain, AWA), (calling, MARC))
    }
    for number, attempt in calls.items():
        sandbox.receiver.twiml[str(attempt.id)] = bridge_twiml(
            attempt_id=str(attempt.id),
            debtor_number=number,
            caller_id="+33199001200",
            status_callback_url=f"{url}/webhooks/twilio/call/status",
        )
    await work()
    await quiet(sandbox)
    for number, action in ((plain.phone.value, "pick_up"), (calling.phone.value, "busy")):
        [leg] = (await sandbox.get("calls", to=number))["calls"]
        assert await sandbox.post(f"calls/{leg['sid']}/{action}") == 204
    await quiet(sandbox)
    [leg] = (await sandbox.get("calls", to=plain.phone.value))["calls"]
    assert await sandbox.post(f"calls/{leg['sid']}/hang_up") == 204

    async def text(sender: str, body: str) -> None:
        assert await sandbox.post("replies", **{"from": sender, "to": SMS_SENDER, "body": body}) == 201

    async def mail_to(made: MadeCase) -> str:
        [mail] = (await sandbox.get("messages", to=made.email.value, direction="outbound"))["messages"]
        return f"messages/{mail['sid']}"

    await text(plain.phone.value, "Je paie vendredi")
    await text(stopping.phone.value, "STOP")
    await text(asking.phone.value, "merci de ne plus m'écrire")
    await text("+33639980077", "Qui êtes-vous ?")
    files = [{"name": "preuve.pdf", "type": "application/pdf", "base64": base64_of(PDF)}]
    assert await sandbox.post(f"{await mail_to(plain)}/answer", text="Voici la preuve", files=files) == 201
    assert await sandbox.post(f"{await mail_to(stopping)}/answer", text="STOP", mode="raw") == 201
    away = {"Auto-Submitted": "auto-replied"}
    assert await sandbox.post(f"{await mail_to(plain)}/answer", text="Absent", headers=away, mode="raw") == 201
    assert await sandbox.post(f"{await mail_to(asking)}/complaint") == 204
    stranger = {"from": "inconnu@ailleurs.example", "to": "dossiers@lenoir.example", "text": "Bonjour"}
    assert await sandbox.post("mails", **stranger) == 201
    await quiet(sandbox)
    for attempt in calls.values():
        # What the answer to the collector's leg wrote, when it was asked for.
        async with transaction(AGENCY):
            await ContactAttempt.filter(id=attempt.id).update(provider_status=BRIDGING)
    posts = [post for post in sandbox.receiver.received if "/call/answer" not in post.url]
    yield Run(posts, cases, email, sms, voice)
    for adapter in (email, sms, voice):
        await adapter.close()


async def quiet(sandbox: SandboxServer) -> None:
    """Until nothing more was posted for a second: five looks, so that one stall of the machine is no quiet."""
    before, looks = -1, 0
    while looks < 5:
        looks = looks + 1 if before == len(sandbox.receiver.received) else 0
        before = len(sandbox.receiver.received)
        await asyncio.sleep(0.2)


async def deliver(run: Run, post: WebhookRequest, agency_id: UUID | None = None) -> None:
    """As the web process does with what is signed; `agency_id`: by an agency's own account."""
    path = post.url.partition("?")[0].rpartition("/")[2]
    if path == "inbound":
        assert run.email.vouches(post)
        await receive_email(post, agency_id)
        return
    adapter: Any = run.email if path == "events" else run.voice if "/call/" in post.url else run.sms
    assert adapter.verify(post)
    await receive(adapter.parse(post), agency_id)


async def told_of(run: Run) -> dict[str, Any]:
    """All that is left of a run: events by content, attempts, wishes, messages, what addresses are good for."""
    left: dict[str, Any] = {}
    for number, made in enumerate(run.cases):
        events = Counter[str]()
        for entry in await told(made):
            data = {name: value for name, value in entry.data.items() if name not in VOLATILE}
            kept = [entry.chain, entry.kind, entry.actor_kind, data]
            events[orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()] += 1
        left[f"events {number}"] = events
        async with reading(AGENCY):
            attempts = await ContactAttempt.filter(case_file_id=made.case_file.id)
            points = await database.rows(
                "SELECT kind, invalid_at IS NOT NULL AS dead, invalid_reason FROM contact_points "
                "WHERE case_file_id = $1 ORDER BY kind",
                made.case_file.id,
            )
        left[f"attempts {number}"] = sorted((one.channel, one.state, str(one.provider_status)) for one in attempts)
        left[f"points {number}"] = points
    async with reading(AGENCY):
        left["wishes"] = sorted(
            [(one.channel, one.address, one.provisional) for one in await OptOut.filter(lifted_at=None)]
        )
        left["messages"] = sorted(
            (one.channel, one.state, one.why or "", one.sender, one.body) for one in await InboundMessage.all()
        )
    return left


class Undone(Exception):
    """Takes back what an order of the posts left."""


async def after(run: Run, posts: list[WebhookRequest], every: int, agency_id: UUID | None = None) -> dict[str, Any]:
    """What these posts leave, handled in batches of `every`; then all of it is taken back."""
    left: dict[str, Any] = {}
    storage.configure(MemoryStore())
    try:
        async with in_transaction():
            for number, post in enumerate(posts, 1):
                await deliver(run, post, agency_id)
                if number % every == 0:
                    await work()
            await work()
            left = await told_of(run)
            raise Undone
    except Undone:
        return left


def test_every_webhook_path_is_played_here_or_in_the_replayed_calls():
    assert {route.path for route in routes} == {*PLAYED.values(), OF_OWN_ACCOUNT, *PLAYED_IN_CALLS}


async def test_three_times_and_shuffled_is_once_in_order(sandbox: SandboxServer):
    async with recorded(sandbox) as run:
        kinds = {post.url.partition("?")[0].removeprefix(sandbox.receiver.url) for post in run.posts}
        assert kinds == set(PLAYED)
        once = await after(run, run.posts, every=1)
        assert sum(once["events 0"].values()) >= 5
        assert Counter(state for _, state, *_ in once["messages"]) == {"filed": 2, "waiting": 2, "set_aside": 1}
        assert len(once["wishes"]) == 4
        assert [point["kind"] for point in once["points 3"] if point["dead"]] == ["email", "phone"]

        for seed in range(ORDERS):
            rng = random.Random(seed)
            shuffled = run.posts * 3
            rng.shuffle(shuffled)
            signed_for = AGENCY.organization_id if seed % 2 else None
            left = await after(run, shuffled, rng.choice([1, 3, 7, 1000]), signed_for)
            assert left == once, f"seed {seed}"


async def test_what_is_not_signed_as_it_stands_is_refused(sandbox: SandboxServer):
    async with recorded(sandbox) as run:
        for post in run.posts:
            forged = WebhookRequest(post.url, post.headers, post.body.replace(b"e", b"f", 1))
            with pytest.raises(AssertionError):
                await deliver(run, forged)
