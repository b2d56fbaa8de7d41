"""How this process anchors: the store, the key, whose signatures count, and the authority."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from obstore.store import ObjectStore

from tandem.timeline.anchors.authority import Authority
from tandem.timeline.anchors.signing import fingerprint


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Set once by the composition root."""

    store: ObjectStore
    # Without it this process reads anchors and makes none.
    key: Ed25519PrivateKey | None = None
    # Fingerprints of other keys whose anchors count: former ones, or the present one where the key itself is not.
    trusted: frozenset[bytes] = frozenset()
    every: timedelta = timedelta(hours=1)
    authority: Authority | None = None

    @property
    def pinned(self) -> frozenset[bytes]:
        """Fingerprints of all keys whose anchors count."""
        return self.trusted | ({fingerprint(self.key)} if self.key else frozenset())

    @property
    def asks(self) -> bool:
        """Whether anchors get time-stamps."""
        return self.authority is not None and self.authority.url is not None


_anchoring: Anchoring | None = None


def configure(chosen: Anchoring) -> None:
    """Set how this process anchors. Only the composition root calls this."""
    global _anchoring
    _anchoring = chosen


def anchoring() -> Anchoring:
    """How this process anchors."""
    if _anchoring is None:
        raise RuntimeError("anchors are not configured: call anchoring.configure() first")
    return _anchoring
