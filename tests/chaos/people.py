"""Who takes part in a run: collectors who plan, debtors who pick up, and those who refuse to be reached."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx2

from tandem.casefiles.models import Stage
from tandem.contacts.commands import plan_contact, record_opt_out
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tests.chaos.storm import Kind, Wish
from tests.support.builders import MadeCase, make_case

T = TypeVar("T")
CHANNELS = {
    Kind.SMS: Channel.SMS,
    Kind.EMAIL: Channel.EMAIL,
    Kind.MESSAGE: Channel.VOICE,
    Kind.BRIDGE: Channel.VOICE,
    Kind.LETTER: Channel.LETTER,
    Kind.FOLLOW_UP: Channel.LETTER,
}
TEMPLATES = {
    Kind.SMS: "sms_reminder.fr",
    Kind.EMAIL: "email_reminder.fr",
    Kind.MESSAGE: "call_message",
    Kind.LETTER: "opening_letter",
    Kind.FOLLOW_UP: "letter_reminder.fr",
}
# What a database that is being restarted answers.
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
PATIENCE = 180.0
WAITS = timedelta(
    seconds=8
)  # for which the contact of somebody who refuses waits, so that it is still there to be stopped
# What debtors do when it rings, of ten.
ANSWERS = ("pick_up",) * 7 + ("machine", "busy", "no_answer")
PICKED_UP = frozenset({"pick_up", "machine"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact that was planned."""

    wish: Wish
    made: MadeCase
    attempt_id: UUID
    collector: Actor


async def collectors(owner: asyncpg.Connection, how_many: int) -> list[Actor]:
    """Colleagues of Awa's with a telephone each: one call at a time is the rule for each of them."""
    awa, found = actor_of_cast("awa"), []
    for number in range(how_many):
        person_id, membership_id = new_id(), new_id()
        name, email = f"Collègue {number}", f"collegue{number}@lenoir.example"
        await owner.execute(
            "INSERT INTO people (id, name, email, locale) VALUES ($1, $2, $3, 'fr')", person_id, name, email
        )
        await owner.execute(
            "INSERT INTO memberships (id, person_id, organization_id, role, phone) "
            "VALUES ($1, $2, $3, 'collector', $4)",
            membership_id,
            person_id,
            cast_id("lenoir"),
            phone_of(number),
        )
        found.append(
            replace(awa, membership_id=membership_id, person_id=person_id, person_name=name, person_email=email)
        )
    return found


def phone_of(collector: int) -> str:
    """A number that no debtor has: theirs count up from the other end."""
    return f"+3363998{9000 + collector:04}"


async def persistently(act: Callable[[], Awaitable[T]]) -> T:
    """Ask until the database is there: what is asked has a key, so that asking twice is asking once."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await act()
            except AWAY:
                await asyncio.sleep(0.2)


async def case_for(wish: Wish) -> MadeCase:
    """A debtor of their own; an opening letter goes to one who has had none."""
    stage = Stage.ACCEPTED if wish.kind is Kind.LETTER else Stage.AMICABLE
    return await make_case(stage=stage, name=f"Témoin {wish.number}")


async def ask(wish: Wish, made: MadeCase, collector: Actor) -> Asked:
    """Plan the contact; who refuses to be reached says so while it waits."""
    channel = CHANNELS[wish.kind]
    point = {Channel.EMAIL: made.email, Channel.LETTER: made.postal}.get(channel, made.phone)
    later = clock.now() + WAITS if wish.refuses else None
    attempt = await persistently(
        lambda: plan_contact(
            collector,
            made.case_file.id,
            point.id,
            channel=channel,
            template_id=TEMPLATES.get(wish.kind),
            send_at=later,
            idempotency_key=f"chaos-{wish.number:06}",
        )
    )
    if wish.refuses:
        await persistently(lambda: record_opt_out(collector, made.case_file.id, point.id, channel=channel))
    return Asked(wish, made, attempt.id, collector)


async def debtors(sandbox: httpx2.AsyncClient, seed: int) -> None:
    """Answer each telephone that rings, or not, and hang up in the end; until cancelled."""
    acted: dict[str, int] = {}
    while True:
        for call in (await sandbox.get("/sandbox/api/calls")).json()["calls"]:
            if call["desk"] or call["ended_at"]:
                continue
            await _act(sandbox, call, acted, seed)
        await asyncio.sleep(0.2)


def answer_of(seed: int, attempt_id: str) -> str:
    """What the debtor does when this call rings."""
    return Random(f"{seed}:{attempt_id}").choice(ANSWERS)


async def _act(sandbox: httpx2.AsyncClient, call: dict[str, Any], acted: dict[str, int], seed: int) -> None:
    sid = call["sid"]
    if call["status"] == "ringing":
        action = answer_of(seed, call["attempt_id"])
    elif call["status"] == "in-progress":
        acted[sid] = acted.get(sid, 0) + 1
        if acted[sid] < 5:  # they listen for a second
            return
        action = "hang_up"
    else:
        return
    answer = await sandbox.post(f"/sandbox/api/calls/{sid}/{action}")
    assert answer.status_code in (204, 409), answer.text  # 409: it moved on meanwhile
