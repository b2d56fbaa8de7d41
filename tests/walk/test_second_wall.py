"""The second wall: row-level security alone keeps everything apart.

With every filter of `access` opened the walk leaks nothing; and whatever is filtered elsewhere, a plain SELECT of every
table shows each reader none but the rows of their own.
"""

import ast
import inspect
import textwrap
from dataclasses import replace

import pytest

from tandem.kit import database
from tandem.kit.database import reading
from tests.walk import mutations, queries
from tests.walk.expected import unread
from tests.walk.files import every_file
from tests.walk.opened import (
    ABOUT_THE_READER,
    compares_with_who_acts,
    condition_of,
    functions,
    open_every_filter,
    opened,
)
from tests.walk.owning import PLACE, everything
from tests.walk.people import AT_THE_WALL, PARTS
from tests.walk.streams import every_stream
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("second wall"), pytest.mark.timeout(600)]

# What the web role reads that is nobody's: how the installation anchors its chains.
NOBODYS = {"timeline_anchors", "tortoise_migrations"}


@pytest.fixture
def open_world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with no filter left in the product's access modules, and those who get as far as there."""
    names = open_every_filter(monkeypatch)
    assert "tandem.casefiles.access.reach" in names
    asking = [one for one in world.readers if one.is_signed_in and one.organization in AT_THE_WALL]
    return replace(world, readers=[one for one in asking if not one.secret.startswith("token")], about_nobody={})


@pytest.mark.parametrize(("name", "one"), list(functions()), ids=lambda part: part if isinstance(part, str) else "")
def test_every_function_of_access_is_a_filter_asks_one_or_is_opened(name: str, one: object) -> None:
    assert callable(one)
    tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
    speaks = any(compares_with_who_acts(node) for node in ast.walk(tree))

    opens = opened(one)[1] > 0

    how = "compare in a way that tests/walk/opened.py opens, or say in ABOUT_THE_READER why it is no filter"
    assert opens or condition_of(one) or not speaks or name in ABOUT_THE_READER, how


@pytest.mark.parametrize("part", PARTS)
async def test_row_level_security_alone_keeps_every_row_by_its_id(open_world: World, part: str) -> None:
    findings = await queries.every_row_by_its_id(open_world, open_world.part(part))

    assert not findings.leaks, findings.told()


@pytest.mark.parametrize("part", PARTS)
async def test_row_level_security_alone_keeps_every_query(open_world: World, part: str) -> None:
    findings = await queries.every_query(open_world, open_world.part(part))

    assert not findings.leaks, findings.told()
    missing = unread(open_world, open_world.part(part), findings.shown)
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("part", PARTS)
async def test_row_level_security_alone_refuses_every_mutation(open_world: World, part: str) -> None:
    findings = await mutations.every_mutation(open_world, open_world.part(part), only_walls=True)

    assert not findings.leaks, findings.told()


# A stream that is cut while it opens leaves some of its fields unasked, which Python finds worth a word.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("part", PARTS)
async def test_row_level_security_alone_keeps_every_stream(open_world: World, part: str) -> None:
    findings, missing = await every_stream(open_world, open_world.part(part))

    assert not findings.leaks, findings.told()
    assert missing == set()


@pytest.mark.parametrize("part", PARTS)
async def test_row_level_security_alone_keeps_every_file(open_world: World, part: str) -> None:
    findings, missing = await every_file(open_world, open_world.part(part))

    assert not findings.leaks, findings.told()
    assert missing == set()


async def test_a_plain_select_of_every_table_shows_none_but_ones_own(world: World) -> None:
    rows = await everything(world.owner)
    named = {(one.table, one.place): one for one in rows.rows}
    keys = {
        name: await world.owner.fetchval(PLACE, name)
        for (name,) in await world.owner.fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace AND has_any_column_privilege('tandem_web', oid, 'SELECT')"
        )
        if name not in NOBODYS
    }
    seen, others = set(), []

    for reader in [one for one in world.readers if one.is_signed_in]:
        actor = await world.actor(reader)
        async with reading(actor):
            for table, key in keys.items():
                for row in await database.rows(f'SELECT {key} AS place FROM "{table}"'):
                    owned = named.get((table, row["place"]))
                    assert owned is not None, f"whose are the rows of {table}? Say it in tests/walk/owning.py"
                    seen.add(table)
                    if not rows.may_know(reader, owned):
                        others.append(f"{reader.name}: {table} {row['place']}")

    assert not others, "\n".join(others)
    assert keys.keys() - seen == {name for name in keys if name not in rows.by_table}, "nobody sees a row of these"
