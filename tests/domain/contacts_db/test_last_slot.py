"""The last slot of a limit is taken once, however many workers want it; the gate is asked when planning and sending."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

import asyncpg
import orjson
import pytest

from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import ContactPoint, HoldKind, Segment
from tandem.contacts import planning
from tandem.contacts.commands import call_by_hand
from tandem.contacts.dispatch import dispatch
from tandem.contacts.errors import ContactRefused
from tandem.contacts.gate import shipped_pack
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, work
from tests.domain.contacts_db.test_races import job_of
from tests.support.builders import MadeCase, make_case
from tests.support.locks import until_waiting
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed


@pytest.fixture(autouse=True)
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own as the worker role, with real commits; its owner looks on."""
    async with database_of(template) as urls, orm(urls.worker):
        looking = await asyncpg.connect(urls.owner)
        yield looking
        await looking.close()


async def one_person(*creditors: tuple[str, str], shared: str = "phone") -> list[MadeCase]:
    """A consumer with a case file at each creditor; the agency knows by one shared address that it is one person."""
    made = [
        await make_case(segment=Segment.CONSUMER, creditor=creditor, mandate=mandate) for creditor, mandate in creditors
    ]
    value = getattr(made[0], shared).value
    async with transaction(AGENCY):
        for other in made[1:]:
            await ContactPoint.filter(id=getattr(other, shared).id).update(value=value)
    return made


BATI, ENERGIE = ("bati-loire", "MR-2026-001"), ("energie", "MR-2026-002")


async def dispatched_at_once(attempts: Sequence[ContactAttempt]) -> list[AttemptState]:
    jobs = [await job_of(attempt) for attempt in attempts]
    await asyncio.gather(*(dispatch(AGENCY, one.id, job) for one, job in zip(attempts, jobs, strict=True)))
    return sorted([(await reread(attempt)).state for attempt in attempts])


async def decisions_about(attempt: ContactAttempt) -> list[dict[str, Any]]:
    async with reading(AGENCY):
        rows = await database.rows(
            "SELECT decision, codes, pack_version, inputs FROM gate_decisions WHERE attempt_id = $1", attempt.id
        )
    return [row | {"inputs": orjson.loads(row["inputs"])} for row in rows]


@pytest.mark.parametrize("round_", range(4))
async def test_one_of_two_workers_takes_the_last_slot(fakes: Fakes, round_: int) -> None:
    """Two contacts in seven days: one has left, two messages of two creditors want the other."""
    made, other = await one_person(BATI, ENERGIE)
    await plan(made, Channel.EMAIL)
    await work()
    wanting = [await plan(made), await plan(other)]

    states = await dispatched_at_once(wanting[::-1] if round_ % 2 else wanting)

    assert states == [AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.sms.accepted) == 1


async def test_a_person_known_by_their_email_has_one_limit_for_two_telephones(fakes: Fakes) -> None:
    made, other = await one_person(BATI, ENERGIE, shared="email")
    assert made.phone.value != other.phone.value
    await plan(made, Channel.EMAIL)
    await work()

    states = await dispatched_at_once([await plan(made), await plan(other)])

    assert states == [AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.sms.accepted) == 1


# How many contacts have left when one more may, in seven days.
ALL_BUT_ONE = {Segment.CONSUMER: 1, Segment.PROFESSIONAL: 3}


@pytest.mark.parametrize("segment", ALL_BUT_ONE)
async def test_a_debtor_under_two_mandates_has_one_limit_also_where_the_case_files_share_no_address(
    fakes: Fakes, segment: Segment
) -> None:
    made, again = await under_two_mandates(segment)
    wanting = [await plan(made), await plan(again)]

    states = await dispatched_at_once(wanting)

    assert states == [AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.sms.accepted) == 1


@pytest.mark.parametrize("segment", ALL_BUT_ONE)
@pytest.mark.parametrize("first", ["the call", "the text"])
async def test_a_call_by_hand_and_a_text_that_a_worker_sends_take_the_last_slot_once(
    fakes: Fakes, owner: asyncpg.Connection, first: str, segment: Segment
) -> None:
    made, again = await under_two_mandates(segment)
    text = await plan(again)
    job, dialled = await job_of(text), made.case_file.id
    begin: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
        "the call": lambda: call_by_hand(AWA, dialled, made.phone.id, idempotency_key="by-hand-1"),
        "the text": lambda: dispatch(AGENCY, text.id, job),
    }
    begun, let_go = asyncio.Event(), asyncio.Event()
    judging = asyncio.create_task(judge_slowly(made, begun, let_go))
    await begun.wait()

    # Both have all that they need but their turn.
    turns = {}
    for waiting, name in enumerate(sorted(begin, key=lambda one: one != first), 1):
        turns[name] = asyncio.create_task(begin[name]())
        await until_waiting(owner, waiting)
    let_go.set()
    await judging
    await asyncio.gather(*turns.values(), return_exceptions=True)

    state, refused = (await reread(text)).state, turns["the call"].exception()
    async with transaction(AGENCY):
        by_hand = await ContactAttempt.filter(case_file_id=dialled, channel=Channel.VOICE).count()
    if first == "the call":
        assert (state, refused, by_hand, len(fakes.sms.accepted)) == (AttemptState.DEFERRED, None, 1, 0)
    else:
        assert isinstance(refused, ContactRefused)
        assert (state, by_hand, len(fakes.sms.accepted)) == (AttemptState.ACCEPTED, 0, 1)


async def under_two_mandates(segment: Segment) -> list[MadeCase]:
    """A debtor with two case files of one creditor that share no address, and one contact left to them."""
    made = await make_case(segment=segment)
    again = await make_case(segment=segment, debtor_of=made.case_file)
    for _ in range(ALL_BUT_ONE[segment]):
        await plan(made, Channel.EMAIL)
        await work()
    return [made, again]


async def judge_slowly(made: MadeCase, begun: asyncio.Event, let_go: asyncio.Event) -> None:
    """Somebody else's contact with this person is being judged."""
    async with transaction(AGENCY):
        await planning.one_at_a_time(made.case_file.agency_id, made.party.id)
        begun.set()
        await let_go.wait()


async def test_whoever_shares_an_address_with_one_case_file_of_a_debtor_has_one_limit_with_all_of_them(
    fakes: Fakes,
) -> None:
    made, other = await one_person(BATI, ENERGIE)
    again = await make_case(segment=Segment.CONSUMER, debtor_of=made.case_file)
    await plan(again, Channel.EMAIL)
    await work()

    states = await dispatched_at_once([await plan(again), await plan(other)])

    assert states == [AttemptState.ACCEPTED, AttemptState.DEFERRED]
    assert len(fakes.sms.accepted) == 1


async def test_the_gate_is_asked_when_planning_and_again_when_sending(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made)
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, HoldKind.DIRECTIVE, "client stratégique")

    await dispatch(AGENCY, attempt.id, await job_of(attempt))

    # The clock stands still, so the first is the one that allowed.
    planned, sending = sorted(await decisions_about(attempt), key=lambda one: str(one["decision"]))
    assert (planned["decision"], planned["codes"]) == ("allow", [])
    assert (sending["decision"], sending["codes"]) == ("block", ["CLIENT_HOLD"])
    assert {one["pack_version"] for one in (planned, sending)} == {shipped_pack("fr").label}
    assert (await reread(attempt)).pack_version == shipped_pack("fr").label
    [claim] = sending["inputs"]["claims"]
    assert claim["id"] == str(made.claims[0].id)
    assert [hold["kind"] for hold in claim["holds"]] == ["directive"]
    assert (sending["inputs"]["zones"], sending["inputs"]["regions"]) == (["Europe/Paris"], ["FR"])
    # Of a number the log keeps its country only.
    assert sending["inputs"]["flags"]["number"] == "+3"
    assert fakes.sms.accepted == []


async def test_a_refused_plan_is_kept_with_who_asked_and_writes_nothing_else() -> None:
    made = await make_case()
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, HoldKind.DIRECTIVE, "client stratégique")

    with pytest.raises(ContactRefused):
        await plan(made)

    async with reading(AGENCY):
        [kept] = await database.rows("SELECT * FROM gate_decisions")
        assert await database.rows("SELECT id FROM contact_attempts") == []
    assert (kept["decision"], kept["codes"], kept["channel"]) == ("block", ["CLIENT_HOLD"], "sms")
    assert (kept["attempt_id"], kept["asked_by_id"]) == (None, AWA.membership_id)
    assert kept["pack_version"] == shipped_pack("fr").label


async def test_what_was_refused_for_another_creditor_is_the_agencys_secret(fakes: Fakes) -> None:
    made, other = await one_person(BATI, ENERGIE)

    await dispatched_at_once([await plan(made), await plan(other)])

    async with reading(HELENE):
        assert await database.rows("SELECT id FROM gate_decisions") == []
    async with reading(AGENCY):
        assert len(await database.rows("SELECT id FROM gate_decisions")) == 4
