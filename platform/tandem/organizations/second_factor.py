"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.kit import clock, database, keys
from tandem.organizations.errors import CodeRefused

PERIOD = 30  # seconds that a code is shown for
DIGITS = 6
RECOVERY_CODES = 10
_SECRET = 20  # bytes, as RFC 4226 recommends
_NONCE = 12
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that are taken for others
_ISSUER = "Tandem"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is given, once: the secret as text, and the same as a picture to scan (SVG)."""

    secret: str
    uri: str
    picture: str


async def begin(person_id: UUID, email: str) -> Enrolment | None:
    """A new secret that waits for its first code; None where a confirmed one stands."""
    secret = secrets.token_bytes(_SECRET)
    begun = await database.row(
        "SELECT door_begin_second_factor($1, $2, $3) AS begun", person_id, _sealed(person_id, secret), clock.now()
    )
    return _enrolment(secret, email) if begun and begun["begun"] else None


async def confirm(person_id: UUID, code: str) -> list[str]:
    """Put the secret that waits in force by its first code; returns the recovery codes, which are shown this once.

    Raises CodeRefused.
    """
    row = await database.row("SELECT door_unconfirmed_second_factor($1, $2) AS sealed", person_id, clock.now())
    sealed: bytes | None = row["sealed"] if row else None
    step = step_of(_opened(person_id, sealed), "".join(code.split())) if sealed else None
    if sealed is None or step is None:
        raise CodeRefused(field="code")
    codes = _new_codes()
    confirmed = await database.row(
        "SELECT door_confirm_second_factor($1, $2, $3, $4, $5) AS done",
        person_id,
        sealed,
        step,
        [_hash(person_id, one) for one in codes],
        clock.now(),
    )
    if confirmed is None or not confirmed["done"]:
        raise CodeRefused(field="code")
    return codes


async def use(person_id: UUID, sealed: bytes, code: str) -> bool:
    """Take a code of the authenticator, or a recovery code, which then are used up; returns whether it was the latter.

    Raises CodeRefused, also for a code that was used before.
    """
    typed = "".join(code.split()).upper().replace("-", "")
    if typed.isascii() and typed.isdigit() and len(typed) == DIGITS:
        step = step_of(_opened(person_id, sealed), typed)
        used = await database.row("SELECT door_use_code($1, $2) AS used", person_id, step) if step else None
        if used is None or not used["used"]:
            raise CodeRefused(field="code")
        return False
    used = await database.row(
        "SELECT door_use_recovery_code($1, $2, $3) AS used", person_id, _hash(person_id, typed), clock.now()
    )
    if used is None or not used["used"]:
        raise CodeRefused(field="code")
    return True


async def renew_codes(person_id: UUID) -> list[str]:
    """Ten new recovery codes in the place of all others."""
    codes = _new_codes()
    hashes = [_hash(person_id, one) for one in codes]
    await database.rows("SELECT door_renew_recovery_codes($1, $2)", person_id, hashes)
    return codes


def code_at(secret: bytes, step: int) -> str:
    """The code of one step of thirty seconds since 1970 (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    at = mac[-1] & 15
    return str((int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str) -> int | None:
    """The step whose code this is: the present one, or the one before or after, since clocks differ."""
    # The authenticator's clock is the real one, however ours is shifted for a demonstration.
    now = step_at(clock.now() - clock.shift())
    typed = code.encode()
    return next(
        (step for step in (now, now - 1, now + 1) if hmac.compare_digest(code_at(secret, step).encode(), typed)), None
    )


def step_at(at: datetime) -> int:
    """The number of the step that an instant is in."""
    return int(at.timestamp()) // PERIOD


def _enrolment(secret: bytes, email: str) -> Enrolment:
    text = base64.b32encode(secret).decode()
    parameters = urlencode({"secret": text, "issuer": _ISSUER, "digits": DIGITS, "period": PERIOD})
    uri = f"otpauth://totp/{_ISSUER}:{quote(email)}?{parameters}"
    # Dark on light with its quiet zone, whatever the colours of the screen are: cameras need it so.
    picture = segno.make_qr(uri, error="m").svg_data_uri(scale=5, dark="#000", light="#fff")
    return Enrolment(" ".join(text[at : at + 4] for at in range(0, len(text), 4)), uri, picture)


def _new_codes() -> list[str]:
    def part() -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(5))

    return [f"{part()}-{part()}" for _ in range(RECOVERY_CODES)]


def _hash(person_id: UUID, code: str) -> bytes:
    """Keyed: fifty random bits would be found by trying, were it not for the key."""
    text = person_id.bytes + code.replace("-", "").upper().encode()
    return hmac.digest(keys.derived("recovery-codes"), text, hashlib.sha256)


def _sealed(person_id: UUID, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(keys.derived("second-factors")).encrypt(nonce, secret, person_id.bytes)


def _opened(person_id: UUID, sealed: bytes) -> bytes:
    return AESGCM(keys.derived("second-factors")).decrypt(sealed[:_NONCE], sealed[_NONCE:], person_id.bytes)
