"""The walk of the whole schema as everybody: rows of others are as if they were not, and refusals write nothing."""

import pytest

from tests.walk import mutations, queries
from tests.walk.world import World

# One world a process: those that share it run in one.
pytestmark = [pytest.mark.xdist_group("walk"), pytest.mark.timeout(600)]


async def test_every_input_is_valid_for_somebody(world: World) -> None:
    assert await mutations.every_valid_input(world) == [], mutations.HINT


async def test_every_mutation_of_every_tenant_as_everybody(world: World) -> None:
    findings = await mutations.every_mutation(world)

    assert not findings.leaks, findings.told()


async def test_every_query_of_every_tenant_as_everybody(world: World) -> None:
    findings, unread = await queries.every_query(world)

    assert not findings.leaks, findings.told()
    assert unread == set(), "nobody could read these: their refusals would prove nothing"


async def test_every_row_by_its_id_as_everybody(world: World) -> None:
    findings, unread = await queries.every_row_by_its_id(world)

    assert not findings.leaks, findings.told()
    assert unread == set(), "nobody could read these: their refusals would prove nothing"
