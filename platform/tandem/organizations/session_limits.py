"""How long a sign-in lasts: while it is used, and at most. Set once by the composition root."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """`idle`: without a request; `life`: in all, however much it is used."""

    idle: timedelta = timedelta(hours=1)
    life: timedelta = timedelta(hours=12)


_limits = SessionLimits()


def configure(limits: SessionLimits) -> None:
    """Set the limits of this process. Only the composition root calls this."""
    global _limits
    _limits = limits


def limits() -> SessionLimits:
    """The limits of this process."""
    return _limits
