"""What Twilio asks and tells during calls, three times and shuffled, leaves the same as once and in order.

Posted to the product's own routes, signed. Of a shuffled order only what no provider could do otherwise is kept: the
first time that something is posted which follows from an answer of ours, it comes after that answer.
"""

import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import unescape

import asyncpg
import httpx2
import orjson
import pytest
import time_machine
from starlette.applications import Starlette
from tortoise.transactions import in_transaction
from twilio.request_validator import RequestValidator

from tandem import contacts
from tandem.contacts.calling.commands import open_line
from tandem.contacts.calling.lines import Line, LineDevice
from tandem.contacts.calling.message_end import GRACE
from tandem.contacts.calling.softphone import identity_of
from tandem.contacts.calling.telling import line_answered
from tandem.contacts.channels import (
    BROWSER_ANSWER_PATH,
    BROWSER_LEFT_PATH,
    CALL_ANSWER_PATH,
    CALL_INBOUND_PATH,
    CALL_LEFT_PATH,
    CALL_STATUS_PATH,
    LINE_ANSWER_PATH,
    LINE_STATUS_PATH,
    MESSAGE_ANSWER_PATH,
    RECORDING_ANSWER_PATH,
    RECORDING_STATUS_PATH,
    channels,
)
from tandem.contacts.commands import plan_contact
from tandem.contacts.models import Channel, ContactAttempt
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.http.webhooks import routes
from tandem.kit import database
from tandem.kit.database import reading
from tandem_channels.contract import ChannelEvent, RecordingStatus, WebhookRequest, with_attempt
from tandem_channels.fake import FakeBrowserLegs, FakeCallChannel, FakeRecordings
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_voice import TwilioVoice
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
PUBLIC, OURS, TOKEN = "https://app.example", "+33199001200", "t" * 32
SID, THEIRS, DESK = "AC" + "0" * 32, "CA-theirs", "CA-desk"
ORDERS = 4


@dataclass(frozen=True)
class Post:
    """Something that Twilio posts, at first not before what it comes `after`. Without a `url` it goes where our answer
    to the first of those says.
    """

    name: str
    form: dict[str, str]
    url: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    posts: list[Post]
    cases: list[MadeCase]


class Heard(FakeCallChannel):
    """Calls that reach nobody, of an account whose webhooks are Twilio's to the letter."""

    def __init__(self) -> None:
        super().__init__()
        self._twilio = TwilioVoice(TwilioAccount(SID, TOKEN, "http://127.0.0.1:9"))
        self.browser = FakeBrowserLegs()

    def verify(self, request: WebhookRequest) -> bool:
        return self._twilio.verify(request)

    def parse(self, request: WebhookRequest) -> list[ChannelEvent]:
        return self._twilio.parse(request)


@pytest.fixture(autouse=True)
def voice(fakes: Fakes) -> Heard:
    made = Heard()
    contacts.configure(replace(channels(), voice=made, softphone=True))
    return made


@pytest.fixture
async def recording(shared_database: DatabaseUrls) -> AsyncIterator[None]:
    """The agency records its calls, as the worker finds it; undone for the tests after this one."""
    owner = await asyncpg.connect(shared_database.owner)
    try:
        await owner.execute(
            "INSERT INTO recording_settings VALUES ($1, true, now(), 'Inès Garnier', NULL)", AWA.organization_id
        )
        yield
        await owner.execute("DELETE FROM recording_settings")
    finally:
        await owner.close()


def at(path: str, about: ContactAttempt | Line, **more: str) -> str:
    """One of our addresses, as we gave it to Twilio."""
    return with_attempt(PUBLIC + path, str(about.id), **more)


def theirs(attempt: ContactAttempt, *words: str, after: tuple[str, ...] = ()) -> list[Post]:
    """Status callbacks of the debtor's leg."""
    return _steps(at(CALL_STATUS_PATH, attempt, leg="debtor"), THEIRS, words, after)


def desk(attempt: ContactAttempt, *words: str, after: tuple[str, ...] = ()) -> list[Post]:
    """Of the collector's."""
    return _steps(at(CALL_STATUS_PATH, attempt), DESK, words, after)


def _steps(url: str, sid: str, words: Sequence[str], after: tuple[str, ...]) -> list[Post]:
    lasted = {"completed": {"CallDuration": "42"}}
    return [
        Post(f"{sid} {one}", {"CallSid": sid, "CallStatus": one, **lasted.get(one, {})}, url, after) for one in words
    ]


def line_of(line: Line, *, until: str) -> list[Post]:
    """The line on which the collector waits, who hangs up after `until`."""
    told = at(LINE_STATUS_PATH, line)
    return [
        Post("line", {"CallSid": DESK}, at(LINE_ANSWER_PATH, line)),
        *_steps(told, DESK, ("initiated", "ringing", "in-progress"), ()),
        *_steps(told, DESK, ("completed",), (until,)),
    ]


def next_asked(name: str, after: str, status: str = "in-progress", keys: str = "") -> Post:
    """What a leg asks where our last answer told it to."""
    return Post(name, {"CallSid": THEIRS, "CallStatus": status, "Digits": keys}, after=(after,))


def dialling_ended(name: str, after: str, how: str) -> Post:
    """What Dial asks once the number that it rang is done with."""
    form = {"CallSid": THEIRS, "CallStatus": "in-progress", "DialCallStatus": how}
    return Post(name, form, after=(after,))


async def opened() -> Line:
    line = (await open_line(AWA)).line
    await work()
    await line_answered(line.id, DESK)
    return line


async def called(made: MadeCase) -> ContactAttempt:
    attempt = await plan(made, Channel.VOICE)
    await work()
    return attempt


async def bridge(*ends: str) -> Story:
    """The collector is rung, then the debtor, whose leg takes these steps."""
    made = await make_case()
    attempt = await called(made)
    return Story(
        [
            *desk(attempt, *STEPS),
            Post("bridge", {"CallSid": DESK}, at(CALL_ANSWER_PATH, attempt)),
            *theirs(attempt, *ends, after=("bridge",)),
            *desk(attempt, "completed", after=("bridge",)),
        ],
        [made],
    )


async def collector_engaged() -> Story:
    made = await make_case()
    return Story(desk(await called(made), "initiated", "ringing", "busy"), [made])


async def recorded_call(*, refused: bool) -> Story:
    """From the line: announced, recorded, and left by the star where it is refused."""
    line, made = await opened(), await make_case()
    attempt = await called(made)
    leaving = [next_asked("left", "key"), next_asked("stayed", "left")]
    ending = leaving if refused else [next_asked("left", "key", status="completed")]
    sound = {"RecordingSid": "RE-1", "RecordingStatus": "completed", "RecordingDuration": "40"}
    return Story(
        [
            *theirs(attempt, *STEPS),
            Post("start", {"CallSid": THEIRS}, at(RECORDING_ANSWER_PATH, attempt)),
            next_asked("key", "start"),
            *ending,
            *theirs(attempt, "completed"),
            # It goes on until they leave it.
            Post("sound", sound, at(RECORDING_STATUS_PATH, attempt), (ending[-1].name,)),
            *line_of(line, until=ending[-1].name),
        ],
        [made],
    )


async def callers() -> Story:
    """One is put through to the line in a browser, one is not: who is on it has a call."""
    first, second = await make_case(), await make_case()
    line = (await open_line(AWA, LineDevice.COMPUTER)).line
    joins = {"CallSid": DESK, "From": f"client:{identity_of(line.membership_id)}", "line": str(line.id)}

    def rings(sid: str, made: MadeCase, after: str) -> Post:
        form = {"CallSid": sid, "Direction": "inbound", "CallStatus": "ringing", "From": made.phone.value, "To": OURS}
        return Post(sid, form, PUBLIC + CALL_INBOUND_PATH, (after,))

    return Story(
        [
            Post("browser", joins, PUBLIC + BROWSER_ANSWER_PATH),
            rings("CA-1", first, "browser"),
            rings("CA-2", second, "CA-1"),
            Post("CA-1 left", {"CallSid": "CA-1"}, after=("CA-1",)),
            # The conference's word of its end, beside the one of the leg: only later, or they were not put through.
            Post("over", {"StatusCallbackEvent": "conference-end"}, after=("browser", "CA-2")),
            Post("browser left", {"CallSid": DESK}, after=("browser", "CA-2")),
        ],
        [first, second],
    )


async def message(*keys: str, on_line: bool = False, dialled: str = "", hour: str = "") -> Story:
    """A call that a message opens: a person picks up and presses these keys; then how the agency's telephone was
    `dialled`, and the `hour` that is chosen where nobody is there.
    """
    if on_line:
        await opened()
    made = await make_case()
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        template_id="call_message",
        send_at=None,
        idempotency_key=f"message-{made.case_file.id}",
    )
    await work()
    names = ["start", *(f"key {number}" for number, _ in enumerate(keys, 1))]
    return Story(
        [
            *theirs(attempt, *STEPS),
            Post("start", {"CallSid": THEIRS}, at(MESSAGE_ANSWER_PATH, attempt)),
            Post("heard", {"CallSid": THEIRS, "AnsweredBy": "human"}, at(CALL_STATUS_PATH, attempt, leg="debtor")),
            *(next_asked(name, before, keys=key) for before, name, key in zip(names, names[1:], keys, strict=False)),
            *([dialling_ended("dialled", names[-1], dialled)] if dialled else []),
            *([next_asked("hour", "dialled", keys=hour)] if hour else []),
            # Whoever presses a key and hangs up is told of twice at once.
            *theirs(attempt, "completed", after=("start",)),
        ],
        [made],
    )


# The start of a leg that is picked up.
STEPS = ("initiated", "ringing", "in-progress")
_BRIDGE, _MESSAGE = {CALL_ANSWER_PATH, CALL_STATUS_PATH}, {MESSAGE_ANSWER_PATH, CALL_STATUS_PATH}
_LINE = {LINE_ANSWER_PATH, LINE_STATUS_PATH, RECORDING_ANSWER_PATH, RECORDING_STATUS_PATH, CALL_STATUS_PATH}
_CALLERS = {CALL_INBOUND_PATH, CALL_LEFT_PATH, BROWSER_ANSWER_PATH, BROWSER_LEFT_PATH}
# Each with a word of what it leaves, and the paths that it takes.
STORIES: dict[str, tuple[Callable[[], Awaitable[Story]], str, set[str]]] = {
    "bridge": (partial(bridge, *STEPS, "completed"), '"delivered"', _BRIDGE),
    "bridge, not answered": (partial(bridge, "initiated", "ringing", "no-answer"), "CALL_NOT_ANSWERED", _BRIDGE),
    "collector engaged": (collector_engaged, "COLLECTOR_NOT_REACHED", {CALL_STATUS_PATH}),
    "recorded": (partial(recorded_call, refused=False), '"kept"', _LINE),
    "recording refused": (partial(recorded_call, refused=True), '"destroyed"', _LINE),
    "callers": (callers, "inbound_message_received", _CALLERS),
    "message refused": (partial(message, "1", "9"), '"refuses"', _MESSAGE),
    "message, call back": (partial(message, "1", "2", "14"), '"callback"', _MESSAGE),
    "message, put through": (partial(message, "1", "1", dialled="completed"), '"reached"', _MESSAGE),
    "message, nobody there": (partial(message, "1", "1", dialled="no-answer"), '"callback"', _MESSAGE),
    "message, engaged, an hour": (partial(message, "1", "1", dialled="busy", hour="14"), '"callback"', _MESSAGE),
    "message, put through to a line": (partial(message, "1", "1", on_line=True), '"delivered"', _MESSAGE),
    "message, confirmed": (partial(message, "1"), '"reached"', _MESSAGE),
    "message, no key": (message, '"no_answer"', _MESSAGE),
}
PLAYED_IN_CALLS = {path for *_, paths in STORIES.values() for path in paths}


def in_some_order(posts: Sequence[Post], rng: random.Random) -> list[Post]:
    """Each three times, anyhow, but none for the first time before what it follows."""
    left, ordered = list(posts) * 3, list[Post]()
    rng.shuffle(left)
    while left:
        known = {post.name for post in ordered}
        ordered.append(left.pop(next(n for n, post in enumerate(left) if known.issuperset(post.after))))
    return ordered


class Undone(Exception):
    """Takes back what an order of the posts left."""


@dataclass
class Replay:
    """One order of a story's posts, through the routes."""

    http: httpx2.AsyncClient
    answers: dict[str, str] = field(default_factory=dict)
    played: set[str] = field(default_factory=set)

    async def post(self, post: Post) -> None:
        url = post.url or self._told_by(post.after[0])
        form = {"AccountSid": SID, **post.form}
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, form),
        }
        answer = await self.http.post(url, content=urlencode(form), headers=headers)
        assert answer.status_code == 200, (post.name, answer.text)
        self.answers.setdefault(post.name, answer.text)
        self.played.add(urlsplit(url).path)

    def _told_by(self, name: str) -> str:
        """The address at which Twilio goes on, in our first answer to this post."""
        [address] = set(re.findall('action="([^"]+)"', self.answers[name]))
        return unescape(address)


async def after(
    posts: Sequence[Post], cases: Sequence[MadeCase], clock: time_machine.Traveller, voice: Heard, every: int
) -> tuple[dict[str, Any], set[str]]:
    """What these posts leave, handled in batches of `every`, and the paths that they took; then it is taken back."""
    voice.recordings = FakeRecordings()
    # Begun by a worker that was killed before it could say so: what is told of it may come before that is found out.
    voice.recordings.set(THEIRS, "RE-1", RecordingStatus.RUNNING)
    app = Starlette(routes=routes)
    app.state.public_url = PUBLIC
    left: dict[str, Any] = {}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)) as http:
        replay = Replay(http)
        try:
            async with in_transaction():
                for number, post in enumerate(posts, 1):
                    await replay.post(post)
                    if number % every == 0:
                        await work()
                await work()
                clock.move_to(MORNING + GRACE)
                await work()
                left = await left_of(cases)
                raise Undone
        except Undone:
            clock.move_to(MORNING)
    return left, replay.played


async def left_of(cases: Sequence[MadeCase]) -> dict[str, Any]:
    """All that readers are told, and every row that a call leaves, but times. What each order makes anew has a name
    in the place of its id: an attempt its purpose, a call that was put through its leg.
    """
    left: dict[str, Any] = {}
    async with reading(AGENCY):
        named = await database.rows(
            "SELECT id, purpose::text AS name FROM contact_attempts "
            "UNION ALL SELECT id, provider_id::text FROM incoming_calls"
        )
        for name, query in ROWS.items():
            left[name] = [dict(row) for row in await database.rows(query)]
    for number, made in enumerate(cases):
        entries = [(one.chain, one.kind, one.actor_kind, one.data) for one in await told(made)]
        events = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS).decode() for one in entries]
        for row in named:
            events = [event.replace(str(row["id"]), row["name"]) for event in events]
        left[f"events {number}"] = sorted(events)
    return left


ROWS = {
    "attempts": "SELECT purpose, state, provider_status, provider_code, provider_id, disposition, answered_by, "
    "answered_at IS NOT NULL AS answered, duration_seconds, line_id, body, "
    "reasons FROM contact_attempts WHERE channel = 'voice' ORDER BY purpose",
    "wishes": "SELECT channel, address, provisional, source FROM opt_outs WHERE lifted_at IS NULL ORDER BY 1, 2",
    "messages": "SELECT channel, state, sender, body FROM inbound_messages ORDER BY sender, body",
    "lines": "SELECT id, state, closed_because, provider_id FROM phone_lines ORDER BY id",
    "received": "SELECT provider_id, line_id, ended_at IS NOT NULL AS ended FROM incoming_calls ORDER BY provider_id",
    "recordings": "SELECT attempt_id, state, provider_id, seconds, objected_by, size FROM call_recordings ORDER BY 1",
    "asked": "SELECT split_part(payload ->> 'address', '?', 1) AS path, payload -> 'raw' AS raw, case_file_ids "
    "FROM provider_events WHERE kind = 'spoken' AND handled_at IS NOT NULL ORDER BY 1, 2",
}
# Asked of a collector's own telephone alone: of no case file.
OF_NO_CASE = {LINE_ANSWER_PATH, LINE_STATUS_PATH, BROWSER_ANSWER_PATH, BROWSER_LEFT_PATH}
HANDLED_LATER = {CALL_STATUS_PATH, CALL_INBOUND_PATH}


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize("name", STORIES)
async def test_three_times_and_shuffled_is_once_in_order(
    name: str, voice: Heard, morning: time_machine.Traveller
) -> None:
    prepared, word, paths = STORIES[name]
    story = await prepared()

    once, played = await after(story.posts, story.cases, morning, voice, every=1)

    assert word in str(once)
    assert played == paths
    assert {one["path"] for one in once["asked"]} == paths - HANDLED_LATER
    of_cases = {(one.case_file.id,) for one in story.cases}
    for one in once["asked"]:
        assert (tuple(one["case_file_ids"]) in of_cases) is (one["path"] not in OF_NO_CASE), one
    for seed in range(ORDERS):
        rng = random.Random(seed)
        shuffled = in_some_order(story.posts, rng)
        left, _ = await after(shuffled, story.cases, morning, voice, every=rng.choice([1, 3, 1000]))
        assert left == once, (f"seed {seed}", [post.name for post in shuffled])
