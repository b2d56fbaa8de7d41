"""Every address of a file, as everybody: with somebody else's signed link, without one, and by every row's own id."""

import pytest

from tests.api.surfaces import ROUTES
from tests.walk.files import APART, every_file, routes
from tests.walk.people import PARTS
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of files"), pytest.mark.timeout(600)]


def test_every_address_of_a_file_is_walked() -> None:
    addresses = {path for path in ROUTES if path.startswith("/files/")}

    assert {route.path for route in routes()} == addresses - APART.keys(), "add its routes to FILES in world.py"


@pytest.mark.parametrize("part", PARTS)
async def test_every_file(world: World, part: str) -> None:
    findings, missing = await every_file(world, world.part(part))

    assert not findings.leaks, findings.told()
    assert missing == set(), "they may have these files, and could not open one"
