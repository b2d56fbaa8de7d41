"""Who a cookie or token stands for, remembered in this process for seconds: it is asked at every request.

Right only as long as this process hears of changes: every wake-up of the topic "access" drops whom it is about, and
while LISTEN is down nothing is remembered. Five seconds bound what a lost wake-up could do (`docs/security.md`).
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import UUID

from tandem.kit import clock
from tandem.kit.wakeups import Listener, Wakeup
from tandem.organizations import sign_in
from tandem.organizations.sign_in import Standing

LONGEST = 5.0  # seconds
_MOST = 10_000  # secrets


@dataclass(slots=True)
class _Remembered:
    standing: Standing
    until: float


class SessionCache:
    """Secrets by their hash, each with whom it stands for."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._found: OrderedDict[bytes, _Remembered] = OrderedDict()
        # Secrets that stood for somebody when they were last asked about, also once what they stood for is forgotten.
        self._known: OrderedDict[bytes, None] = OrderedDict()
        # Grows with each wake-up: what was read before one is not remembered after it.
        self._heard = 0
        listener.watch("access", self.drop)

    def drop(self, wakeup: Wakeup | None) -> None:
        """Forget whom a wake-up is about (a session, membership, person, organization or composed role); None: all."""
        self._heard += 1
        if wakeup is None:
            self._found.clear()
            return
        about = {wakeup.subject, *wakeup.organizations}
        for key in [key for key, kept in self._found.items() if about & kept.standing.subjects]:
            del self._found[key]

    async def standing(self, secret: str) -> Standing | None:
        """Whom a secret stands for now; None when it is unknown, ended or expired."""
        return await self._standing(sign_in.hash_of(secret), partial(sign_in.standing_of, secret))

    def has_known(self, secret: str) -> bool:
        """Whether this process found somebody by this secret when it last asked."""
        return sign_in.hash_of(secret) in self._known

    async def standing_of_session(self, session_id: UUID) -> Standing | None:
        """The same for a session or token by its id."""
        return await self._standing(session_id.bytes, partial(sign_in.standing_of_session, session_id))

    def seen(self, secret: str, now: datetime) -> None:
        """What was remembered of a secret was used again."""
        if kept := self._found.get(sign_in.hash_of(secret)):
            kept.standing = replace(kept.standing, seen_at=now)

    async def _standing(self, key: bytes, ask: Callable[[], Awaitable[Standing | None]]) -> Standing | None:
        kept = self._found.get(key)
        if kept and self._listener.connected and monotonic() < kept.until and kept.standing.holds(clock.now()):
            return kept.standing
        heard = self._heard
        found = await ask()
        self._note(key, is_known=found is not None)
        if found is not None and self._listener.connected and heard == self._heard:
            self._found[key] = _Remembered(found, monotonic() + LONGEST)
            self._found.move_to_end(key)
            if len(self._found) > _MOST:
                self._found.popitem(last=False)
        else:
            self._found.pop(key, None)
        return found

    def _note(self, key: bytes, *, is_known: bool) -> None:
        if not is_known:
            self._known.pop(key, None)
            return
        self._known[key] = None
        self._known.move_to_end(key)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
