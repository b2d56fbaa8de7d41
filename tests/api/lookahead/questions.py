"""Documents over every field of the two roots, made at random from the schema: the same seed makes the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_non_null_type,
    parse,
    validate,
)
from tandem.casefiles.badges import CaseBadge
from tandem_graphql.sight import Sight
from tests.api.documents_of_schema import GRAPH, composite, selection

DEEPEST = 6
ROOTS = ("caseFile", "caseFiles")
SORTS = ("OLDEST_DUE", "LARGEST", "NEWEST", "NAME")
_ABSENT = object()


@dataclass(frozen=True)
class Known:
    """What a reader can be asked about: ids of case files, of who may work them, and cursors that they were given."""

    case_files: list[str]
    organizations: list[str]
    memberships: list[str]
    teams: list[str]
    # By sort, and under `timeline`.
    cursors: dict[str, list[str]]


@dataclass
class Question:
    """A document with its variables, while it is made."""

    rng: Random
    sight: Sight
    known: Known
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0
    fields: int = 0

    def variable(self, type_: str, value: object) -> str:
        """A variable of this value; a word of the document for it."""
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, value)
        return f"${name}"


def questions(seed: int, sight: Sight, known: Known, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Valid documents with their variables."""
    rng = Random(seed)
    made = 0
    while made < number:
        question = Question(rng, sight, known)
        document = _document(question)
        if validate(GRAPH, parse(document)) == []:
            made += 1
            yield document, {name: value for name, (_, value) in question.variables.items() if value is not _ABSENT}


def events() -> Iterator[str]:
    """All of a timeline, each with every field of one kind; and with what all kinds have."""
    interface = GRAPH.type_map["TimelineEvent"]
    assert isinstance(interface, GraphQLInterfaceType)
    shared = " ".join(f"{name} {{ __typename }}" if composite(one) else name for name, one in interface.fields.items())
    yield (
        "query ($id: ID!) { caseFile(id: $id) { timeline(first: 200) { edges { node { __typename "
        f"{shared} }} }} }} }} }}"
    )
    for kind in GRAPH.get_possible_types(interface):
        yield (
            "query ($id: ID!) { caseFile(id: $id) { timeline(first: 200) { edges { node { __typename "
            f"... on {kind.name} {{ {selection(kind, 1)} }} }} }} }} }} }}"
        )


def _document(question: Question) -> str:
    rng = question.rng
    root = rng.choice(ROOTS)
    assert GRAPH.query_type is not None
    type_ = get_named_type(GRAPH.query_type.fields[root].type)
    selection = _selection(question, type_, DEEPEST)
    key = rng.choice(question.known.case_files)
    if root == "caseFile":
        told = f"(id: {question.variable('ID!', key) if rng.random() < 0.7 else _quoted(key)})"
    else:
        told = _listed(question)
    alias = f"{_alias(question)}: " if rng.random() < 0.2 else ""
    body = f"{{ {alias}{root}{told} {selection} }}"
    heads = ", ".join(f"{name}: {kind}" for name, kind in ((f"${n}", k) for n, (k, _) in question.variables.items()))
    return f"query Asked{f'({heads})' if heads else ''} {body} {' '.join(question.fragments)}"


def _listed(question: Question) -> str:
    rng = question.rng
    size = rng.choice((1, 2, 50))
    told = [f"first: {question.variable('Int!', size) if rng.random() < 0.3 else size}"]
    sort = rng.choice((*SORTS, ""))
    if sort:
        told.append(f"sort: {question.variable('CaseFileSort!', sort) if rng.random() < 0.3 else sort}")
    if rng.random() < 0.8:
        told.append(f"filter: {question.variable('CaseFileFilter', _narrowed(question))}")
    if rng.random() < 0.4 and (given := question.known.cursors.get(sort or SORTS[0])):
        after = rng.choice(given)
        told.append(f"after: {question.variable('String', after) if rng.random() < 0.5 else _quoted(after)}")
    return f"({', '.join(told)})"


def _narrowed(question: Question) -> dict[str, Any]:
    rng, narrowed = question.rng, dict[str, Any]()
    if rng.random() < 0.4:
        narrowed["stages"] = rng.sample(["SUBMITTED", "ACCEPTED", "AMICABLE", "LEGAL", "CLOSED"], 4)
    if rng.random() < 0.2:
        narrowed["badge"] = rng.choice([badge.name for badge in CaseBadge])
    if rng.random() < 0.2:
        narrowed["search"] = rng.choice(["rous", "zero", "x y", "%", ""])
    for name in ("agencyId", "creditorId"):
        if rng.random() < 0.2:
            narrowed[name] = rng.choice(question.known.organizations)
    if rng.random() < 0.2:
        chosen = {
            "assigneeId": rng.choice(question.known.memberships),
            "teamId": rng.choice(question.known.teams),
            "unassigned": rng.random() < 0.7,
        }
        narrowed["assignment"] = {name: chosen[name] for name in rng.sample(sorted(chosen), rng.randint(0, 2))}
    return narrowed


def _selection(question: Question, type_: GraphQLNamedType, levels: int) -> str:
    rng = question.rng
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    names = [name for name, one in type_.fields.items() if levels > 0 or not composite(one)]
    allowed = [name for name in names if not _is_refused(question, type_, type_.fields[name]) or rng.random() < 0.002]
    if not allowed:
        return "{ __typename }"
    # Few of many: a document has to stay within the limits of the API.
    most = min(len(allowed), 30 if question.fields < 40 else 4)
    chosen = rng.sample(allowed, rng.randint(1, most))
    rng.shuffle(chosen)
    parts = [_field(question, name, type_.fields[name], levels) for name in chosen]
    if isinstance(type_, GraphQLInterfaceType):  # so that what an answer shows can be found in it
        parts.insert(0, "__typename")
    if rng.random() < 0.3:
        parts.insert(rng.randint(0, len(parts)), f"{_maybe_alias(question)}__typename{_directive(question)}")
    if rng.random() < 0.15:
        again = rng.choice(chosen)
        parts.append(_field(question, again, type_.fields[again], levels))
    if isinstance(type_, GraphQLInterfaceType):
        kinds = rng.sample(list(GRAPH.get_possible_types(type_)), rng.randint(0, 6))
        parts += [_fragment(question, kind.name, _own(question, kind, type_, levels)) for kind in kinds]
    if rng.random() < 0.25 and len(parts) > 1:
        cut = rng.randint(1, len(parts) - 1)
        parts = [*parts[:cut], _fragment(question, rng.choice((type_.name, "")), f"{{ {' '.join(parts[cut:])} }}")]
    return f"{{ {' '.join(parts)} }}"


def _own(question: Question, kind: GraphQLObjectType, interface: GraphQLInterfaceType, levels: int) -> str:
    own = [name for name, one in kind.fields.items() if name not in interface.fields]
    own = [name for name in own if not _is_refused(question, kind, kind.fields[name])]
    own = [name for name in own if levels > 0 or not composite(kind.fields[name])]
    shared = question.rng.sample(list(interface.fields), 1)
    parts = [_field(question, name, kind.fields[name], levels) for name in own]
    parts += [_field(question, name, kind.fields[name], levels) for name in shared if not composite(kind.fields[name])]
    return f"{{ {' '.join(parts or ['__typename'])} }}"


def _field(question: Question, name: str, one: GraphQLField, levels: int) -> str:
    question.fields += 1
    named = get_named_type(one.type)
    below = f" {_selection(question, named, levels - 1)}" if composite(one) else ""
    told = _timeline(question) if name == "timeline" else ""
    return f"{_maybe_alias(question)}{name}{told}{_directive(question)}{below}"


def _timeline(question: Question) -> str:
    rng = question.rng
    told: list[str] = []
    way = rng.choice(("first", "last", "startOn", "none"))
    given = question.known.cursors.get("timeline")
    if way in ("first", "last"):
        size = rng.choice((1, 3, 80))
        told.append(f"{way}: {question.variable('Int', size) if rng.random() < 0.4 else size}")
    if way != "startOn" and given and rng.random() < 0.5:
        cursor = rng.choice(given)
        name = {"first": "after", "last": "before"}.get(way) or rng.choice(("after", "before"))
        told.append(f"{name}: {question.variable('String', cursor) if rng.random() < 0.5 else _quoted(cursor)}")
    if way == "startOn":
        told.append('startOn: "2026-11-20", timeZone: "Europe/Paris"')
    if rng.random() < 0.4:
        groups = next(one for one in GRAPH.type_map.values() if one.name == "EventGroup")
        assert isinstance(groups, GraphQLEnumType)
        narrowed: dict[str, Any] = {"groups": rng.sample(list(groups.values), 2)}
        if rng.random() < 0.3:
            narrowed |= {"chain": "PARTIES", "from": "2026-01-01"}
        told.append(f"filter: {question.variable('TimelineFilter', narrowed)}")
    return f"({', '.join(told)})" if told else ""


def _fragment(question: Question, condition: str, selection: str) -> str:
    if condition and question.rng.random() < 0.5:
        name = f"F{len(question.fragments)}"
        question.fragments.append(f"fragment {name} on {condition} {selection}")
        return f"...{name}{_directive(question)}"
    return f"...{f' on {condition}' if condition else ''}{_directive(question)} {selection}"


def _directive(question: Question) -> str:
    rng = question.rng
    if rng.random() > 0.08:
        return ""
    name, value = rng.choice(("include", "skip")), rng.random() < 0.5
    # One that is null is an error: of two, either may be told first.
    has_null = any(given is None for _, given in question.variables.values())
    match rng.choice(("literal", "given", "given", "absent")) if has_null or rng.random() > 0.02 else "null":
        case "given":
            told = question.variable(rng.choice(("Boolean!", "Boolean! = true", "Boolean = false")), value)
        case "absent":
            told = question.variable(rng.choice(("Boolean! = true", "Boolean! = false", "Boolean = true")), _ABSENT)
        case "null":  # where a default makes it valid: the executor says what is wrong
            told = question.variable("Boolean = true", None)
        case _:
            told = str(value).lower()
    return f" @{name}(if: {told})"


def _maybe_alias(question: Question) -> str:
    return f"{_alias(question)}: " if question.aliases < 20 and question.rng.random() < 0.08 else ""


def _alias(question: Question) -> str:
    question.aliases += 1
    # Longer than PostgreSQL's names can be, now and then.
    return f"a{question.aliases}{'_long' * (15 if question.rng.random() < 0.3 else 0)}"


def _is_refused(question: Question, type_: GraphQLNamedType, one: GraphQLField) -> bool:
    """Whether the reader would get an error for it: what may not be seen and cannot be null."""
    guard = getattr(one.extensions["strawberry-definition"], "guard", None) if one.extensions else None
    return is_non_null_type(one.type) and hasattr(guard, "name") and _masks(question, guard, type_)


def _masks(question: Question, guard: Any, type_: GraphQLNamedType) -> bool:
    from tandem_policies.vocabulary import Resource

    return isinstance(guard, Resource) and guard not in question.sight.readable and type_.name != "Organization"


def _quoted(text: str) -> str:
    return f'"{text}"'
