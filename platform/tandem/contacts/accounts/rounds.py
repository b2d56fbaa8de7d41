"""The worker's round over sealed keys: former ones go when their time is over, and all end up under the present key."""

import structlog

from tandem.contacts.accounts.sealing import KeyUnknown, current, opened, sealed
from tandem.kit import clock, database

log = structlog.get_logger()


async def keys_round() -> int:
    """One look; returns how many accounts were sealed again. Safe to run at any time, in any number, as the worker."""
    rows = await database.rows(
        "SELECT id, sealed, former FROM door_provider_keys_round($1, $2)", clock.now(), current()
    )
    again = 0
    for row in rows:
        try:
            keys = {name: sealed(row["id"], opened(row["id"], row[name])) if row[name] else None for name in _BOTH}
        except KeyUnknown:
            log.error("accounts.key_unknown", account_id=str(row["id"]))
            continue
        done = await database.row(
            "SELECT door_reseal_provider_keys($1, $2, $3, $4, $5) AS done",
            row["id"],
            row["sealed"],
            keys["sealed"],
            row["former"],
            keys["former"],
        )
        again += bool(done and done["done"])
    return again


_BOTH = ("sealed", "former")
