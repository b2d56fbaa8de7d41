"""What introspection costs: a point for so many fields of the schema as it tells, lists with their usual sizes."""

from collections.abc import Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

_AT_LEAST = 20
_FIELDS_A_POINT = 150
# How many there are of each kind in a type or in the schema, about; what is not named here is one.
_USUAL = {"fields": 5, "inputFields": 4, "enumValues": 4, "possibleTypes": 2, "directives": 5}


class Telling:
    """One document's introspection; each fragment is counted once, however often it is spread."""

    def __init__(self, types: int, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._sizes = _USUAL | {"types": types}
        self._fragments = fragments
        self._counted: dict[str, int] = {}

    def points(self, selected: SelectionSetNode | None) -> int:
        """For a selection of `__schema` or `__type`, of a document whose fragments end."""
        return _AT_LEAST + (self._told(selected) if selected else 0) // _FIELDS_A_POINT

    def _told(self, selected: SelectionSetNode) -> int:
        total = 0
        for one in selected.selections:
            if isinstance(one, FieldNode):
                below = self._told(one.selection_set) if one.selection_set else 0
                total += self._sizes.get(one.name.value, 1) * (1 + below)
            elif isinstance(one, FragmentSpreadNode):
                total += self._of_fragment(one.name.value)
            elif isinstance(one, InlineFragmentNode):
                total += self._told(one.selection_set)
        return total

    def _of_fragment(self, name: str) -> int:
        if name not in self._counted:
            self._counted[name] = self._told(self._fragments[name].selection_set)
        return self._counted[name]
