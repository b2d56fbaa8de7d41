"""The codes by which creditors join a group."""

import hashlib
import secrets

# Without those that are mistaken for each other on paper.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_code() -> str:
    """Sixteen letters in groups of four: eighty random bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hash_of(code: str) -> bytes:
    """What is kept of a code, however it is written; eighty random bits need no slow hash."""
    return hashlib.sha256("".join(one for one in code.upper() if one in _LETTERS).encode()).digest()
