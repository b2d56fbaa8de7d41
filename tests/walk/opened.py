"""The one switch that opens every filter of the product's `access` modules: then only row-level security is left.

A filter is a function that gives a condition (`Reach`, `Q`), or a comparison with who acts inside another function.
Both kinds are found in the modules themselves and rewritten, so that a filter that is added later is opened too.
"""

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

import tandem

# Of whoever acts, what a filter compares with.
_WHO = {"organization_id", "membership_id", "creditor_ids", "entity_ids", "person_id"}
# A comparison in SQL with an argument: `AND h.organization_id = $2`.
_COMPARED = re.compile(r"(?:\w+\.)?(?:organization_id|agency_id|creditor_id|membership_id|person_id) = (\$\d+)")
_ALIKE = (ast.Eq, ast.In, ast.Is)
_OTHER = (ast.NotEq, ast.NotIn, ast.IsNot)
_CONDITIONS = {
    "Q": "def {name}(actor):\n    return Q()\n",
    "Reach": (
        "def {name}(actor):\n"
        "    relation = Relation.NONE if isinstance(actor, System) else side_of(actor)\n"
        "    return Reach('$1::uuid IS NOT NULL', (actor.organization_id,), relation)\n"
    ),
}
# Functions that speak of who acts without choosing rows by it.
ABOUT_THE_READER = {
    "tandem.organizations.access.side_of": "how the reader stands to rows in reach",
    "tandem.organizations.access.audience": "a key of readers who see alike",
}


def modules() -> list[ModuleType]:
    """Every access module of the product."""
    root = Path(tandem.__path__[0])
    return [
        importlib.import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))
        for path in sorted(root.rglob("access.py"))
    ]


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function of those modules, by its full name."""
    for module in modules():
        for name, one in inspect.getmembers(module, inspect.isfunction):
            if one.__module__ == module.__name__:
                yield f"{module.__name__}.{name}", one


def condition_of(one: Callable[..., Any]) -> str | None:
    """`Q` or `Reach` for a function that gives a condition."""
    given = inspect.signature(one).return_annotation
    return next((kind for kind in _CONDITIONS if getattr(given, "__name__", given) == kind), None)


class _Opening(ast.NodeTransformer):
    """Drops every comparison with who acts."""

    def __init__(self) -> None:
        self.opened = 0

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`filter(id=key, organization_id=actor.organization_id)`: without the second."""
        self.generic_visit(node)
        kept = [word for word in node.keywords if not (word.arg and compares_with_who_acts(word.value))]
        self.opened += len(node.keywords) - len(kept)
        node.keywords = kept
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """`actor.organization_id not in (…)` is false and `== actor.organization_id` true: every row is one's own.

        Raises TypeError for a comparison that says neither.
        """
        if not any(compares_with_who_acts(part) for part in (node.left, *node.comparators)):
            return self.generic_visit(node)
        self.opened += 1
        (kind,) = {type(one) for one in node.ops}
        if kind in _ALIKE:
            return ast.Constant(True)
        if kind in _OTHER:
            return ast.Constant(False)
        raise TypeError(ast.unparse(node))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """SQL that compares a column with an argument: true, and the argument stays."""
        if isinstance(node.value, str) and _COMPARED.search(node.value):
            self.opened += 1
            return ast.Constant(_COMPARED.sub(r"\1::uuid IS NOT NULL", node.value))
        return node


def compares_with_who_acts(node: ast.AST) -> bool:
    """`actor.organization_id` and the like."""
    return isinstance(node, ast.Attribute) and node.attr in _WHO and isinstance(node.value, ast.Name)


def opened(one: Callable[..., Any]) -> tuple[CodeType, int]:
    """The code of a function with its filters opened, and how many there were."""
    kind, count = condition_of(one), 1
    if kind:
        source = _CONDITIONS[kind].format(name=one.__name__)
        tree: ast.AST = ast.parse(source)
    else:
        opening = _Opening()
        tree = ast.fix_missing_locations(opening.visit(ast.parse(textwrap.dedent(inspect.getsource(one)))))
        count = opening.opened
    space = dict(one.__globals__)
    exec(compile(tree, f"<opened {one.__name__}>", "exec"), space)  # noqa: S102 - the product's own source, rewritten
    code: CodeType = space[one.__name__].__code__
    return code, count


def open_every_filter(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Open them all, wherever their functions are held; returns the names of those that had one."""
    found = []
    for name, one in functions():
        if name in ABOUT_THE_READER:
            continue
        code, count = opened(one)
        if count:
            monkeypatch.setattr(one, "__code__", code)
            found.append(name)
    return found
