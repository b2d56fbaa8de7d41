"""What is over of sign-ins goes: counters of tries, sessions, links."""

from tandem.kit import clock, database


async def sweep_sign_ins() -> None:
    """Delete counters after a day, links after a week, ended sessions after ninety days."""
    await database.rows("SELECT door_sweep_sign_ins($1)", clock.now())
