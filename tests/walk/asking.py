"""Asking one operation as one reader, and what of the answer is not for them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from tandem_graphql.ids import key_of
from tests.support.walked import LEAKED, WALKED
from tests.walk.inputs import Place, nobodys, with_ids
from tests.walk.leaks import said_in
from tests.walk.people import Reader
from tests.walk.world import World

# Keys that a caller makes up for each request.
_ONCE = re.compile(r"walk-[0-9a-f-]{36}")
# Instead of a tenant: something is shown; what is shown names no row of anybody.
ANYTHING = "anything"
WITHOUT_IDS = "no row"


class Findings:
    """What was walked, what leaked, and what somebody could read."""

    def __init__(self, *, only_walls: bool = False) -> None:
        self.only_walls = only_walls
        self.leaks: list[str] = []
        self.shown: set[tuple[str, str, str]] = set()

    def walk(self, reader: Reader, operation: str, tenant: str) -> None:
        """Count one combination."""
        WALKED.add((reader.name, operation, tenant))

    def leak(self, reader: Reader, operation: str, tenant: str, what: object) -> None:
        """Something was told to a reader that it should not be."""
        self.leaks.append(f"{reader.name}: {operation} of {tenant}: {str(what)[:600]}")
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
        self._see(world, reader, operation, body)
        return body

    async def about_nobody(
        self,
        world: World,
        reader: Reader,
        operation: str,
        tenant: str,
        document: str,
        given: Mapping[str, Any],
        places: Iterable[Place],
    ) -> tuple[Any, dict[Place, str]]:
        """The answer when these places name rows that nobody has, and the ids that were made up.

        Asked once of each reader, operation and rest of the input, which is often the same for all tenants.
        """
        none = {place: nobodys(place) for place in places}
        rest = with_ids(given, dict.fromkeys(none, ""))
        key = f"{reader.name} {document} {_ONCE.sub('', orjson.dumps(rest).decode())}"
        if key not in world.about_nobody:
            asked = with_ids(given, none)
            world.about_nobody[key] = await self.ask(world, reader, operation, tenant, document, asked), none
        body, none = world.about_nobody[key]
        return body, none

    def _see(self, world: World, reader: Reader, operation: str, body: Any) -> None:
        """Note of which tenants a reader's own answer shows rows."""
        if not is_shown(body):
            return
        ids, _ = said_in(orjson.dumps(body["data"]).decode())
        self.shown.add((reader.name, operation, ANYTHING))
        for tenant in world.home(reader):
            if ids & world.marks[tenant.name]:
                self.shown.add((reader.name, operation, tenant.name))
        if not ids:
            self.shown.add((reader.name, operation, WITHOUT_IDS))


# What signs an address, and until when: of each address its own.
_SIGNED = re.compile(r"(?<=[?&])(?:expires|signature)=[0-9a-f]+")


def codes(body: Any) -> list[str | None]:
    """The codes of the errors of an answer."""
    return [(error.get("extensions") or {}).get("code") for error in body.get("errors") or []]


def errors_of(body: Any) -> list[tuple[Any, str | None]]:
    """The errors of an answer with their codes."""
    return list(zip(body.get("errors") or [], codes(body), strict=True))


def is_shown(body: Any) -> bool:
    """Whether an answer holds something: of a list with pages, a row."""
    return any(_is_something(value) for value in (body.get("data") or {}).values())


def _is_something(value: Any) -> bool:
    if isinstance(value, dict) and "edges" in value:
        return bool(value["edges"])
    return value not in (None, [])


def without(body: Any, ids: Mapping[Place, str]) -> str:
    """An answer in which the ids that were asked for are not told apart from others."""
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    for place, asked in ids.items():
        key = str(key_of(asked, place.type_name, ""))
        text = text.replace(asked, f"<{place.row}>").replace(key, f"<{place.row}>")
    return _SIGNED.sub("", text)
