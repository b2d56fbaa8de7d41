"""One walked world for all tests of a process."""

from collections.abc import AsyncIterator

import pytest

from tests.support.services import Template
from tests.walk.world import World, walked_world


@pytest.fixture(scope="session")
async def world(template: Template) -> AsyncIterator[World]:
    """Six tenants and everybody."""
    async with walked_world(template) as made:
        yield made
