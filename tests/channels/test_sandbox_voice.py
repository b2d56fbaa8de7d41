"""A bridge call through the sandbox: collector, TwiML, debtor, and what each leg tells."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tandem_channels.contract import CallEvent, CallLeg, CallStatus, OutboundCall
from tandem_channels.twilio_voice import TwilioVoice, bridge_twiml, refusal_twiml
from tandem_channels.twilio_voice_menu import connect_twiml, say_twiml, was_answered
from tests.channels.servers import WAIT, SandboxServer
from tests.channels.test_twilio_voice import CALLER_ID

Steps = list[tuple[CallLeg, CallStatus]]
COLLECTOR, DEBTOR = CallLeg.COLLECTOR, CallLeg.DEBTOR
UP_TO_RINGING: Steps = [
    (COLLECTOR, CallStatus.INITIATED),
    (COLLECTOR, CallStatus.RINGING),
    (COLLECTOR, CallStatus.IN_PROGRESS),
    (DEBTOR, CallStatus.INITIATED),
    (DEBTOR, CallStatus.RINGING),
]


@pytest.fixture
def call(sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str) -> Callable[[str], Awaitable[None]]:
    async def place(collector: str = "+33184800001") -> None:
        url = sandbox.receiver.url
        sandbox.receiver.twiml[attempt_id] = bridge_twiml(
            attempt_id=attempt_id, debtor_number=number, caller_id=CALLER_ID, status_callback_url=f"{url}/call"
        )
        await voice.send(OutboundCall(attempt_id, collector, CALLER_ID, f"{url}/twiml", f"{url}/call"))

    return place


async def steps_of(sandbox: SandboxServer, voice: TwilioVoice, attempt_id: str, count: int) -> Steps:
    """The legs and statuses told by callback; the request for TwiML is one more post."""
    posts = await sandbox.receiver.wait_for(attempt_id, count + 1)
    assert [voice.verify(post) for post in posts] == [True] * len(posts)
    events = [event for post in posts if "/twiml" not in post.url for event in voice.parse(post)]
    return [(event.leg, event.status) for event in events if isinstance(event, CallEvent)]


async def debtors_leg(sandbox: SandboxServer, number: str) -> str:
    [leg] = (await sandbox.get("calls", to=number))["calls"]
    return str(leg["sid"])


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["pick_up", "hang_up"], [(DEBTOR, CallStatus.IN_PROGRESS), (DEBTOR, CallStatus.COMPLETED)]),
        (["busy"], [(DEBTOR, CallStatus.BUSY)]),
        (["no_answer"], [(DEBTOR, CallStatus.NO_ANSWER)]),
    ],
)
async def test_the_debtor_answers_or_does_not(
    sandbox: SandboxServer,
    voice: TwilioVoice,
    call: Callable[[], Awaitable[None]],
    number: str,
    attempt_id: str,
    actions: list[str],
    expected: Steps,
) -> None:
    await call()
    await sandbox.receiver.wait_for(attempt_id, len(UP_TO_RINGING) + 1)
    sid = await debtors_leg(sandbox, number)

    assert [await sandbox.post(f"calls/{sid}/{action}") for action in actions] == [204] * len(actions)

    told = await steps_of(sandbox, voice, attempt_id, len(UP_TO_RINGING) + len(expected) + 1)
    assert told == [*UP_TO_RINGING, *expected, (COLLECTOR, CallStatus.COMPLETED)]
    assert await sandbox.accepted(attempt_id) == 1
    assert await sandbox.post(f"calls/{sid}/pick_up") == 409


async def test_a_refusal_at_that_instant_is_heard_and_nobody_is_dialled(
    sandbox: SandboxServer, voice: TwilioVoice, call: Callable[[str], Awaitable[None]], number: str, attempt_id: str
) -> None:
    await call("+33184800002")
    sandbox.receiver.twiml[attempt_id] = refusal_twiml("Le client a suspendu ce dossier.", locale="fr")

    told = await steps_of(sandbox, voice, attempt_id, 4)

    assert told == [*UP_TO_RINGING[:3], (COLLECTOR, CallStatus.COMPLETED)]
    [leg] = (await sandbox.get("calls", attempt_id=attempt_id))["calls"]
    assert leg["said"] == "Le client a suspendu ce dossier.\n"
    assert (await sandbox.get("calls", to=number))["calls"] == []


async def test_unreadable_twiml_ends_the_call(
    sandbox: SandboxServer, voice: TwilioVoice, call: Callable[[str], Awaitable[None]], attempt_id: str
) -> None:
    await call("+33184800003")
    sandbox.receiver.twiml[attempt_id] = "<Response><Dial>"

    told = await steps_of(sandbox, voice, attempt_id, 4)

    assert told[-1] == (COLLECTOR, CallStatus.COMPLETED)


async def test_a_debtor_who_cannot_be_reached_fails_with_the_code(
    sandbox: SandboxServer, voice: TwilioVoice, call: Callable[[], Awaitable[None]], number: str, attempt_id: str
) -> None:
    await sandbox.fault("fail_delivery", "13224", recipient=number)
    await call()

    told = await steps_of(sandbox, voice, attempt_id, 5)

    assert told[3:] == [(DEBTOR, CallStatus.FAILED), (COLLECTOR, CallStatus.COMPLETED)]
    [leg] = (await sandbox.get("calls", to=number))["calls"]
    assert leg["error_code"] == "13224"


@pytest.mark.parametrize(("actions", "answered"), [(["no_answer"], False), (["pick_up", "hang_up"], True)], ids=str)
async def test_dial_with_an_address_asks_there_how_the_call_goes_on(
    sandbox: SandboxServer, voice: TwilioVoice, number: str, attempt_id: str, actions: list[str], answered: bool
) -> None:
    url = sandbox.receiver.url
    ended = f"{url}/twiml?oid={attempt_id}&step=ended"
    sandbox.receiver.twiml[attempt_id] = connect_twiml(
        [], locale="fr", conference=None, number=number, caller_id=CALLER_ID, ended_url=ended
    )
    await voice.send(OutboundCall(attempt_id, "+33184800004", CALLER_ID, f"{url}/twiml", f"{url}/call"))
    async with asyncio.timeout(WAIT):
        while not [one for one in (await sandbox.get("calls", to=number))["calls"] if one["status"] == "ringing"]:  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.01)
    sandbox.receiver.twiml[attempt_id] = say_twiml(["Personne n’est disponible."], locale="fr")

    for action in actions:
        await sandbox.post(f"calls/{await debtors_leg(sandbox, number)}/{action}")

    told = await steps_of(sandbox, voice, attempt_id, 5)
    [asked] = [post for post in sandbox.receiver.of(attempt_id) if post.url == ended]
    assert was_answered(asked) is answered
    assert told[-1] == (COLLECTOR, CallStatus.COMPLETED)
    [leg] = [one for one in (await sandbox.get("calls", attempt_id=attempt_id))["calls"] if one["callee"] != number]
    assert leg["said"] == "Personne n’est disponible.\n"


async def test_only_a_debtors_leg_is_answered_by_hand(sandbox: SandboxServer) -> None:
    assert await sandbox.post("calls/CA0/pick_up") == 404
