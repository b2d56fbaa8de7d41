"""What proves who somebody is: the password, then the second factor where there is one. Each try is counted."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any, NoReturn
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations import audit, passwords, second_factor, throttle
from tandem.organizations.audit import AuditKind, Door, Subject, SubjectType
from tandem.organizations.devices import Device
from tandem.organizations.errors import CodeRefused, InvalidCredentials
from tandem.organizations.throttle import Try

# Seconds that a refusal takes at least: what is written about a known person would tell that there is one.
REFUSAL = 0.3


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose password was right, with a row for each of their memberships, and the try that it was."""

    rows: list[dict[str, Any]]
    tried: Try
    refusing_from: float

    @property
    def person_id(self) -> UUID:
        """Who it is."""
        found: UUID = self.rows[0]["person_id"]
        return found

    @property
    def email(self) -> str:
        """Their address as it is kept."""
        return str(self.rows[0]["person_email"])

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked of them."""
        return self.rows[0]["sealed"] is not None

    async def prove(self, code: str) -> bool:
        """Take a code of the second factor; returns whether it was a recovery code. Raises CodeRefused."""
        try:
            return await second_factor.use(self.person_id, self.rows[0]["sealed"], code)
        except CodeRefused:
            await self.refuse(CodeRefused(field="code"))

    async def refuse(self, refusal: Exception) -> NoReturn:
        """Tell the person's organizations, then raise `refusal`, no sooner than for an address that nobody has."""
        await _refuse(self.rows, self.refusing_from, refusal)

    async def went_well(self, *, cleared: bool) -> None:
        """The try was none of a guesser; `cleared` when it was the last step."""
        await throttle.went_well(self.tried, cleared=cleared)


async def known_person(email: str, password: str, device: Device | None) -> Known:
    """The person of an address and a password.

    Raises TooManyTries, and InvalidCredentials for an unknown address or a wrong password, after the same time.
    Organizations of a known person are told of a refusal in their audit logs.
    """
    # One spelling for the counters and for the look-up: were one of them folded otherwise, it could be tried twice.
    address = email.strip().lower()
    tried = await throttle.begin("sign-in", address, device)
    found = await database.rows("SELECT * FROM door_sign_in($1)", address)
    known = found[0]["password_hash"] if found else passwords.NOBODYS
    is_right = await passwords.matches(known, password)
    # Counted from here: how long the comparison waits for its turn depends on how many ask, not on the address.
    refusing_from = monotonic() + REFUSAL
    if not is_right or not found:
        await _refuse(found, refusing_from, InvalidCredentials())
    return Known(found, tried, refusing_from)


async def _refuse(found: list[dict[str, Any]], refusing_from: float, refusal: Exception) -> NoReturn:
    for row in found:
        if row["membership_id"]:
            door = Door(row["organization_id"])
            subject = Subject(SubjectType.MEMBERSHIP, row["membership_id"], row["person_name"])
            async with transaction(door):
                await audit.record(door, AuditKind.SIGN_IN_FAILED, subject)
    await asyncio.sleep(refusing_from - monotonic())
    raise refusal
