"""The walk of every query and every row by its id: nothing of others or that the role may not, all that it may."""

import pytest

from tests.api.documents_of_schema import GRAPH
from tests.walk import queries
from tests.walk.expected import unread
from tests.walk.opens import QUERIES, STREAMS
from tests.walk.people import PARTS
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of queries"), pytest.mark.timeout(600)]


def test_every_query_and_stream_says_who_may_ask_it() -> None:
    assert GRAPH.subscription_type is not None
    how = "say which line of the policy table gives it, in tests/walk/opens.py"
    assert set(QUERIES) == set(queries.queries()), how
    assert set(STREAMS) == set(GRAPH.subscription_type.fields), how


@pytest.mark.parametrize("part", PARTS)
async def test_every_query_of_every_tenant(world: World, part: str) -> None:
    findings = await queries.every_query(world, world.part(part))

    assert not findings.leaks, findings.told()
    missing = unread(world, world.part(part), findings.shown)
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("part", PARTS)
async def test_every_row_by_its_id(world: World, part: str) -> None:
    findings = await queries.every_row_by_its_id(world, world.part(part))

    assert not findings.leaks, findings.told()
