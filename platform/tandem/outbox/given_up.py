"""Messages that were given up: a list for whoever can do something about them, and two answers.

An agency's administrator sees the agency's own with their case files; the operator sees all, and of none whom it is
about. A payload is never told: it may hold an address.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.kit import clock, database
from tandem.kit.database import reading, transaction, wake_after_commit
from tandem.kit.errors import ErrorKind, TandemError
from tandem.kit.wakeups import Wakeup
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.outbox.emit import RELAY
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


class AgencyNotFound(TandemError):
    code = "agency_to_hand_to_not_found"
    kind = ErrorKind.NOT_FOUND


class MessageSettled(TandemError):
    """It is not on the list any more: somebody was faster, or it is another's."""

    code = "message_settled"
    kind = ErrorKind.CONFLICT


@dataclass(frozen=True, slots=True)
class GivenUp:
    """`error` is the class of what failed last; `organization_name` is told to the operator, `case_file_id` to the
    agency. `may_be_handed`: it came in, is no agency's, and who reads is the operator, who may say whose it is;
    `came_to` is the number of the installation that it came to.
    """

    id: UUID
    organization_name: str | None
    topic: str
    error: str | None
    tries: int
    created_at: datetime
    failed_at: datetime
    case_file_id: UUID | None
    may_be_handed: bool
    came_to: str | None


@dataclass(frozen=True, slots=True)
class AgencyToHandTo:
    """An agency of the installation, as the operator knows it."""

    id: UUID
    name: str


async def given_up_for(actor: Actor, most: int, after: tuple[datetime, UUID] | None = None) -> list[GivenUp]:
    """At most `most` of them, the latest first, those after `after` in that order. Raises NotPermitted."""
    authorize(actor, Relation.OWN, Permission.OUTBOX_READ)
    async with reading(actor):
        found = await database.rows("SELECT * FROM door_given_up($1, $2, $3)", most, *(after or (None, None)))
    return [GivenUp(**row) for row in found]


async def try_again(actor: Actor, message_id: UUID) -> None:
    """Have it handled from the beginning, with all its tries. Raises NotPermitted, MessageSettled."""
    await _settle(actor, message_id, again=True)


async def let_go(actor: Actor, message_id: UUID) -> None:
    """End it: it will never be handled. Raises NotPermitted, MessageSettled."""
    await _settle(actor, message_id, again=False)


async def agencies_to_hand_to(actor: Actor) -> list[AgencyToHandTo]:
    """Whom the operator may hand something to, by name; nobody for anybody else. Raises NotPermitted."""
    authorize(actor, Relation.OWN, Permission.OUTBOX_READ)
    async with reading(actor):
        return [AgencyToHandTo(**row) for row in await database.rows("SELECT * FROM door_agencies_to_hand_to()")]


async def hand_to_agency(actor: Actor, message_id: UUID, agency_id: UUID) -> None:
    """Say whose it is what came in and is no agency's: from then on it is that agency's, as if it had named it.

    For the operator alone. Raises NotPermitted, MessageSettled, AgencyNotFound.
    """
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.OUTBOX_SETTLE)
        row = await database.row("SELECT door_hand_to_agency($1, $2, $3) AS name", message_id, agency_id, clock.now())
        if row is None or row["name"] is None:
            raise MessageSettled
        if not row["name"]:
            raise AgencyNotFound(field="agencyId")
        wake_after_commit(Wakeup("outbox", RELAY, ()))
        handed = Subject(SubjectType.MESSAGE, message_id, row["name"])
        await audit.record(actor, AuditKind.MESSAGE_HANDED_TO_AGENCY, handed)


async def _settle(actor: Actor, message_id: UUID, *, again: bool) -> None:
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.OUTBOX_SETTLE)
        row = await database.row("SELECT door_settle_given_up($1, $2, $3) AS topic", message_id, again, clock.now())
        if row is None or row["topic"] is None:
            raise MessageSettled
        if again:
            wake_after_commit(Wakeup("outbox", RELAY, ()))
        kind = AuditKind.MESSAGE_TRIED_AGAIN if again else AuditKind.MESSAGE_LET_GO
        await audit.record(actor, kind, Subject(SubjectType.MESSAGE, message_id, row["topic"]))
