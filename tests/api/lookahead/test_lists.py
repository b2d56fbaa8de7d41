"""Lists of a JSON document are written without spaces, as the executor writes them."""

import asyncpg
import orjson
import pytest

from graphql import GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLOutputType, GraphQLString
from tandem_graphql.lookahead.leaves import recorded
from tandem_graphql.lookahead.pieces import REFUSED, concat
from tests.support.services import Template, database_of

TEXTS = GraphQLList(GraphQLNonNull(GraphQLString))


@pytest.mark.parametrize(
    ("answered", "kept"),
    [
        (TEXTS, ["a, b", '"c", ["d"]', "é\u2028\n"]),
        (TEXTS, ["alone"]),
        (TEXTS, []),
        (TEXTS, None),
        (GraphQLNonNull(TEXTS), []),
        (GraphQLList(GraphQLString), ["a", None, "b"]),
        (GraphQLList(GraphQLInt), [3, 1, 2]),
        (GraphQLList(GraphQLBoolean), [True, False]),
        (GraphQLList(GraphQLList(GraphQLInt)), [[1, 2], [], None, [3]]),
    ],
)
async def test_a_list_is_told_as_the_executor_tells_it(
    template: Template, answered: GraphQLOutputType, kept: object
) -> None:
    assert await _told(template, answered, {"names": kept}) == orjson.dumps(kept).decode()


@pytest.mark.parametrize(
    ("answered", "kept", "told"),
    [
        (TEXTS, {}, "null"),
        (GraphQLNonNull(TEXTS), {}, REFUSED),
        (GraphQLNonNull(TEXTS), {"names": None}, REFUSED),
        (TEXTS, {"names": ["a", None]}, f'["a",{REFUSED}]'),
    ],
)
async def test_null_is_refused_where_the_schema_forbids_it(
    template: Template, answered: GraphQLOutputType, kept: object, told: str
) -> None:
    assert await _told(template, answered, kept) == told


async def _told(template: Template, answered: GraphQLOutputType, document: object) -> object:
    sql = concat(recorded(answered, "event.data", "names"))
    async with database_of(template) as urls:
        owner = await asyncpg.connect(urls.owner)
        try:
            return await owner.fetchval(
                f"SELECT {sql} FROM (SELECT $1::jsonb AS data) event", orjson.dumps(document).decode()
            )
        finally:
            await owner.close()
