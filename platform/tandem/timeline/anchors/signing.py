"""Ed25519 signatures over anchor files, made with TANDEM_ANCHOR_KEY, checked by anyone with openssl."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


class NotSigned(Exception):
    """The signature, or the key it is checked with, is not the one that the anchor needs."""


def private_key(seed: bytes) -> Ed25519PrivateKey:
    """The key of 32 secret bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """The public key as openssl reads it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """SHA-256 of the public key in DER: what anchors name and operators pin."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def check(text: bytes, signature: bytes, pem: bytes, named: bytes) -> None:
    """Raise NotSigned unless `pem` is the key named by its fingerprint and `signature` is its signature of `text`."""
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise NotSigned("its public key cannot be read") from None
    if not isinstance(key, Ed25519PublicKey) or fingerprint(key) != named:
        raise NotSigned("the public key kept for it is not the one it names")
    try:
        key.verify(signature, text)
    except InvalidSignature:
        raise NotSigned("its signature is not of this text and this key") from None
