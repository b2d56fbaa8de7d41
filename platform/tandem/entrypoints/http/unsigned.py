"""Bodies on their way in whose signature nobody could look at yet: of all together a process holds so many bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tandem.kit.errors import ErrorKind, TandemError

_MOST_UNDERWAY = 50_000_000  # bytes
# A provider's call is a hundredth of it: strangers who fill the rest keep none of those out.
_ALWAYS_TAKEN = 100_000


class WebhooksBusy(TandemError):
    """More bytes on their way in than this process holds at once; providers call again."""

    code = "webhooks_busy"
    kind = ErrorKind.UNAVAILABLE


@dataclass(slots=True, eq=False)
class Arriving:
    """One body's bytes that this process holds."""

    size: int = 0

    def more(self, size: int) -> None:
        """So many bytes have come. Raises WebhooksBusy."""
        of_all = sum(one.size for one in _underway)
        if self.size + size > _ALWAYS_TAKEN and of_all + size > _MOST_UNDERWAY:
            raise WebhooksBusy
        self.size += size


_underway: set[Arriving] = set()


@contextmanager
def unsigned() -> Iterator[Arriving]:
    """While a body comes; its signature is looked at right after, before anybody else's turn."""
    arriving = Arriving()
    _underway.add(arriving)
    try:
        yield arriving
    finally:
        _underway.remove(arriving)
