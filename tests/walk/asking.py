"""Asking one operation as one reader, and what of the answer is not for them."""

from collections.abc import Mapping
from typing import Any

import orjson

from tandem_graphql.ids import key_of
from tests.support.walked import LEAKED, WALKED
from tests.walk.inputs import Place
from tests.walk.people import Reader
from tests.walk.world import World


class Findings:
    """What was walked, what leaked, and what somebody could read."""

    def __init__(self, *, only_walls: bool = False) -> None:
        self.only_walls = only_walls
        self.leaks: list[str] = []
        self.shown: set[tuple[str, str]] = set()

    def walk(self, reader: Reader, operation: str, tenant: str) -> None:
        """Count one combination."""
        WALKED.add((reader.name, operation, tenant))

    def leak(self, reader: Reader, operation: str, tenant: str, what: object) -> None:
        """Something was told to a reader that it should not be."""
        self.leaks.append(f"{reader.name}: {operation} of {tenant}: {what}")
        LEAKED.add(self.leaks[-1])

    def told(self) -> str:
        """All leaks for people, the first hundred."""
        return f"{len(self.leaks)} leaks\n" + "\n".join(sorted(set(self.leaks))[:100])

    async def ask(
        self, world: World, reader: Reader, operation: str, tenant: str, document: str, variables: Mapping[str, Any]
    ) -> Any:
        """One answer, looked through for ids and words of rows that the reader may not know."""
        body = await world.ask(reader, document, variables)
        self.walk(reader, operation, tenant)
        text = orjson.dumps(body).decode()
        if found := world.forbidden[reader.name].found_in(text, variables):
            self.leak(reader, operation, tenant, found[:5])
        unexpected = [one for one in codes(body) if one in ("INTERNAL", "INTERNAL_SERVER_ERROR", None)]
        if unexpected:
            self.leak(reader, operation, tenant, f"broke: {body['errors'][:1]}")
        if is_shown(body):
            self.shown.add((operation, tenant))
        return body


def codes(body: Any) -> list[str | None]:
    """The codes of the errors of an answer."""
    return [(error.get("extensions") or {}).get("code") for error in body.get("errors") or []]


def is_shown(body: Any) -> bool:
    """Whether an answer holds something."""
    return not body.get("errors") and any(value not in (None, []) for value in (body.get("data") or {}).values())


def without(body: Any, ids: Mapping[Place, str]) -> str:
    """An answer in which the ids that were asked for are not told apart from others."""
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    for place, asked in ids.items():
        key = str(key_of(asked, place.type_name, ""))
        text = text.replace(asked, f"<{place.row}>").replace(key, f"<{place.row}>")
    return text
