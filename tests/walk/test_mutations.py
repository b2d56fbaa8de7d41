"""The walk of every mutation as everybody: rows of others are as if they were not, and refusals write nothing."""

import pytest

from tests.walk import mutations
from tests.walk.people import PARTS
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of mutations"), pytest.mark.timeout(600)]


async def test_every_input_is_valid_for_somebody(world: World) -> None:
    assert await mutations.every_valid_input(world) == [], mutations.HINT


@pytest.mark.parametrize("part", PARTS)
async def test_every_mutation_of_every_tenant(world: World, part: str) -> None:
    findings = await mutations.every_mutation(world, world.part(part))

    assert not findings.leaks, findings.told()
