"""An agency's own hours and closed days on the road of a contact: planned, put off, judged again, told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
import orjson
import pytest
import time_machine

from tandem.contacts import regate
from tandem.contacts.call_times import call_times, leaves_hours
from tandem.contacts.calling.message import callback_at
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import OwnRules, shipped_pack
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.outside import for_outsiders
from tandem.contacts.spoken import source_of
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import System
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, told, work
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
FRANCE = shipped_pack("fr").label
NOON_TO_FIVE = [[720, 1020]] * 5 + [None, None]
TODAY = MORNING.date()
HELENE = actor_of_cast("helene")


class Owner:
    """Sets rules as the worker finds them, who may not: undone for the tests after this one."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    async def hours(
        self, version: int, written: object, starts_on: datetime = MORNING, *, voice: object = None
    ) -> None:
        await self.connection.execute(
            "INSERT INTO own_rules (agency_id, version, country, profile, starts_on, written, voice, set_at, set_by) "
            "VALUES ($1, $2, 'FR', 'FR_B2B', $3, $4::text::jsonb, $5::text::jsonb, now(), 'Inès Garnier')",
            AWA.organization_id,
            version,
            starts_on.date(),
            *(None if week is None else orjson.dumps(week).decode() for week in (written, voice)),
        )

    async def closed(self, version: int, *closings: tuple[str, str, str]) -> None:
        rows = [dict(zip(("name", "first", "last"), one, strict=True)) for one in closings]
        await self.connection.execute(
            "INSERT INTO own_rules (agency_id, version, starts_on, closings, set_at, set_by) "
            "VALUES ($1, $2, $3, $4::text::jsonb, now(), 'Inès Garnier')",
            AWA.organization_id,
            version,
            TODAY,
            orjson.dumps(rows).decode(),
        )


@pytest.fixture
async def owner(shared_database: DatabaseUrls) -> AsyncIterator[Owner]:
    connection = await asyncpg.connect(shared_database.owner)
    try:
        yield Owner(connection)
    finally:
        await connection.execute("DELETE FROM own_rules")
        await connection.close()


async def judge_all_again() -> None:
    async with transaction(AGENCY):
        await regate.regate_all_of(AGENCY)
    await work()


async def versions_of(attempt: ContactAttempt) -> list[str]:
    async with reading(AGENCY):
        rows = await database.rows("SELECT pack_version FROM gate_decisions WHERE attempt_id = $1", attempt.id)
    return [row["pack_version"] for row in rows]


@asynccontextmanager
async def at(instant: datetime) -> AsyncIterator[None]:
    with time_machine.travel(instant, tick=False):
        yield


async def test_a_text_waits_for_the_agencys_hours_and_the_decision_names_their_version(
    owner: Owner, fakes: Fakes
) -> None:
    await owner.hours(3, NOON_TO_FIVE)
    made = await make_case()

    attempt = await plan(made)
    await work()

    put_off = await reread(attempt)
    assert (put_off.state, put_off.until) == (AttemptState.DEFERRED, MORNING.replace(hour=12, minute=0))
    [reason] = put_off.reasons
    assert reason["code"] == "OUTSIDE_HOURS"
    assert source_of(reason, "en") == "the agency’s own rules, version 3"
    assert source_of(reason, "fr") == "règles propres à l’agence, version 3"
    assert set(await versions_of(attempt)) == {f"{FRANCE} + agency 3"}
    assert fakes.sms.accepted == []

    async with at(MORNING.replace(hour=12, minute=0)):
        await work()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_other_hours_put_off_again_what_waits_and_wider_ones_let_it_leave(owner: Owner, fakes: Fakes) -> None:
    await owner.hours(1, NOON_TO_FIVE)
    made = await make_case()
    attempt = await plan(made)

    await owner.hours(2, [[900, 1020]] * 5 + [None, None])
    await judge_all_again()
    later = await reread(attempt)
    await owner.hours(3, None)
    await judge_all_again()

    assert later.until == MORNING.replace(hour=15, minute=0)
    assert (await reread(attempt)).state is AttemptState.ACCEPTED
    assert len(fakes.sms.accepted) == 1


async def test_what_is_planned_is_judged_by_the_hours_of_its_own_day(owner: Owner, fakes: Fakes) -> None:
    evening = MORNING.replace(hour=18, minute=0)
    made = await make_case()
    attempt = await plan(made, send_at=evening)
    await owner.hours(1, NOON_TO_FIVE)

    async with at(evening):
        await work()

    put_off = await reread(attempt)
    assert put_off.until == evening.replace(hour=12) + timedelta(days=1)
    assert fakes.sms.accepted == []


async def test_on_a_closed_day_nothing_leaves_and_the_reason_says_why(owner: Owner, fakes: Fakes) -> None:
    await owner.closed(4, ("Inventaire", "2026-11-24", "2026-11-25"))
    made = await make_case()

    attempt = await plan(made, Channel.EMAIL)
    await work()

    put_off = await reread(attempt)
    assert put_off.until == MORNING.replace(hour=8, minute=0) + timedelta(days=2)
    [reason] = put_off.reasons
    assert (reason["code"], reason["args"]) == ("AGENCY_CLOSED", {"day": "2026-11-24", "name": "Inventaire"})
    assert fakes.email.accepted == []

    # The client reads neither why the agency is closed nor which of its own rules it was.
    [outside] = for_outsiders(put_off.reasons)
    assert outside == {"code": "NOT_NOW", "source": None, "args": {}, "decision": "defer"}
    read = [entry.data for entry in await told(made, HELENE)]
    assert "NOT_NOW" in str(read)
    assert "Inventaire" not in str(read)

    await owner.closed(5)
    await judge_all_again()

    assert (await reread(attempt)).state is AttemptState.ACCEPTED


async def test_nobody_is_promised_a_call_on_a_closed_day(owner: Owner) -> None:
    await owner.closed(1, ("Inventaire", "2026-11-24", "2026-11-25"))
    made = await make_case()
    attempt = await plan(made, Channel.VOICE)
    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    promised = callback_at(facts, attempt, "15")

    assert promised == MORNING.replace(hour=15, minute=0) + timedelta(days=2)


async def test_all_case_files_are_judged_again_however_many_there_are(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owner.hours(1, NOON_TO_FIVE)
    attempts = [await plan(await make_case()) for _ in range(3)]
    await owner.hours(2, [[900, 1020]] * 5 + [None, None])
    monkeypatch.setattr(regate, "_AT_ONCE", 2)

    await judge_all_again()

    assert {(await reread(attempt)).until for attempt in attempts} == {MORNING.replace(hour=15, minute=0)}


async def test_what_one_agency_sets_holds_no_other(owner: Owner) -> None:
    await owner.hours(1, NOON_TO_FIVE)
    made = await make_case(agency="atlas", mandate="AT-2026-021")

    async with reading(System(made.case_file.agency_id)):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    assert facts.own_rules == OwnRules()


async def test_hours_that_the_agency_keeps_to_are_the_only_ones_offered(owner: Owner) -> None:
    made = await make_case()
    await owner.hours(1, NOON_TO_FIVE, voice=NOON_TO_FIVE)

    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    offered = {at.hour for at in call_times(facts, made.phone.party_id, 6)}
    assert offered == {12, 13, 14, 15, 16}
    assert leaves_hours(facts, made.phone.party_id, (14 * 60, 18 * 60))
    assert not leaves_hours(facts, made.phone.party_id, (19 * 60, 20 * 60))


async def test_a_day_on_which_the_agency_is_closed_is_not_offered_to_be_called_on(owner: Owner) -> None:
    made = await make_case()
    await owner.closed(5, ("Inventaire", "2026-11-26", "2026-11-27"))

    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    days = sorted({at.date().isoformat() for at in call_times(facts, made.phone.party_id, 6)})
    assert days == ["2026-11-24", "2026-11-25", "2026-11-30"]
