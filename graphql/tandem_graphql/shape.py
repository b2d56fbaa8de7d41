"""How large a document is: levels, aliases, directives, selections, and how much of it asks for the same thing twice.

Measured before anything else walks it, each fragment once: forty lines whose fragments each spread the next one twice
have more fields than there are atoms. What is within the bounds can be walked as spread.
"""

from collections import defaultdict
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
)
from tandem_graphql.limits import Limits

MOST_SELECTIONS = 2_000
# The rule that fields of one name in one place can be merged compares each with each, arguments and all.
MOST_COMPARISONS = 10_000
_ARGUMENT_CHARACTERS = 20  # of arguments take as long to compare as a field
_INTROSPECTION = ("__schema", "__type")
# Lists of the schema, which multiply: the introspection that tools send has each of them once.
_OF_SCHEMA = ("types", "fields", "inputFields", "possibleTypes")
_MOST_OF_SCHEMA = 6


class _Measure(NamedTuple):
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    selections: int = 0
    of_schema: int = 0


class Shape:
    """The measures of one document, spread fragments counted each time."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, _Measure] = {}
        self._open: set[str] = set()
        self.introspects = False
        self.is_circular = False
        self._roots = [one.selection_set for one in document.definitions if isinstance(one, OperationDefinitionNode)]
        found = [self._measured(one) for one in self._roots]
        for name, fragment in self._fragments.items():
            if name not in self._known:  # no operation spreads it: invalid, and validated all the same
                self._roots.append(fragment.selection_set)
                found.append(self._of_fragment(name))
        self.depth = max((one.depth for one in found), default=0)
        self.aliases = max((one.aliases for one in found), default=0)
        self.directives = max((one.directives for one in found), default=0)
        self.selections = sum(one.selections for one in found)
        self.of_schema = sum(one.of_schema for one in found) if self.introspects else 0

    def beyond(self, limits: Limits) -> list[str]:
        """A sentence for each bound that the document goes past."""
        found: list[tuple[str, int, int]] = [
            ("levels", self.depth, limits.depth),
            ("aliases", self.aliases, limits.aliases),
            ("directives", self.directives, limits.directives),
            ("fields", self.selections, MOST_SELECTIONS),
            ("lists of the schema", self.of_schema, _MOST_OF_SCHEMA),
        ]
        sentences = [
            f"The operation has {number if number < 10**6 else 'millions of'} {what}, of at most {most}."
            for what, number, most in found
            if number > most
        ]
        if not sentences and not self.is_circular and self._comparisons() > MOST_COMPARISONS:
            return ["The operation asks for the same field too often in one place."]
        return sentences

    def _measured(self, selected: SelectionSetNode) -> _Measure:
        depth = aliases = directives = selections = of_schema = 0
        for one in selected.selections:
            selections += 1
            directives += len(one.directives or ())
            is_own = True
            if isinstance(one, FieldNode):
                aliases += one.alias is not None
                of_schema += one.name.value in _OF_SCHEMA
                if one.name.value in _INTROSPECTION:
                    self.introspects = True
                    is_own = False  # its depth is bounded by a rule of its own
            if isinstance(one, FragmentSpreadNode):
                inner = self._of_fragment(one.name.value)
            elif isinstance(one, FieldNode | InlineFragmentNode) and one.selection_set:
                inner = self._measured(one.selection_set)
            else:
                continue
            if is_own:
                depth = max(depth, inner.depth + isinstance(one, FieldNode))
            aliases += inner.aliases
            directives += inner.directives
            selections += inner.selections
            of_schema += inner.of_schema
        return _Measure(depth, aliases, directives, selections, of_schema)

    def _of_fragment(self, name: str) -> _Measure:
        if name in self._open:
            self.is_circular = True
            return _Measure()
        if name not in self._known:
            self._open.add(name)
            fragment = self._fragments.get(name)
            self._known[name] = self._measured(fragment.selection_set) if fragment else _Measure()
            self._open.remove(name)
        return self._known[name]

    def _comparisons(self) -> int:
        return sum(self._compared([one]) for one in self._roots)

    def _compared(self, places: list[SelectionSetNode]) -> int:
        """How often a field is compared with another of its name, in selections merged into one, and below them."""
        by_key: dict[str, list[FieldNode]] = defaultdict(list)
        while places:
            for one in places.pop().selections:
                if isinstance(one, FieldNode):
                    by_key[one.alias.value if one.alias else one.name.value].append(one)
                elif isinstance(one, InlineFragmentNode):
                    places.append(one.selection_set)
                elif isinstance(one, FragmentSpreadNode) and (fragment := self._fragments.get(one.name.value)):
                    places.append(fragment.selection_set)
        total = 0
        for nodes in by_key.values():
            if len(nodes) > 1:
                total += (len(nodes) - 1) * sum(map(_weight, nodes))
            if below := [node.selection_set for node in nodes if node.selection_set]:
                total += self._compared(below)
        return total


def _weight(node: FieldNode) -> int:
    return 1 + sum(map(_length, node.arguments or ())) // _ARGUMENT_CHARACTERS


def _length(node: Node) -> int:
    return node.loc.end - node.loc.start if node.loc else 0
