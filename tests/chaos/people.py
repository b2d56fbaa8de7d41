"""Who takes part in a run: collectors who plan, debtors who pick up, and those who refuse to be reached."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import httpx2

from tandem.casefiles.models import ContactPoint, Document, Stage
from tandem.contacts import content
from tandem.contacts.calling.commands import open_line
from tandem.contacts.calling.lines import LineState, line_of
from tandem.contacts.calling.received import tell_received_call
from tandem.contacts.calling.receiving import received_by
from tandem.contacts.commands import plan_contact
from tandem.contacts.commands.record_call_outcome import Told
from tandem.contacts.errors import CallInHand, CallOutcomeKnown
from tandem.contacts.invoice_copies import send_invoice_copy
from tandem.contacts.models import Channel, ContactAttempt
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.demo.cast import ORGANIZATIONS
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem_policies.vocabulary import Role
from tests.chaos.storm import BY_COLLECTOR, BY_EMAIL, ON_PAPER, Kind, Wish
from tests.support.builders import MadeCase, make_case

T = TypeVar("T")
TEMPLATES = {
    Kind.SMS: "sms_reminder.fr",
    Kind.EMAIL: "email_reminder.fr",
    Kind.ATTACHED: "email_reminder.fr",
    Kind.RECEIPT: "email_receipt.fr",
    Kind.MESSAGE: "call_message",
    Kind.LETTER: "opening_letter",
    Kind.PRINTED: "opening_letter",
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
# Of ten who pick up and hear that they are recorded, so many press the star.
STARS = 2
LISTENS = 5  # looks at the calls: a second, beside what the asking takes
PATIENT = 200  # after so many whoever is announced a recording that does not begin hangs up


@dataclass(frozen=True, slots=True)
class Side:
    """An agency of the cast, a client's mandate, and who acts for it."""

    agency: str
    creditor: str
    mandate: str
    collector: Actor
    manager: Actor

    def sender(self, channel: Channel) -> str:
        """The number or address that it writes and calls from."""
        return next(one.senders[channel.value] for one in ORGANIZATIONS if one.key == self.agency)


PLAIN = Side("lenoir", "bati-loire", "MR-2026-001", actor_of_cast("awa"), actor_of_cast("marc"))
# A printer has its letters, and its calls are recorded: an agency chooses either for all of them.
EQUIPPED = Side("atlas", "bati-loire", "AT-2026-021", actor_of_cast("tom"), actor_of_cast("sofia"))
SIDES = (PLAIN, EQUIPPED)


def side_of(wish: Wish) -> Side:
    """The agency that contacts them."""
    return EQUIPPED if wish.kind in (Kind.PRINTED, Kind.RECORDED) else PLAIN


@dataclass(frozen=True, slots=True)
class Plan:
    """A contact that is to be planned: for whom, by whom, and with which file."""

    wish: Wish
    made: MadeCase
    collector: Actor
    file: Document | None = None

    @property
    def side(self) -> Side:
        """The agency that contacts them."""
        return side_of(self.wish)


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact that was planned. `wrote`: how often the debtor wrote before."""

    wish: Wish
    made: MadeCase
    attempt_id: UUID
    collector: Actor
    wrote: int = 0

    @property
    def side(self) -> Side:
        """The agency that contacts them."""
        return side_of(self.wish)


async def colleague(owner: asyncpg.Connection, number: int, side: Side, role: Role = Role.COLLECTOR) -> Actor:
    """A colleague with a telephone, signed in: one call at a time is the rule for each of them."""
    person_id, membership_id, session_id = new_id(), new_id(), new_id()
    name, email = f"Collègue {number}", f"collegue{number}@{side.agency}.example"
    await owner.execute(
        "INSERT INTO people (id, name, email, locale) VALUES ($1, $2, $3, 'fr')", person_id, name, email
    )
    await owner.execute(
        "INSERT INTO memberships (id, person_id, organization_id, role, phone) VALUES ($1, $2, $3, $4, $5)",
        membership_id,
        person_id,
        cast_id(side.agency),
        role.value,
        phone_of(number),
    )
    await owner.execute(
        "INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $4, $4::timestamptz + interval '1 day')",
        session_id,
        session_id.bytes,
        membership_id,
        clock.now(),
    )
    return replace(
        side.collector,
        session_id=session_id,
        membership_id=membership_id,
        person_id=person_id,
        person_name=name,
        person_email=email,
        role=role,
    )


def phone_of(number: int) -> str:
    """The number of whoever makes that call: no debtor has it, theirs count up from the other end."""
    return f"+3363998{9000 + number:04}"


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
    stage = Stage.ACCEPTED if TEMPLATES.get(wish.kind) == "opening_letter" else Stage.AMICABLE
    side = side_of(wish)
    return await make_case(
        agency=side.agency,
        creditor=side.creditor,
        mandate=side.mandate,
        stage=stage,
        name=f"Témoin {wish.number}",
    )


async def holds_line(collector: Actor) -> None:
    """Open the collector's line, again if what rings their telephone dies. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not await persistently(partial(_is_open, collector)):
            await persistently(lambda: open_line(collector))
            await asyncio.sleep(0.5)


async def _is_open(collector: Actor) -> bool:
    async with reading(collector):
        line = await line_of(collector.membership_id)
    return line is not None and line.state is LineState.OPEN


async def ask(plan: Plan, wrote: int = 0) -> Asked:
    """Plan the contact; for somebody who will refuse to be reached so that it waits for a while."""
    wish, made, collector = plan.wish, plan.made, plan.collector
    if wish.kind is Kind.ANSWER:
        answer = await persistently(partial(answer_to, plan))
        if answer is None:
            raise RuntimeError(f"{wish}: the answer that was there is not there any more")
        return Asked(wish, made, answer.id, collector, wrote)
    if wish.kind is Kind.REPLY:
        attempt = await persistently(partial(_copy_of_invoice, plan))
        return Asked(wish, made, attempt.id, collector, wrote)
    channel, point = reached_by(plan)
    later = clock.now() + WAITS if wish.refuses else None

    async def planned() -> ContactAttempt:
        while True:
            with suppress(CallInHand):  # whoever rang was given to them, and is told of first
                return await plan_contact(
                    collector,
                    made.case_file.id,
                    point.id,
                    channel=channel,
                    template_id=TEMPLATES.get(wish.kind),
                    send_at=later,
                    idempotency_key=_key(wish),
                    document_ids=[plan.file.id] if plan.file else (),
                )
            await asyncio.sleep(0.5)

    attempt = await persistently(planned)
    return Asked(wish, made, attempt.id, collector, wrote)


async def who_rang(collectors: Sequence[Actor]) -> None:
    """Collectors on an open line tell of each call that they were given that nobody spoke; until cancelled."""
    while True:
        for collector in collectors:
            await persistently(partial(_tells_of_who_rang, collector))
        await asyncio.sleep(0.5)


async def _tells_of_who_rang(collector: Actor) -> None:
    async with reading(collector):
        rang = await received_by(collector.membership_id)
    if rang is not None:
        with suppress(CallOutcomeKnown):
            await tell_received_call(collector, rang.id, Told(outcome="no_answer"))


def reached_by(plan: Plan | Asked) -> tuple[Channel, ContactPoint]:
    """The channel of a contact, and the address of the debtor's that it goes to."""
    kind, made = plan.wish.kind, plan.made
    if kind in BY_EMAIL:
        return Channel.EMAIL, made.email
    if kind in ON_PAPER:
        return Channel.LETTER, made.postal
    if kind in BY_COLLECTOR or kind is Kind.MESSAGE:
        return Channel.VOICE, made.phone
    return Channel.SMS, made.phone


async def answer_to(plan: Plan) -> ContactAttempt | None:
    """What the product answers by itself to the text of a debtor."""
    async with reading(plan.collector):
        return await ContactAttempt.filter(
            case_file_id=plan.made.case_file.id, template_id__startswith=f"{content.HELP}."
        ).first()


async def _copy_of_invoice(plan: Plan) -> ContactAttempt:
    if plan.file is None:
        raise RuntimeError(f"{plan.wish}: a copy of an invoice needs its file")
    return await send_invoice_copy(
        plan.collector,
        plan.made.case_file.id,
        plan.made.claims[0].id,
        plan.file.id,
        idempotency_key=_key(plan.wish),
    )


def _key(wish: Wish) -> str:
    return f"chaos-{wish.number:06}"


async def debtors(sandbox: httpx2.AsyncClient, seed: int) -> None:
    """Answer each telephone that rings, or not, and hang up in the end; until cancelled."""
    looks: Counter[str] = Counter()
    recorded: Counter[str] = Counter()
    while True:
        recordings = (await sandbox.get("/sandbox/api/recordings")).json()["recordings"]
        begun = {row["call_sid"] for row in recordings}
        for call in (await sandbox.get("/sandbox/api/calls")).json()["calls"]:
            if call["desk"] or call["ended_at"]:
                continue
            if call["status"] == "ringing":
                await _act(sandbox, call["sid"], answer_of(seed, call["attempt_id"]))
            elif call["status"] == "in-progress":
                looks[call["sid"]] += 1
                recorded[call["sid"]] += call["sid"] in begun
                await _listen(sandbox, call, seed, looks[call["sid"]], recorded[call["sid"]])
        await asyncio.sleep(0.2)


def answer_of(seed: int, attempt_id: str) -> str:
    """What the debtor does when this call rings."""
    return Random(f"{seed}:{attempt_id}").choice(ANSWERS)


def presses_star(seed: int, attempt_id: str) -> bool:
    """Whether a person who picks up does not want to be recorded."""
    chance = Random(f"{seed}:star:{attempt_id}")
    return answer_of(seed, attempt_id) == "pick_up" and chance.randrange(10) < STARS


async def _listen(sandbox: httpx2.AsyncClient, call: dict[str, Any], seed: int, looks: int, recorded: int) -> None:
    """A second of it is enough. Who is announced a recording first presses a key, and hangs up once it has run as long;
    a machine presses none and is waited for.
    """
    sid, attempt_id = call["sid"], call["attempt_id"]
    if call["caller"] != EQUIPPED.sender(Channel.VOICE) or looks > PATIENT:
        if looks >= LISTENS:
            await _act(sandbox, sid, "hang_up")
    elif call["waits_for_keys"]:
        if answer_of(seed, attempt_id) == "pick_up":
            pressed = await sandbox.post(
                f"/sandbox/api/calls/{sid}/keys", json={"digits": "*" if presses_star(seed, attempt_id) else "1"}
            )
            assert pressed.status_code in (204, 409), pressed.text
    elif recorded >= LISTENS or (presses_star(seed, attempt_id) and looks >= 2 * LISTENS):
        await _act(sandbox, sid, "hang_up")


async def _act(sandbox: httpx2.AsyncClient, sid: str, action: str) -> None:
    answer = await sandbox.post(f"/sandbox/api/calls/{sid}/{action}")
    assert answer.status_code in (204, 409), answer.text  # 409: it moved on meanwhile
