"""The executor lets an answer that is complete already through to the response."""

from typing import Any

import orjson
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graphql import GraphQLObjectType


class Execution(StrawberryGraphQLCoreExecutionContext):
    """Completes objects as ever, except those that are text."""

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """An object from its fields, or as the look-ahead wrote it."""
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)
