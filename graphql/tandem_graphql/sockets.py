"""How many sockets one sender may hold open in this process: each takes memory, whether or not anything runs on it."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from tandem.kit.errors import ErrorKind, TandemError


class TooManySockets(TandemError):
    """More sockets than one person, or one address that nobody signed in from, may hold open."""

    code = "too_many_sockets"
    kind = ErrorKind.RATE_LIMITED

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


_open: Counter[str] = Counter()


@contextlib.contextmanager
def held(sender: str, most: int) -> Iterator[None]:
    """Count a socket of this sender while it is open. Raises TooManySockets."""
    if _open[sender] >= most:
        raise TooManySockets(most)
    _open[sender] += 1
    try:
        yield
    finally:
        _open[sender] -= 1
        if not _open[sender]:
            del _open[sender]
