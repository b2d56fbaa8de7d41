"""Every list with every other list's cursors and with those of other organizations: refused by the argument's name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from graphql import GraphQLEnumType, GraphQLField, GraphQLObjectType, get_named_type, is_required_argument
from tandem_graphql.ids import global_id
from tests.api.documents_of_schema import GRAPH
from tests.api.everything import TABLE_OF
from tests.walk.asking import codes
from tests.walk.inputs import arguments
from tests.walk.mutations import side_of
from tests.walk.people import Reader
from tests.walk.world import World

# One world a module, and each module in one process.
pytestmark = [pytest.mark.xdist_group("walk of cursors"), pytest.mark.timeout(600)]

# The lines of a file are there once a worker has checked it: the batches of the walk have none.
EMPTY = {("PlacementBatch", "rows")}


@dataclass(frozen=True)
class List:
    """A connection of the schema: a query's own, or one in a row that has an id. Each order is a list of its own."""

    holder: str
    name: str
    field: GraphQLField = field(compare=False)
    order: str = ""

    def document(self, argument: str) -> str:
        """One row of it, from `$cursor` on; `argument` is `after` or `before`."""
        size = "first" if argument == "after" else "last"
        given = {name: one.type for name, one in self.field.args.items() if is_required_argument(one)}
        given = {name: kind for name, kind in given.items() if name not in ("first", "last")}
        heads = "".join(f", ${name}: {kind}" for name, kind in given.items())
        told = "".join(f", {name}: ${name}" for name in given) + (f", sort: {self.order}" if self.order else "")
        page = f"{self.name}({size}: 1, {argument}: $cursor{told}) {{ edges {{ cursor }} }}"
        if self.holder == "Query":
            return f"query ($cursor: String{heads}) {{ {page} }}"
        return f"query ($id: ID!, $cursor: String{heads}) {{ node(id: $id) {{ ... on {self.holder} {{ {page} }} }} }}"


@dataclass(frozen=True)
class Opened:
    """A list as somebody reads it, and a cursor of it; none where it is empty."""

    list: List
    reader: Reader
    variables: Mapping[str, Any]
    cursor: str | None


async def test_no_list_takes_another_lists_or_another_organizations_cursor(world: World) -> None:
    opened = [one for each in _lists() for one in await _opened(world, each)]
    assert {one.list for one in opened} == set(_lists()), "nobody can open the others: make such a row in rows.py"
    empty = set(_lists()) - {one.list for one in opened if one.cursor}
    assert {(one.holder, one.name) for one in empty} <= EMPTY, "nobody sees a row of these: make one in rows.py"

    taken = []
    for here in opened:
        for there in opened:
            if there.cursor is None or (
                here.list == there.list and here.reader.organization == there.reader.organization
            ):
                continue
            # Of another organization, its cursor of this list; of one's own, those of all other lists.
            if here.list != there.list and here.reader.organization != there.reader.organization:
                continue
            for argument in ("after", "before"):
                if argument not in here.list.field.args:
                    continue
                variables = {**here.variables, "cursor": there.cursor}
                body = await world.ask(here.reader, here.list.document(argument), variables)
                fields = [error["extensions"].get("field") for error in body.get("errors") or []]
                if codes(body) != ["BAD_USER_INPUT"] or fields != [argument]:
                    taken.append((here.reader.name, here.list, argument, there.reader.name, there.list, body))

    assert taken == []


def _lists() -> list[List]:
    """Every field of the schema that answers with pages."""
    return [
        List(kind.name, name, part, order)
        for kind in GRAPH.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, part in kind.fields.items()
        if "pageInfo" in getattr(get_named_type(part.type), "fields", {})
        for order in _orders(part)
    ]


def _orders(part: GraphQLField) -> list[str]:
    named = get_named_type(part.args["sort"].type) if "sort" in part.args else None
    return list(named.values) if isinstance(named, GraphQLEnumType) else [""]


async def _opened(world: World, one: List) -> list[Opened]:
    """One reader of each organization that sees a row of it."""
    found: dict[str, Opened] = {}
    for reader in world.readers:
        if not reader.is_signed_in or reader.organization in found:
            continue
        for variables in _ways(world, reader, one):
            body = await world.ask(reader, one.document("after"), variables)
            edges = _edges(body.get("data") or {}, one)
            if edges is not None:
                cursor = edges[0]["cursor"] if edges else None
                found[reader.organization] = Opened(one, reader, variables, cursor)
            if edges:
                break
    return list(found.values())


def _ways(world: World, reader: Reader, one: List) -> Iterator[Mapping[str, Any]]:
    """The variables with which a reader may come to the list."""
    if one.holder == "Query":
        ways = [arguments(one.field, tenant, side_of(reader)) for tenant in world.tenants]
        yield from ways if ways[0] else ways[:1]
        return
    for owned in world.rows.by_table[TABLE_OF[one.holder]]:
        if world.rows.may_know(reader, owned):
            yield {"id": global_id(one.holder, owned.row["id"])}


def _edges(data: Mapping[str, Any], one: List) -> Any:
    holder = data if one.holder == "Query" else data.get("node") or {}
    return (holder.get(one.name) or {}).get("edges")
