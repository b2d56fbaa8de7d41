"""On what terms an operation runs: its limits, whether it may read the schema, which operations run at all, and the
points that its sender may spend."""

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.kit.errors import ErrorKind, TandemError
from tandem.kit.rates import Budget, Rates, Standing
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.persisted import Operations


class RateLimited(TandemError):
    """More points than a minute has."""

    code = "rate_limited"
    kind = ErrorKind.RATE_LIMITED

    def __init__(self, standing: Standing) -> None:
        super().__init__(seconds=standing.reset)
        self.standing, self.seconds = standing, standing.reset


class Meter:
    """Spends from one sender's budgets, and remembers how they stand."""

    __slots__ = ("_budgets", "_rates", "standing")

    def __init__(self, rates: Rates, *budgets: Budget) -> None:
        self._rates = rates
        self._budgets = budgets
        self.standing: Standing | None = None

    def spend(self, points: int) -> None:
        """Take points. Raises RateLimited."""
        self.standing = self._rates.spend(self._budgets, points)
        if not self.standing.allowed:
            raise RateLimited(self.standing)

    @property
    def headers(self) -> Mapping[str, str]:
        """How the scarcest budget stands, as headers of the answer."""
        return headers_of(self.standing) if self.standing else {}


def headers_of(standing: Standing) -> Mapping[str, str]:
    """How a budget stands, and when to come back once it is spent."""
    told = {
        "RateLimit-Limit": str(standing.limit),
        "RateLimit-Remaining": str(standing.remaining),
        "RateLimit-Reset": str(standing.reset),
    }
    return told if standing.allowed else told | {"Retry-After": str(standing.reset)}


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one operation; without a meter, of somebody who pays nothing: this process itself, and tests."""

    limits: Limits = DEFAULT
    operations: Operations | None = None
    may_introspect: bool = True
    meter: Meter | None = None


FREE = Terms()
