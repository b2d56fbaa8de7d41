"""Passwords: kept as Argon2id, and refused when they are short or easily guessed."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from tandem.organizations.errors import PasswordTooShort, PasswordTooWeak

SHORTEST = 12
LONGEST = 200
# zxcvbn's estimate: 3 stands against a guesser who has stolen the hashes (10^8 guesses and more).
_STRONG = 3
_ESTIMATED = 72  # its time grows with the square of the length
# argon2 takes memory on purpose: two at a time, so that a burst of sign-ins starves nobody else.
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_hasher = PasswordHasher()
# Compared with where nobody has the address: the work is the same.
NOBODYS = _hasher.hash(secrets.token_hex(16))


async def hash_password(password: str) -> str:
    """Argon2id, in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(known: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.verify, known, password)
    except (VerificationError, InvalidHashError):
        return False


async def require_strong(password: str, *about: str) -> None:
    """Refuse what is short or easily guessed; `about` is what a guesser tries first: name, address, organization.

    Raises PasswordTooShort, PasswordTooWeak.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordTooShort(field="password", shortest=SHORTEST, longest=LONGEST)
    parts = [part for text in about for part in text.lower().replace("@", " ").replace(".", " ").split()]
    words = [*parts, *("".join(text.lower().split()) for text in about)]
    loop = asyncio.get_running_loop()
    guessed = await loop.run_in_executor(_threads, lambda: zxcvbn(password[:_ESTIMATED], [*words, "tandem"]))
    if guessed["score"] < _STRONG:
        raise PasswordTooWeak(field="password")
