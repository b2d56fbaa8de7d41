"""No sequence of steps breaks a limit, on a real database with real commits, several workers and fakes as providers.

By lot, and not by Hypothesis: its state machines draw from synchronous code, while the ORM's connections belong to the
loop of the tests, and to shrink what it found it would walk hundreds of times, each of them seconds long. A walk is
repeated by its seed, which the failure prints; TANDEM_SEED sets it, TANDEM_WORLDS how many walks of each kind are made.
"""

import os
from collections.abc import AsyncIterator
from random import Random

import asyncpg
import pytest
import time_machine

from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.walking import WORLDS, LimitBroken, Walk, people_of
from tests.support.services import Template, database_of, orm

pytestmark = pytest.mark.committed
SEED = int(os.environ.get("TANDEM_SEED", "20261124"))
WALKS = int(os.environ.get("TANDEM_WORLDS", "1"))
STEPS = 50
# A walk that meets each planted defect, whatever TANDEM_SEED says.
PLANTED, MOST_STEPS = 1, 200


@pytest.fixture
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    """A database of the test's own as the worker role; its owner lets the agency write and call abroad."""
    async with database_of(template) as urls, orm(urls.worker):
        connection = await asyncpg.connect(urls.owner)
        await connection.execute("UPDATE senders SET countries = '{FR,US,GB,IE,BE}'")
        yield connection
        await connection.close()


async def walk_in(name: str, seed: int, clock: time_machine.Traveller, fakes: Fakes) -> Walk:
    world = WORLDS[name]
    clock.move_to(world.starts)
    return Walk(Random(f"{name} {seed}"), clock, fakes, await people_of(world), wide=world.wide)


@pytest.mark.parametrize("number", range(WALKS))
@pytest.mark.parametrize("name", WORLDS)
async def test_no_sequence_of_steps_breaks_a_limit(
    owner: asyncpg.Connection, morning: time_machine.Traveller, fakes: Fakes, name: str, number: int
) -> None:
    walk = await walk_in(name, SEED + number, morning, fakes)

    await walk.go(STEPS)

    assert walk.reached
    print(f"\nTANDEM_SEED={SEED + number} {name}: {dict(walk.counts)}")


# What the history of a person may lose, as the product reads it: SQL about one earlier contact `e`.
LOST = {
    "everything": "false",
    "what left for another client": "(e ->> 'debtor_id')::uuid = "
    "(SELECT debtor_id FROM case_files WHERE id = of_case_file)",
    "what has no end yet": "e ->> 'state' <> 'accepted'",
    "calls": "e ->> 'channel' <> 'voice'",
}


@pytest.mark.parametrize("kept", LOST.values(), ids=LOST)
async def test_a_history_that_loses_something_is_found(
    owner: asyncpg.Connection, morning: time_machine.Traveller, fakes: Fakes, kept: str
) -> None:
    await owner.execute(
        f"""
        ALTER FUNCTION door_earlier_contacts RENAME TO whole_earlier_contacts;
        CREATE FUNCTION door_earlier_contacts(of_case_file uuid, since timestamptz) RETURNS json
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT coalesce(json_agg(e), '[]')
            FROM json_array_elements(whole_earlier_contacts(of_case_file, since)) AS each (e) WHERE {kept}
        $$
        """
    )
    walk = await walk_in("FR", PLANTED, morning, fakes)

    with pytest.raises(LimitBroken, match=r"in a day|in seven days|too soon"):
        await walk.go(MOST_STEPS)
