"""One walked world for the tests of a module: what it sets for the whole process is taken back before others run."""

from collections.abc import AsyncIterator

import pytest

from tests.support.services import Template
from tests.walk.world import World, walked_world


@pytest.fixture(scope="module")
async def world(template: Template) -> AsyncIterator[World]:
    """Six tenants and everybody."""
    async with walked_world(template) as made:
        yield made
