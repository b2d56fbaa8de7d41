"""The Node interface: rows that can be named by one global id."""

from typing import Any

import strawberry
from strawberry.types.base import get_object_definition

from tandem_graphql.fields import Public, field
from tandem_graphql.ids import global_id
from tandem_graphql.reads import identified
from tandem_graphql.sight import Sight


def _own_id(node: Any) -> strawberry.ID:
    return global_id(get_object_definition(node, strict=True).name, node.row.id)


@strawberry.interface
class Node:
    row: strawberry.Private[Any]
    sight: strawberry.Private[Sight]
    id: strawberry.ID = field(Public.IDENTIFIER, of=_own_id, ahead=identified)
