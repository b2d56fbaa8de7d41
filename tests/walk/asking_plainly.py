"""Asking the API as one member, with and without the look-ahead, and taking its answers apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from tandem.organizations.actor import Actor
from tandem_graphql.schema import schema
from tests.api.asking import context_of

NODES_AT_ONCE = 10
WAYS = (True, False)  # ahead of the executor, and by it


@dataclass
class Asker:
    """Asks as one member; `asked` counts the documents."""

    actor: Actor
    asked: int = 0

    async def data(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer, the same both ways; None where all of it was refused."""
        answers = [await self._data(document, variables or {}, ahead=ahead) for ahead in WAYS]
        assert answers[0] == answers[1], (document, answers)
        return answers[0]

    async def _data(self, document: str, variables: Mapping[str, Any], *, ahead: bool) -> Any:
        context = context_of(self.actor)
        context.looks_ahead = ahead
        self.asked += 1
        result = await schema.execute(document, dict(variables), context)
        codes = {(error.extensions or {}).get("code") for error in result.errors or []}
        assert codes <= {"FORBIDDEN"}, (document, result.errors)
        return orjson.loads(orjson.dumps(result.data))

    async def nodes(self, type_: str, body: str, ids: Mapping[str, str]) -> Any:
        """Rows of one type by their ids, each under its name; always as many, so that one document serves them all."""
        asked = {**{f"n{place}": next(iter(ids.values()), "") for place in range(NODES_AT_ONCE)}, **ids}
        head = ", ".join(f"${name}: ID!" for name in asked)
        parts = " ".join(f"{name}: node(id: ${name}) {{ ... on {type_} {body} }}" for name in asked)
        data = await self.data(f"query ({head}) {{ {parts} }}", asked) if ids else {}
        return {name: data[name] for name in ids}

    async def pages(
        self, name: str, types: Mapping[str, str], told: Mapping[str, Any], body: str, first: int
    ) -> tuple[list[Any], int] | None:
        """All rows of a list by its pages, and how many it says there are; None where it does not open."""
        found: list[Any] = []
        after: str | None = None
        heads = "".join(f", ${key}: {type_}" for key, type_ in types.items())
        given = "".join(f", {key}: ${key}" for key in types)
        document = (
            f"query ($first: Int!, $after: String{heads}) {{ {name}(first: $first, after: $after{given}) "
            f"{{ edges {{ cursor node {body} }} totalCount pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        while True:
            data = await self.data(document, {**told, "first": first, "after": after})
            if data is None:
                assert not found, "a list that closed while it was read"
                return None
            page = data[name]
            found += [edge["node"] for edge in page["edges"]]
            more = page["pageInfo"]["hasNextPage"]
            assert more == (len(found) < page["totalCount"]), (self.actor, told, first, after, document, page)
            assert len(page["edges"]) == first or not more, "a page shorter than it should be"
            if not more:
                return found, page["totalCount"]
            after = page["pageInfo"]["endCursor"]
            assert after == page["edges"][-1]["cursor"]
