"""Writing an effect down, in the transaction of the fact that causes it."""

from datetime import datetime
from uuid import UUID

import orjson

from tandem.kit import clock, database
from tandem.kit.database import Acting, wake_after_commit
from tandem.kit.ids import new_id
from tandem.kit.wakeups import Wakeup

# The subject every relay listens to.
RELAY = UUID(int=1)


async def emit(
    acting: Acting | None, topic: str, payload: dict[str, str], *, available_at: datetime | None = None
) -> UUID:
    """Ask for `topic` to be handled at or after `available_at` (now when left out); `payload` carries ids only.

    `acting` is whom the handler acts for; None when the handler must find out itself. Needs an open transaction.
    """
    now = clock.now()
    row_id = new_id()
    await database.execute(
        "INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts) "
        "VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, 0)",
        row_id,
        acting.organization_id if acting else None,
        topic,
        orjson.dumps(payload).decode(),
        now,
        available_at or now,
    )
    if available_at is None or available_at <= now:
        wake_after_commit(Wakeup("outbox", RELAY, ()))
    return row_id
