"""The table promises nothing that the program does not ask: every permission decides something somewhere."""

import ast
from pathlib import Path

import pytest

from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

ROOT = Path(__file__).parents[2]


def _named(vocabulary: str) -> set[str]:
    """The members of Permission or Resource that the domain and the API name."""
    found = set()
    for folder in ("platform/tandem", "graphql/tandem_graphql"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == vocabulary:
                    found.add(node.attr)
    return found


PERMISSIONS, RESOURCES = _named("Permission"), _named("Resource")


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_decides_something(permission: Permission) -> None:
    # A field that names a resource asks for the permission to read it.
    guarded = permission.action == "read" and permission.resource.name in RESOURCES

    assert guarded or permission.name in PERMISSIONS


def test_every_resource_is_named_where_something_is_decided() -> None:
    by_permission = {Permission[name].resource for name in PERMISSIONS if name in Permission.__members__}

    assert {resource for resource in Resource if resource.name not in RESOURCES} - by_permission == set()
