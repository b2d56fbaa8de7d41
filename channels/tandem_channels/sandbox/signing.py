"""Signing as the two providers do, and the key pair with which the sandbox is SendGrid."""

import base64
import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.request_validator import RequestValidator


def twilio_signature(auth_token: str, url: str, form: dict[str, str]) -> str:
    """The value of `X-Twilio-Signature` for a form posted to `url`."""
    return str(RequestValidator(auth_token).compute_signature(url, form))


def sendgrid_signature(key: ec.EllipticCurvePrivateKey, timestamp: str, body: bytes) -> str:
    """The value of `X-Twilio-Email-Event-Webhook-Signature`: ECDSA with SHA-256 over timestamp and raw body."""
    return base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def webhook_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The private key kept in `path` (PEM), made on first use; safe when two processes ask at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # unlike rename, it never replaces the key that another process has just made
        fresh.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no elliptic-curve key")
    return key


def public_key_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as SendGrid shows it: base64 of the DER SubjectPublicKeyInfo."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def webhook_public_key(path: Path) -> str:
    """What the app must be given as TANDEM_SENDGRID_WEBHOOK_PUBLIC_KEY; makes the pair if `path` is not there yet."""
    return public_key_of(webhook_key(path))
