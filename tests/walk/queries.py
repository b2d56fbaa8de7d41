"""Every query with each of its arguments, and every row by its id, as everybody: nothing of anybody else's."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLField
from tandem_graphql.ids import global_id
from tests.api.documents_of_schema import GRAPH, Walk, selection, whole
from tests.api.everything import NODES, TABLE_OF
from tests.api.surfaces import BY_ID
from tests.walk.asking import Findings, codes, is_shown, without
from tests.walk.inputs import Place, arguments, holds, id_of, nobodys, places_of, variants, with_ids
from tests.walk.people import Reader
from tests.walk.rows import Tenant
from tests.walk.world import World

MANY = 20  # rows asked for by one document


async def every_query(world: World) -> tuple[Findings, set[tuple[str, str]]]:
    """Walk every query of every tenant as everybody; returns what was found, and what nobody could read."""
    findings, fields = Findings(), _queries()

    for reader in world.readers:
        for name, field in fields.items():
            for tenant in world.tenants if places_of(field) else world.tenants[:1]:
                await _query(world, findings, reader, name, field, tenant)

    needed = {(name, one.name) for name, field in fields.items() if places_of(field) for one in world.tenants}
    needed |= {(name, world.tenants[0].name) for name, field in fields.items() if not places_of(field)}
    return findings, needed - findings.shown


def _queries() -> Mapping[str, GraphQLField]:
    assert GRAPH.query_type is not None
    return {name: field for name, field in GRAPH.query_type.fields.items() if name != BY_ID}


async def _query(
    world: World, findings: Findings, reader: Reader, name: str, field: GraphQLField, tenant: Tenant
) -> None:
    side = "creditor" if reader.kind == "creditor" else "agency"
    places = places_of(field)
    given = arguments(field, tenant, side)
    real = {place: id_of(place, tenant, side) for place in places if holds(given, place)}
    foreign = [place for place in real if not world.may_know(reader, tenant.ids[place.row.replace("{side}", side)])]
    if foreign:
        document = whole(name, given)[0].document
        await world.witness.begin()
        body = await findings.ask(world, reader, name, tenant.name, document, given)
        none = {place: nobodys(place) for place in foreign}
        asked = with_ids(given, none)
        other = await findings.ask(world, reader, name, tenant.name, document, asked)
        if without(body, real) != without(other, real | none):
            findings.leak(reader, name, tenant.name, f"another answer than for nobody's id: {body} {other}")
        if is_shown(body):
            findings.leak(reader, name, tenant.name, f"an answer: {body}")
        if await world.witness.has_written():
            findings.leak(reader, name, tenant.name, "a refusal wrote something")
        return
    # To the last field for the first tenant of a reader's own; of the others, which rows and what they say.
    is_first = not places or tenant is next((one for one in world.tenants if world.is_at_home(reader, one)), None)
    for more in variants(field, tenant, side):
        for walk in whole(name, given | more, brief=bool(more) or not is_first):
            await _pages(world, findings, reader, name, tenant.name, walk)
            if not reader.is_signed_in:
                return


async def _pages(world: World, findings: Findings, reader: Reader, name: str, tenant: str, walk: Walk) -> None:
    """All pages of an answer: what a list counts is what it shows."""
    after, seen, counted = None, 0, None
    while True:
        variables = {**walk.variables, "after": after} if walk.page else walk.variables
        body = await findings.ask(world, reader, name, tenant, walk.document, variables)
        if set(codes(body)) - {"FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"}:
            findings.leak(reader, walk.name, tenant, f"broke: {body['errors'][:1]}")
        page = body.get("data")
        for step in walk.page or ():
            page = (page or {}).get(step)
        if not walk.page or not page:
            return
        seen += len(page["edges"])
        counted = page.get("totalCount", counted)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    if counted is not None and counted != seen:
        findings.leak(reader, walk.name, tenant, f"counts {counted} and shows {seen}")


async def every_row_by_its_id(world: World) -> tuple[Findings, set[str]]:
    """Walk every row of every table as everybody; returns what was found, and what nobody could read."""
    findings = Findings()
    shown: set[str] = set()

    for type_name, table in TABLE_OF.items():
        kind = next((one for one in NODES if one.name == type_name), None)
        own = f"... on {type_name} {{ {selection(kind, 0)} }}" if kind else ""
        rows = world.rows.by_table.get(table, [])
        for reader in world.readers:
            unknown = None
            for start in range(0, len(rows), MANY):
                part = [global_id(type_name, one.row["id"]) for one in rows[start : start + MANY]]
                for owned, answer in zip(
                    rows[start : start + MANY], await _nodes(world, findings, reader, own, part), strict=True
                ):
                    if answer is None:
                        continue
                    shown.add(type_name)
                    if not world.rows.may_know(reader, owned):
                        findings.leak(reader, f"node of {table}", str(owned.row["id"]), answer)
            place = Place(("n0",), type_name, "nobody's")
            unknown = await _nodes(world, findings, reader, own, [nobodys(place)])
            assert unknown == [None], (reader.name, type_name)
            for tenant in world.tenants:
                findings.walk(reader, f"node {type_name}", tenant.name)

    return findings, {kind.name for kind in NODES} - shown


async def _nodes(world: World, findings: Findings, reader: Reader, own: str, ids: list[str]) -> list[Any]:
    """Rows by id, twenty at a time and always so many: one document a type, parsed once."""
    asked = {f"n{number}": ids[number] if number < len(ids) else ids[0] for number in range(MANY)}
    head = ", ".join(f"${name}: ID!" for name in asked)
    fields = " ".join(f"{name}: node(id: ${name}) {{ __typename {own} }}" for name in asked)
    body = await findings.ask(world, reader, BY_ID, "all", f"query ({head}) {{ {fields} }}", asked)
    data = body.get("data") or {}
    return [data.get(f"n{number}") for number in range(len(ids))]
