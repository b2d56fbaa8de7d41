"""How long to wait for a provider that asks for it or is away: doubled each time, bounded, and never in step."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class Backoff:
    """The first wait is between half of `first` and all of it; each failure in a row doubles it, up to `longest`."""

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(seconds=120)

    def wait(self, failures: int, seed: str, asked: float | None = None) -> timedelta:
        """After `failures` in a row (1 and up); never less than the `asked` seconds of a provider's Retry-After.

        The jitter follows from `seed` alone: two attempts do not come back at one instant, a test knows when each does.
        """
        whole = min(self.first * (1 << min(failures - 1, 30)), self.longest)
        jittered = whole * (0.5 + Random(f"{seed}:{failures}").random() / 2)  # noqa: S311 - spreads, protects nothing
        return max(jittered, timedelta(seconds=asked or 0))
