"""Time-stamp tokens (RFC 3161): the request for an anchor file, and what must hold before an answer is believed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from tandem.timeline.anchors.authority import Authority
from tandem.timeline.anchors.der import sets_in_order

_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class TokenRefused(Exception):
    """An answer holds no token that proves the time of this text; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token that holds says."""

    at: datetime
    # Subject of the certificate that signed it.
    authority: str
    # Whether the operator listed a certificate of its path as that of a qualified service (eIDAS, article 42).
    qualified: bool
    # The certificates that it was checked with, in PEM: the signer's path, its root last.
    chain: bytes


def request_for(text: bytes) -> TimeStampRequest:
    """A request for the SHA-256 of a text, with a nonce, asking for the authority's certificates."""
    return TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()


def check(answer: bytes, text: bytes, authority: Authority, *, nonce: int | None = None) -> Stamp:
    """Read the authority's answer. Raises TokenRefused unless it is a token of this text, of this request when its
    nonce is given, signed by a time-stamping certificate that a root of the authority vouches for and that was valid
    at the token's time.
    """
    try:
        response = decode_timestamp_response(sets_in_order(answer))
        if response.status != 0:
            raise TokenRefused(f"the authority refused: status {response.status} {' '.join(response.status_string)}")
        if response.tst_info.message_imprint.hash_algorithm != _SHA256:
            raise TokenRefused("it is not over a SHA-256")
        builder = VerifierBuilder(roots=list(authority.roots), intermediates=list(authority.intermediates), nonce=nonce)
        builder.build().verify(response, hashlib.sha256(text).digest())
        path = _path(response, authority)
        return Stamp(
            response.tst_info.gen_time.replace(tzinfo=UTC),
            path[0].subject.rfc4514_string(),
            authority.is_qualified(path),
            b"".join(each.public_bytes(Encoding.PEM) for each in path),
        )
    except (ValueError, TypeError) as error:
        raise TokenRefused(f"it cannot be read: {error}") from None
    except VerificationError as error:
        raise TokenRefused(str(error)) from None


def _path(response: TimeStampResponse, authority: Authority) -> list[x509.Certificate]:
    """The signer's certificate and those above it, up to a root."""
    sent = [x509.load_der_x509_certificate(each) for each in response.signed_data.certificates]
    known = [*sent, *authority.intermediates, *authority.roots]
    (signer,) = response.signed_data.signer_infos
    path = list({each for each in known if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number)})
    if len(path) != 1:
        raise TokenRefused(f"{len(path)} certificates claim to be its signer's")
    while path[-1] not in authority.roots:
        above = [each for each in known if each not in path and _issued(path[-1], each)]
        if not above:
            raise TokenRefused("no root of the authority vouches for its signer")
        # Roots that the operator trusts come before those that the answer brought along.
        path.append(next((each for each in above if each in authority.roots), above[0]))
    return path


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
