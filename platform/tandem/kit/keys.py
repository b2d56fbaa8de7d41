"""Keys for what is signed or sealed outside of the timeline: one a purpose, derived from the master key (HKDF)."""

from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_master: bytes | None = None


def configure(master_key: bytes) -> None:
    """Set the master key (32 bytes) of this process. Only the composition root calls this."""
    global _master
    _master = master_key
    derived.cache_clear()


@cache
def derived(purpose: str) -> bytes:
    """32 bytes that serve `purpose` alone. Raises RuntimeError before `configure`."""
    if _master is None:
        raise RuntimeError("keys.configure was not called")
    return HKDF(SHA256(), 32, salt=None, info=f"tandem/{purpose}".encode()).derive(_master)
