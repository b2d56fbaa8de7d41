"""The time-stamping authority: asked over HTTP (RFC 3161, section 3.4), believed only as far as its tokens go."""

from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

TIMEOUT = 10.0  # seconds for one answer, from connecting to its last byte
LONGEST = 1 << 18  # bytes: a token with a long chain has some ten thousand


class AuthorityUnavailable(Exception):
    """No answer, or none that could hold a token; the message has no address in it, which may carry a password."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where to ask, and what to check the answer with."""

    # None: tokens are checked and none is asked for.
    url: str | None = field(repr=False)
    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...] = ()
    # SHA-256 of certificates that the operator found in the EU's trusted lists as services of qualified time stamps.
    qualified: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, url: str | None, certificates: str, qualified: frozenset[bytes]) -> "Authority":
        """From PEM text or the path of a PEM file. Raises ValueError when there is no root among them."""
        pem = certificates.encode() if "-----BEGIN" in certificates else Path(certificates).read_bytes()
        found = x509.load_pem_x509_certificates(pem)
        roots = tuple(each for each in found if each.issuer == each.subject)
        if not roots:
            raise ValueError("no certificate among them is a root (its own issuer)")
        return cls(url, roots, tuple(each for each in found if each not in roots), qualified)

    def is_qualified(self, path: list[x509.Certificate]) -> bool:
        """Whether a signer's path holds a certificate known as that of a qualified service."""
        return any(each.fingerprint(SHA256()) in self.qualified for each in path)


async def ask(url: str, query: bytes) -> bytes:
    """Post a request and return the answer's bytes. Raises AuthorityUnavailable."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=query, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise AuthorityUnavailable(f"it answered with status {answer.status}")
            body = await answer.content.read(LONGEST + 1)
            while len(body) <= LONGEST and (more := await answer.content.read(LONGEST + 1 - len(body))):
                body += more
    except TimeoutError:
        raise AuthorityUnavailable(f"no answer within {TIMEOUT:.0f} seconds") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise AuthorityUnavailable(f"not reached: {type(error).__name__}") from None
    if len(body) > LONGEST:
        raise AuthorityUnavailable("its answer has no end")
    return body
