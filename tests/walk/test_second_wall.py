"""The second wall: with every filter of `access` opened, row-level security alone keeps everything apart."""

import ast
import inspect
import textwrap
from dataclasses import replace

import pytest

from tests.walk import mutations, queries
from tests.walk.opened import (
    ABOUT_THE_READER,
    compares_with_who_acts,
    condition_of,
    functions,
    open_every_filter,
    opened,
)
from tests.walk.world import World

# One world a process: those that share it run in one.
pytestmark = [pytest.mark.xdist_group("second wall"), pytest.mark.timeout(600)]


@pytest.fixture
def open_world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with no filter left in the product's access modules, and those who get as far as there."""
    names = open_every_filter(monkeypatch)
    assert "tandem.casefiles.access.reach" in names
    asking = [one for one in world.readers if one.is_signed_in and not one.secret.startswith("token")]
    return replace(world, readers=asking)


@pytest.mark.parametrize(("name", "one"), list(functions()), ids=lambda part: part if isinstance(part, str) else "")
def test_every_function_of_access_is_a_filter_asks_one_or_is_opened(name: str, one: object) -> None:
    assert callable(one)
    tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
    speaks = any(compares_with_who_acts(node) for node in ast.walk(tree))

    opens = opened(one)[1] > 0

    how = "compare in a way that tests/walk/opened.py opens, or say in ABOUT_THE_READER why it is no filter"
    assert opens or condition_of(one) or not speaks or name in ABOUT_THE_READER, how


async def test_row_level_security_alone_keeps_every_row_by_its_id(open_world: World) -> None:
    findings, unread = await queries.every_row_by_its_id(open_world)

    assert not findings.leaks, findings.told()
    assert unread == set(), "nobody could read these: their refusals would prove nothing"


async def test_row_level_security_alone_keeps_every_query(open_world: World) -> None:
    findings, unread = await queries.every_query(open_world)

    assert not findings.leaks, findings.told()
    assert unread == set(), "nobody could read these: their refusals would prove nothing"


async def test_row_level_security_alone_refuses_every_mutation(open_world: World) -> None:
    findings = await mutations.every_mutation(open_world, only_walls=True)

    assert not findings.leaks, findings.told()
