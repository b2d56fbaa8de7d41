"""Removing events whose time is over (three years: `privacy/rules.toml`) from the beginning of each chain."""

import structlog

from tandem.kit import database

log = structlog.get_logger()


async def expire_audit() -> int:
    """One look; returns how many events went. Safe to run at any time, in any number; as the worker role.

    The database alone decides what is old enough, by its own clock: a shifted one removes nothing.
    """
    row = await database.row("SELECT audit_expire() AS gone")
    gone = int(row["gone"]) if row else 0
    if gone:
        log.info("audit.expired", events=gone)
    return gone
