"""Every mutation with otherwise valid input, as everybody: refused, the same as for nobody's rows, and nothing written.

First it is proved that the input is valid: somebody of the tenant's own does it, in a transaction that is rolled back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graphql import GraphQLField, get_named_type
from tandem_graphql.fields import Public
from tandem_graphql.schema import schema
from tests.api.asking import context_of
from tests.api.documents_of_schema import GRAPH, selection
from tests.walk.asking import Findings, codes, without
from tests.walk.inputs import Place, arguments, declared, holds, id_of, places_of, with_ids
from tests.walk.people import Reader
from tests.walk.rolled_back import rolled_back
from tests.walk.rows import Tenant
from tests.walk.world import World

HINT = "nobody of the tenant's own can do this: make its input valid in tests/walk/inputs.py, or its rows in rows.py"
PATIENCE = 20.0
# What only a group can do, only an entity of one, or only who is in none: of some tenant, not of each.
OF_SOME = {"createGroupCode", "joinGroup", "leaveGroup"}
# What the operator alone can do, who is at home with no tenant: tests/domain/contacts_db/test_numbers.py.
OF_THE_OPERATOR = {"handMessageToAgency"}
GUARDS = {one.field_name: one.guard for one in schema.guards if one.type_name == "Mutation"}


def mutations() -> Mapping[str, GraphQLField]:
    """Every mutation of the schema."""
    assert GRAPH.mutation_type is not None
    return GRAPH.mutation_type.fields


@cache
def document_of(name: str) -> str:
    """One mutation with all that it answers, two levels deep."""
    field = mutations()[name]
    heads, told = declared(field, field.args)
    return f"mutation {heads} {{ {name}{told} {{ {selection(get_named_type(field.type), 1)} }} }}"


def side_of(reader: Reader) -> str:
    """Whose of two own rows a reader would name."""
    return "creditor" if reader.kind == "creditor" else "agency"


async def every_valid_input(world: World) -> list[str]:
    """Do everything for a moment as somebody who may; returns what nobody could do."""
    wrong: list[str] = []
    done: set[str] = set()

    for name, field in mutations().items():
        for tenant in world.tenants:
            refusals = {}
            for reader in world.readers:
                if not (reader.is_signed_in and world.is_at_home(reader, tenant) and may(world, reader, name)):
                    continue
                refusal = await _tried(world, reader, name, field, tenant)
                if not refusal:
                    done.add(name)
                    break
                refusals[reader.name] = refusal
            else:
                wrong.append(f"{name} of {tenant.name}: {refusals}")

    return [one for one in wrong if one.partition(" ")[0] not in OF_SOME & done | OF_THE_OPERATOR]


def may(world: World, reader: Reader, name: str) -> bool:
    """Whether the policy table gives the mutation's permission to the reader, in some relation to a row of theirs."""
    guard = GUARDS[name]
    if isinstance(guard, Public):
        return True
    relations = {world.relation(reader), "own"}
    return any((relation, guard.value) in world.may[reader.name] for relation in relations)


async def _tried(world: World, reader: Reader, name: str, field: GraphQLField, tenant: Tenant) -> Any:
    """What a reader is told who does it for a moment."""
    given = arguments(field, tenant, side_of(reader))
    heads, told = declared(field, given)
    # Nothing but the refusal: the parts of an answer are read side by side, on connections of their own.
    # A list that is done in turn says apart why it stopped.
    refusals = ["userErrors"] + ["refusal"] * ("refusal" in get_named_type(field.type).fields)
    wanted = " ".join(f"{one} {{ code field message }}" for one in refusals)
    document = f"mutation {heads} {{ {name}{told} {{ {wanted} }} }}"
    actor = await world.actor(reader)
    async with asyncio.timeout(PATIENCE), rolled_back():
        result = await schema.execute(document, given, context_of(actor))
    if result.errors:
        return [str(error) for error in result.errors]
    answer = (result.data or {})[name]
    return answer["userErrors"] or answer.get("refusal")


async def every_mutation(world: World, readers: Sequence[Reader], *, only_walls: bool = False) -> Findings:
    """Walk every mutation of every tenant as some readers; returns what was found.

    With `only_walls` a confined collector may be told which of several rows of their own agency is missing.
    """
    findings = Findings(only_walls=only_walls)

    for name, field in mutations().items():
        for reader in readers:
            for tenant in world.tenants:
                await _refused(world, findings, reader, name, field, tenant)

    return findings


async def _refused(
    world: World, findings: Findings, reader: Reader, name: str, field: GraphQLField, tenant: Tenant
) -> None:
    side = side_of(reader)
    given = arguments(field, tenant, side)
    real = {place: id_of(place, tenant, side) for place in places_of(field) if holds(given, place)}
    unknown = [place for place in real if not world.may_know(reader, row_of(tenant, place, side))]
    if not unknown and may(world, reader, name) and reader.is_signed_in:
        await _with_one_row_of_others(world, findings, reader, name, field, tenant)
        return
    await _denied(world, findings, reader, name, tenant, given, real, unknown)


async def _with_one_row_of_others(
    world: World, findings: Findings, reader: Reader, name: str, field: GraphQLField, tenant: Tenant
) -> None:
    """All is the reader's own, but for one id, which is somebody else's: each, also what may be left out."""
    side = side_of(reader)
    given = arguments(field, tenant, side)
    for place in places_of(field):
        other = next(
            (one for one in world.tenants if not world.may_know(reader, row_of(one, place, side))),
            None,
        )
        if other is not None:
            real = {place: id_of(place, other, side)}
            await _denied(world, findings, reader, name, other, with_ids(given, real), real, [place])


async def _denied(
    world: World,
    findings: Findings,
    reader: Reader,
    name: str,
    tenant: Tenant,
    given: dict[str, Any],
    real: Mapping[Place, str],
    unknown: list[Place],
) -> None:
    await world.witness.begin()
    body = await findings.ask(world, reader, name, tenant.name, document_of(name), given)
    if tables := await world.witness.has_written():
        findings.leak(reader, name, tenant.name, f"a refusal wrote something of {tables}: {body}")
    if not codes(body) and not body["data"][name].get("userErrors"):
        findings.leak(reader, name, tenant.name, f"done: {body}")
    if not reader.is_signed_in and codes(body) != ["UNAUTHENTICATED"]:
        findings.leak(reader, name, tenant.name, f"a sign-in that is none: {body}")
    if unknown and not (findings.only_walls and reader.is_confined):
        document = document_of(name)
        other, none = await findings.about_nobody(world, reader, name, tenant.name, document, given, unknown)
        if tables := await world.witness.has_written():
            findings.leak(reader, name, tenant.name, f"a refusal about nobody wrote something of {tables}: {other}")
        if without(body, real) != without(other, {**real, **none}):
            findings.leak(reader, name, tenant.name, f"another refusal than for nobody's id: {body} {other}")


def row_of(tenant: Tenant, place: Place, side: str) -> Any:
    """The key of the row that an input names."""
    return tenant.ids[place.row.replace("{side}", side)]
