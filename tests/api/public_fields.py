"""The fields that no resource of their own decides about, each with its reason, as `public_fields.txt` lists them.

`.venv/bin/python -m tests.api.public_fields > tests/api/public_fields.txt`, then read what changed: that is the review.
"""

from collections import defaultdict
from collections.abc import Iterator

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, build_schema, get_named_type
from tandem_graphql.fields import Guard, Public
from tandem_graphql.schema import print_schema, schema

GRAPH = build_schema(print_schema())
GUARDS: dict[str, Guard] = {f"{one.type_name}.{one.field_name}": one.guard for one in schema.guards}
# Part of what holds it: whatever decided about the holder has decided about it.
HELD = {Public.VALUE, Public.PAGE, Public.ANSWER}
_NAMED = 12  # deciders that a line names
HEADER = """\
# Fields that no resource of their own decides about, each with its reason: why it needs none (tandem_graphql.fields.
# Public), and for a part of something else what decides about its holder. Made by `python -m tests.api.public_fields`;
# a new line is a review: may whoever passes what decides see this field too?
"""


def reviewed() -> str:
    """The whole of public_fields.txt."""
    return HEADER + "".join(f"{line}\n" for line in lines())


def lines() -> list[str]:
    """`Type.field: REASON`, with who decides about the holder of a part."""
    return sorted(
        f"{name}: {guard.name}{_decided(name.partition('.')[0]) if guard in HELD else ''}"
        for name, guard in GUARDS.items()
        if isinstance(guard, Public)
    )


def deciders(type_name: str) -> set[str]:
    """Resources, permissions and reasons that decide about whatever holds values of this type."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [type_name]
    while waiting:
        now = waiting.pop()
        if now in seen:
            continue
        seen.add(now)
        for holder in HOLDERS[now]:
            guard = GUARDS[holder]
            if guard in HELD:
                waiting.append(holder.partition(".")[0])
            else:
                found.add(guard.name if isinstance(guard, Public) else str(guard))
    return found


def _decided(type_name: str) -> str:
    found = sorted(deciders(type_name))
    if len(found) > _NAMED:
        return f", decided by whatever holds it, of {len(found)}"
    return f", decided by {', '.join(found)}" if found else ", decided by nothing"


def _holders() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for kind in GRAPH.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, field in kind.fields.items():
            for shown in _shown(get_named_type(field.type)):
                found[shown].append(f"{kind.name}.{name}")
    return found


def _shown(kind: object) -> Iterator[str]:
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        yield from (one.name for one in GRAPH.get_possible_types(kind))
    elif isinstance(kind, GraphQLObjectType):
        yield kind.name


HOLDERS = _holders()

if __name__ == "__main__":
    print(reviewed(), end="")
