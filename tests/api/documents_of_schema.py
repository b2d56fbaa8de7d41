"""Documents that select every field of the schema, made from the schema itself: what is added later is asked too."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    Lexer,
    Source,
    TokenKind,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)
from tandem_graphql.limits import DEFAULT
from tandem_graphql.schema import schema

GRAPH = schema._schema
DEEPEST = 5
# What tells the time and nothing else; never asked, so that two looks at the same facts are equal.
CLOCKS = frozenset(
    {
        "ApiToken.lastUsedAt",
        "BankDashboard.asOf",
        "ClockState.now",
        "Member.lastSeenAt",
        "MemberSession.lastSeenAt",
        "PortfolioFigures.asOf",
    }
)


@dataclasses.dataclass(frozen=True)
class Walk:
    """One document with its variables; `page` is the way to the connection that is read to its end by `$after`."""

    name: str
    document: str
    page: tuple[str, ...] | None = None
    variables: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def composite(field: GraphQLField) -> bool:
    """Whether a field needs a selection."""
    return isinstance(get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)


def selection(named: GraphQLNamedType, levels: int, above: tuple[str, ...] = ()) -> str:
    """All fields of a type, `levels` deep; a type inside itself shows its id."""
    if isinstance(named, GraphQLUnionType):
        return "__typename " + _kinds(named, levels, above)
    assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
    parts = ["__typename"]
    for name, field in named.fields.items():
        if f"{named.name}.{name}" in CLOCKS:
            continue
        inner = get_named_type(field.type)
        if not composite(field):
            parts.append(name)
        elif inner.name in above:
            parts += [f"{name} {{ id }}"] if "id" in getattr(inner, "fields", {}) else []
        elif levels > 0:
            parts.append(f"{name} {{ {selection(inner, levels - 1, (*above, named.name))} }}")
    if isinstance(named, GraphQLInterfaceType):
        parts.append(_kinds(named, levels, above))
    return " ".join(parts)


def _kinds(named: GraphQLInterfaceType | GraphQLUnionType, levels: int, above: tuple[str, ...]) -> str:
    """A fragment for each kind, of its own fields; one that another kind has in another shape goes by an alias."""
    shared = set(named.fields) if isinstance(named, GraphQLInterfaceType) else set()
    shapes: dict[str, str] = {}
    parts = []
    for kind in GRAPH.get_possible_types(named):
        own = []
        for name, field in kind.fields.items():
            inner = get_named_type(field.type)
            if name in shared or (composite(field) and (levels <= 0 or inner.name in above)):
                continue
            alias = "" if shapes.setdefault(name, str(field.type)) == str(field.type) else f"{name}Of{kind.name}: "
            below = f" {{ {selection(inner, levels - 1, (*above, kind.name))} }}" if composite(field) else ""
            own.append(alias + name + below)
        if own:
            parts.append(f"... on {kind.name} {{ {' '.join(own)} }}")
    return " ".join(parts)


def whole(name: str, given: Mapping[str, Any], operation: str = "query", *, brief: bool = False) -> list[Walk]:
    """The documents that select all of one root field: one for each of its parts, as deep as the limits let it be.

    A `brief` one goes two levels deep, a list fifty rows at a time: which rows there are, and how many. What is given
    goes by variables, so that the documents are made, parsed and validated once for everybody.
    """
    told = ", ".join(f"{key}: {value}" for key, value in given.items())
    documents = _whole(name, operation, tuple(given), brief)
    return [
        dataclasses.replace(walk, name=f"{walk.name}({told})" if told else walk.name, variables=given)
        for walk in documents
    ]


@cache
def _whole(name: str, operation: str, given: tuple[str, ...], brief: bool) -> list[Walk]:
    root = {"query": GRAPH.query_type, "mutation": GRAPH.mutation_type, "subscription": GRAPH.subscription_type}
    kind = root[operation]
    assert kind is not None
    return list(_documents(name, kind.fields[name], operation, given, brief))


def _documents(name: str, field: GraphQLField, operation: str, given: tuple[str, ...], brief: bool) -> Iterator[Walk]:
    named = get_named_type(field.type)
    told = ", ".join(f"{key}: ${key}" for key in given)
    heads = [f"${key}: {field.args[key].type}" for key in given]
    call = name + (f"({told})" if told else "")
    head = operation + (f"({', '.join(heads)})" if heads else "")
    paged = f"{operation} ({', '.join([*heads, '$after: String'])})"
    if not composite(field):
        yield Walk(name, f"{head} {{ {call} }}")
        return
    if "pageInfo" in getattr(named, "fields", {}):
        arguments = f"first: {50 if brief else 2}, after: $after{', ' + told if told else ''}"
        yield _paged(name, paged, (name,), f"{name}({arguments})", named, most=2 if brief else DEEPEST)
        return
    assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
    parts = [part for part, inner in named.fields.items() if composite(inner)]
    in_pages = any("pageInfo" in getattr(get_named_type(named.fields[part].type), "fields", {}) for part in parts)
    if len(parts) < 3 or operation == "subscription" or (brief and not in_pages):
        most = 2 if brief else DEEPEST
        yield Walk(name, _deepest(lambda levels: f"{head} {{ {call} {{ {selection(named, levels)} }} }}", most=most))
        return
    yield Walk(name, f"{head} {{ {call} {{ {selection(named, 0)} }} }}")
    for part in parts:
        inner = get_named_type(named.fields[part].type)
        if "pageInfo" in getattr(inner, "fields", {}):
            for number, more in enumerate(_NARROWED.get(f"{named.name}.{part}", [""])):
                text = f"{part}(first: {50 if brief else 3}, after: $after{more})"
                most = 2 if brief else DEEPEST
                yield _paged(f"{name}.{part} {number}", paged, (name, part), text, inner, call, most=most)
        else:
            yield Walk(
                f"{name}.{part}",
                _deepest(
                    lambda levels, part=part, inner=inner: (
                        f"{head} {{ {call} {{ {part} {{ {selection(inner, levels, (named.name,))} }} }} }}"
                    ),
                    most=1 if brief else DEEPEST,
                ),
            )


# The ways in which a part can be narrowed: what is hidden must not show by what a filter leaves.
_NARROWED = {
    "CaseFile.timeline": [
        "",
        *(f", filter: {{chain: {chain}}}" for chain in ("AGENCY", "CREDITOR")),
        ', filter: {groups: [NOTES, DOCUMENTS], from: "2020-01-01"}',
    ]
}


def _paged(
    name: str,
    head: str,
    page: tuple[str, ...],
    call: str,
    named: GraphQLNamedType,
    holder: str = "",
    most: int = DEEPEST,
) -> Walk:
    def document(levels: int) -> str:
        inner = f"{call} {{ {selection(named, levels)} }}"
        held = f"{holder} {{ {inner} }}" if holder else inner
        return f"{head} {{ {held} }}"

    return Walk(name, _deepest(document, least=2, most=most), page)


def _deepest(document: Callable[[int], str], least: int = 0, most: int = DEEPEST) -> str:
    """The deepest document that is valid and within the limits of the API."""
    for levels in range(most, least - 1, -1):
        text = document(levels)
        if _fits(text):
            return text
    raise AssertionError(f"no document fits the limits: {document(least)}")


def _fits(text: str) -> bool:
    lexer, tokens = Lexer(Source(text)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        tokens += 1
    return tokens < DEFAULT.tokens - 10 and text.count(": ") < DEFAULT.aliases and validate(GRAPH, parse(text)) == []


def asked_in(document: str) -> set[str]:
    """The coordinates (`Type.field`) that a document selects."""
    info, found = TypeInfo(GRAPH), set()

    class Seeing(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                found.add(f"{parent.name}.{node.name.value}")

    parsed: DocumentNode = parse(document)
    visit(parsed, TypeInfoVisitor(info, Seeing()))
    return found
