"""Bodies of providers' calls, until they are answered: of all together a process holds so many bytes.

Whose they are shows after all of one has come, and an agency's own account is looked up before its signature.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from tandem.kit.errors import ErrorKind, TandemError

Endpoint = Callable[[Request], Awaitable[Response]]

_MOST_HELD = 50_000_000  # bytes
# A status or a text message is a hundredth of it: strangers who fill the rest keep none of those out.
_ALWAYS_TAKEN = 100_000


class WebhooksBusy(TandemError):
    """More bytes than this process holds at once; providers call again."""

    code = "webhooks_busy"
    kind = ErrorKind.UNAVAILABLE


@dataclass(slots=True, eq=False)
class Holding:
    """One body's bytes."""

    size: int = 0

    def more(self, size: int) -> None:
        """So many bytes have come. Raises WebhooksBusy."""
        of_all = sum(one.size for one in _held)
        if self.size + size > _ALWAYS_TAKEN and of_all + size > _MOST_HELD:
            raise WebhooksBusy
        self.size += size


_held: set[Holding] = set()


def held(endpoint: Endpoint) -> Endpoint:
    """The endpoint, which finds in `request.state.holding` what counts its body until it has answered."""

    @wraps(endpoint)
    async def counted(request: Request) -> Response:
        request.state.holding = holding = Holding()
        _held.add(holding)
        try:
            return await endpoint(request)
        finally:
            _held.remove(holding)

    return counted
