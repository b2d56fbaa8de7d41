"""Devices: what a browser is called in plain words, and the signed cookie of one that has signed in before."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from tandem.kit import keys

_NONCE, _ACCOUNT, _MAC, _MOST = 16, 8, 32, 8

# What a User-Agent says, most telling first; every browser names several others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_PLATFORMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def described(user_agent: str) -> tuple[str, str]:
    """Browser and platform by their own names; empty where the text does not say."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return browser, next((name for mark, name in _PLATFORMS if mark in user_agent), "")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser by a random name, with the accounts that have signed in on it, as keyed hashes."""

    nonce: bytes
    accounts: tuple[bytes, ...] = ()

    def knows(self, email: str) -> bool:
        """Whether this account has signed in here."""
        return _hash(email) in self.accounts

    def having(self, email: str) -> "Device":
        """The device after a sign-in of this account; the oldest beyond eight are forgotten."""
        mine = _hash(email)
        return Device(self.nonce, (mine, *(one for one in self.accounts if one != mine))[:_MOST])

    def cookie(self) -> str:
        """The cookie's text: nobody else can write one."""
        body = self.nonce + b"".join(self.accounts)
        return base64.urlsafe_b64encode(body + _mac(body)).decode()


def new_device() -> Device:
    """A browser that was never here."""
    return Device(secrets.token_bytes(_NONCE))


def device_of(cookie: str | None) -> Device | None:
    """The device of a cookie that was signed here; None for anything else."""
    try:
        raw = base64.b64decode((cookie or "").encode(), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, mac = raw[:-_MAC], raw[-_MAC:]
    if len(body) < _NONCE or (len(body) - _NONCE) % _ACCOUNT or not hmac.compare_digest(mac, _mac(body)):
        return None
    hashes = body[_NONCE:]
    return Device(body[:_NONCE], tuple(hashes[at : at + _ACCOUNT] for at in range(0, len(hashes), _ACCOUNT)))


def _hash(email: str) -> bytes:
    text = b"account\n" + email.strip().lower().encode()
    return hmac.digest(keys.derived("devices"), text, hashlib.sha256)[:_ACCOUNT]


def _mac(body: bytes) -> bytes:
    return hmac.digest(keys.derived("devices"), b"cookie\n" + body, hashlib.sha256)
