"""Asking the API as a member of the cast, without HTTP: the schema with a context, as the endpoint makes it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit.links import Links
from tandem.organizations.actor import Actor
from tandem_graphql.context import Context
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema

LINKS = Links(b"links of the tests")


@dataclass(frozen=True)
class Answer:
    """Data and errors as a client gets them."""

    data: Any
    errors: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        """The code of each error."""
        return [error["extensions"]["code"] for error in self.errors]


def context_of(actor: Actor | None) -> Context:
    """A context whose credentials stand for `actor` as long as the test runs."""

    async def authenticate() -> Actor | None:
        return actor

    return Context(actor, authenticate, LINKS)


def id_of(type_name: str, *key: str) -> str:
    """The global id of something of the cast."""
    return global_id(type_name, cast_id(*key))


async def ask(person: str | None, organization: str, document: str, **variables: Any) -> Answer:
    """Run one query or mutation as a person of the cast, or as nobody."""
    actor = actor_of_cast(person, organization) if person else None
    result = await schema.execute(document, variables, context_of(actor))
    return Answer(result.data, [dict(error.formatted) for error in result.errors or []])


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements that the ORM sends meanwhile, the transaction's envelope left out."""
    seen: list[str] = []

    class Counter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if text.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE")) and "set_config" not in text:
                seen.append(text)

    logger, counter = logging.getLogger("tortoise.db_client"), Counter()
    before = logger.level
    logger.addHandler(counter)
    logger.setLevel(logging.DEBUG)
    try:
        yield seen
    finally:
        logger.setLevel(before)
        logger.removeHandler(counter)
