"""The same request twice is one: a key made by the client names it, and its result is kept for 30 days."""

import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

import orjson

from tandem.kit import clock, database
from tandem.kit.errors import ErrorKind, InvalidInput, TandemError
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor


class ConflictingKey(TandemError):
    """The key was used before with another input."""

    code = "conflicting_key"
    kind = ErrorKind.CONFLICT


async def once(
    actor: Actor, key: str, mutation: str, arguments: dict[str, object], act: Callable[[], Awaitable[UUID]]
) -> UUID:
    """Inside the open transaction: run `act` for a new key, else give the id that it gave before.

    Two requests with one key at the same time wait for each other on the key's unique index.
    Raises ConflictingKey when the arguments differ, InvalidInput for a key that is too short or long.
    """
    if not 8 <= len(key) <= 100:
        raise InvalidInput("idempotencyKey", key, "key")
    digest = hashlib.sha256(orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    claimed = await database.rows(
        "INSERT INTO idempotency_keys "
        "(id, organization_id, membership_id, key, mutation, input_hash, result, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $1, $7) ON CONFLICT (membership_id, key) DO NOTHING RETURNING id",
        new_id(),
        actor.organization_id,
        actor.membership_id,
        key,
        mutation,
        digest,
        clock.now(),
    )
    if not claimed:
        known = await database.row(
            "SELECT mutation, input_hash, result FROM idempotency_keys WHERE membership_id = $1 AND key = $2",
            actor.membership_id,
            key,
        )
        if known is None or (known["mutation"], known["input_hash"]) != (mutation, digest):
            raise ConflictingKey(field="idempotencyKey")
        result: UUID = known["result"]
        return result
    made = await act()
    await database.execute("UPDATE idempotency_keys SET result = $2 WHERE id = $1", claimed[0]["id"], made)
    return made
