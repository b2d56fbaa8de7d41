"""Every query with each of its arguments, and every row by its id: nothing of anybody else's, and all of one's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLField
from tandem_graphql.ids import global_id
from tests.api.documents_of_schema import GRAPH, Walk, selection, whole
from tests.api.everything import NODES, TABLE_OF
from tests.api.surfaces import BY_ID
from tests.walk.asking import Findings, codes, errors_of, is_shown, without
from tests.walk.inputs import Place, arguments, holds, id_of, names_a_tenant, nobodys, places_of, variants, with_ids
from tests.walk.opens import QUERIES
from tests.walk.owning import Owned
from tests.walk.people import TO_THE_LAST_FIELD, Reader
from tests.walk.rows import Tenant
from tests.walk.world import World

REFUSED = "there, and refused in part"
MANY = 20  # rows asked for by one document


def queries() -> Mapping[str, GraphQLField]:
    """Every query of the schema but the one by id, which is walked in a way of its own."""
    assert GRAPH.query_type is not None
    return {name: field for name, field in GRAPH.query_type.fields.items() if name != BY_ID}


async def every_query(world: World, readers: Sequence[Reader]) -> Findings:
    """Walk every query of every tenant as some readers; returns what was found."""
    findings = Findings()

    for reader in readers:
        for name, field in queries().items():
            for tenant in world.tenants if names_a_tenant(field) else world.tenants[:1]:
                await _query(world, findings, reader, name, field, tenant)

    return findings


def may(world: World, reader: Reader, name: str) -> bool:
    """Whether the policy table gives a query to a reader, in one of their relations."""
    needed = QUERIES.get(name)
    assert needed is not None, f"who may ask {name}? Say it in tests/walk/opens.py, QUERIES"
    return world.may_do(reader, needed)


async def _query(
    world: World, findings: Findings, reader: Reader, name: str, field: GraphQLField, tenant: Tenant
) -> None:
    side = "creditor" if reader.kind == "creditor" else "agency"
    places = places_of(field)
    given = arguments(field, tenant, side)
    real = {place: id_of(place, tenant, side) for place in places if holds(given, place)}
    foreign = [place for place in real if not world.may_know(reader, tenant.ids[place.row.replace("{side}", side)])]
    if foreign or not (reader.is_signed_in and may(world, reader, name)):
        await _refused(world, findings, reader, name, tenant, given, real, foreign)
        return
    # To the last field and in every order for the first tenant of a reader's own; of the others, what there is.
    is_first = not names_a_tenant(field) or tenant is next(
        (one for one in world.tenants if world.is_at_home(reader, one)), None
    )
    is_whole = is_first and reader.organization in TO_THE_LAST_FIELD
    for more in variants(field, tenant, side) if is_whole else [{}]:
        for walk in whole(name, given | more, brief=bool(more) or not is_whole):
            await _pages(world, findings, reader, name, tenant.name, walk, is_plain=not more)
    if is_first:
        for place in [one for one in places if one not in real]:
            await _narrowed_to_others(world, findings, reader, name, given, place, side)


async def _refused(
    world: World,
    findings: Findings,
    reader: Reader,
    name: str,
    tenant: Tenant,
    given: dict[str, Any],
    real: Mapping[Place, str],
    foreign: list[Place],
) -> None:
    """A row of others is nobody's, what the policy table does not give is refused, and neither writes."""
    document = whole(name, given)[0].document
    await world.witness.begin()
    body = await findings.ask(world, reader, name, tenant.name, document, given)
    if is_shown(body):
        findings.leak(reader, name, tenant.name, f"an answer: {body}")
    # Who one is without a sign-in is nobody, and no refusal.
    if not reader.is_signed_in and name != "viewer" and set(codes(body)) != {"UNAUTHENTICATED"}:
        findings.leak(reader, name, tenant.name, f"a sign-in that is none: {body}")
    if foreign:
        other, none = await findings.about_nobody(world, reader, name, tenant.name, document, given, foreign)
        if without(body, real) != without(other, {**real, **none}):
            findings.leak(reader, name, tenant.name, f"another answer than for nobody's id: {body} {other}")
    if tables := await world.witness.has_written():
        findings.leak(reader, name, tenant.name, f"a refusal wrote something of {tables}")


async def _narrowed_to_others(
    world: World, findings: Findings, reader: Reader, name: str, given: dict[str, Any], place: Place, side: str
) -> None:
    """An id that may be left out names a row of others: the answer is that for nobody's, and nothing is written."""
    row = place.row.replace("{side}", side)
    other = next((one for one in world.tenants if not world.may_know(reader, one.ids[row])), None)
    if other is None:
        return
    real = {place: id_of(place, other, side)}
    asked = with_ids(given, real)
    document = whole(name, asked, brief=True)[0].document
    await world.witness.begin()
    body = await findings.ask(world, reader, name, other.name, document, asked)
    nobody, none = await findings.about_nobody(world, reader, name, other.name, document, asked, [place])
    if without(body, real) != without(nobody, none):
        findings.leak(reader, name, other.name, f"another answer than for nobody's id: {body} {nobody}")
    if tables := await world.witness.has_written():
        findings.leak(reader, name, other.name, f"an answer about others wrote something of {tables}")


async def _pages(
    world: World, findings: Findings, reader: Reader, name: str, tenant: str, walk: Walk, *, is_plain: bool
) -> None:
    """All pages of an answer: what a list counts is what it shows.

    What the policy table gives is not refused; an order or a filter may need more, such as the debtors' names.
    """
    after, seen, counted = None, 0, None
    while True:
        variables = {**walk.variables, "after": after} if walk.page else walk.variables
        body = await findings.ask(world, reader, name, tenant, walk.document, variables)
        if set(codes(body)) - {"FORBIDDEN", "NOT_FOUND"}:
            findings.leak(reader, walk.name, tenant, f"broke: {body['errors'][:1]}")
        if is_plain and any(error.get("path") == [name] and one == "FORBIDDEN" for error, one in errors_of(body)):
            findings.leak(reader, walk.name, tenant, f"the policy table allows it: {body['errors'][:1]}")
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


async def every_row_by_its_id(world: World, readers: Sequence[Reader]) -> Findings:
    """Walk every row of every table as some readers: shown to whom it is for, and to nobody else."""
    findings = Findings()

    for type_name, table in TABLE_OF.items():
        kind = next((one for one in NODES if one.name == type_name), None)
        own = f"... on {type_name} {{ {selection(kind, 0)} }}" if kind else ""
        rows = world.rows.by_table.get(table, [])
        for reader in readers:
            for start in range(0, len(rows), MANY):
                part = rows[start : start + MANY]
                ids = [global_id(type_name, one.row["id"]) for one in part]
                for owned, answer in zip(part, await _nodes(world, findings, reader, own, ids), strict=True):
                    wrong = _wrong(world, reader, type_name, owned, answer) if kind else answer
                    if wrong:
                        findings.leak(reader, f"node of {table}", str(owned.row["id"]), wrong)
            place = Place(("n0",), type_name, "nobody's")
            assert await _nodes(world, findings, reader, own, [nobodys(place)]) == [None], (reader.name, type_name)
            for tenant in world.tenants:
                findings.walk(reader, f"node {type_name}", tenant.name)

    return findings


async def _nodes(world: World, findings: Findings, reader: Reader, own: str, ids: Sequence[str]) -> list[Any]:
    """Rows by id, twenty at a time and always so many: one document a type, parsed once."""
    asked = {f"n{number}": ids[number] if number < len(ids) else ids[0] for number in range(MANY)}
    head = ", ".join(f"${name}: ID!" for name in asked)
    fields = " ".join(f"{name}: node(id: ${name}) {{ __typename {own} }}" for name in asked)
    body = await findings.ask(world, reader, BY_ID, "all", f"query ({head}) {{ {fields} }}", asked)
    data = body.get("data") or {}
    # A row that is there, of which one field is refused that cannot be null.
    for error, code in errors_of(body):
        if code == "FORBIDDEN" and len(error["path"]) > 1:
            data[error["path"][0]] = REFUSED
    return [data.get(f"n{number}") for number in range(len(ids))]


def _wrong(world: World, reader: Reader, type_name: str, owned: Owned, answer: Any) -> Any:
    """What is wrong about an answer to a row's id, if anything is.

    A row of others is as if it were not. Of one's own organization, what the policy table opens is shown, and the rest
    may be refused by name. A composed role may be given a row without all of its fields, and is refused it whole when
    one of the others cannot be null.
    """
    expected = world.is_shown(reader, owned)
    if type_name in ("Membership", "Person"):  # only who one is oneself
        expected = reader.is_signed_in and world.is_oneself(reader, owned)
    elif type_name == "Member":
        expected = expected and owned.row["ended_at"] is None
    if expected:
        return None if isinstance(answer, dict) or (answer and reader.is_composed) else f"not shown: {answer}"
    return None if answer == REFUSED and world.rows.may_know(reader, owned) else answer
