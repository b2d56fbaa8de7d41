"""Writing the audit log: `record(actor, kind, …)`, last in the transaction of the act that it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from tandem.kit import database
from tandem.organizations.actor import Actor, System
from tandem.organizations.audit import caller
from tandem.organizations.audit.kinds import DETAILS, AuditKind, Subject

# The parameters of `audit_append`, in the order of `arguments`.
APPEND = "SELECT audit_append($1, $2, $3, $4, $5::text::inet, $6, $7, $8, $9) AS id"


@dataclass(frozen=True, slots=True)
class Door:
    """Whoever acts before there is an actor: at sign-in, by an invitation, by the link that sets a new password.

    With a membership the person is known and the log names them; without one the log says that nobody was signed in.
    """

    organization_id: UUID
    membership_id: UUID | None = None
    # The session that was opened just now.
    session_id: UUID | None = None

    @property
    def walls(self) -> Mapping[str, str]:
        """What row-level security is told of who acts."""
        told = {"organization_id": str(self.organization_id)}
        return told | {"membership_id": str(self.membership_id)} if self.membership_id else told


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The operator, by a command on the machine."""

    organization_id: UUID

    @property
    def walls(self) -> Mapping[str, str]:
        """What row-level security is told of who acts."""
        return {"organization_id": str(self.organization_id)}


async def record(
    acting: Actor | System | Door | CommandLine,
    kind: AuditKind,
    subject: Subject | None = None,
    *,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> UUID:
    """Append one event to the log of `acting.organization_id`, inside the open transaction; returns its id.

    Call it after everything else, `timeline.record` included: it locks the head of the organization's chain until the
    commit, and whoever takes both kinds of heads takes them in this order. When the log cannot be written, the act
    fails with it. `details` must have exactly the names that `kinds.DETAILS` gives the kind: ids, codes and numbers,
    never a debtor's data. Raises ValueError for other details.

        await audit.record(
            actor, AuditKind.TEAM_CREATED, Subject(SubjectType.TEAM, team.id, team.name)
        )
    """
    row = await database.row(APPEND, *arguments(acting, kind, subject, details or {}))
    if row is None:
        raise RuntimeError("audit_append returned nothing")
    found: UUID = row["id"]
    return found


def arguments(
    acting: Actor | System | Door | CommandLine,
    kind: AuditKind,
    subject: Subject | None,
    details: Mapping[str, str | int | bool | None],
) -> tuple[object, ...]:
    """The arguments of `APPEND`, for a connection that is not the ORM's. Raises ValueError for foreign details."""
    wanted = DETAILS.get(kind, frozenset())
    if details.keys() != wanted:
        raise ValueError(f"{kind} is told with {sorted(wanted)}, not with {sorted(details)}")
    return (
        acting.organization_id,
        kind.value,
        _kind_of(acting),
        getattr(acting, "session_id", None),
        caller.address(),
        subject.type.value if subject else "",
        subject.id if subject else None,
        subject.label if subject else "",
        orjson.dumps(dict(details), option=orjson.OPT_SORT_KEYS).decode(),
    )


def _kind_of(acting: Actor | System | Door | CommandLine) -> str:
    match acting:
        case Actor():
            return "person"
        case Door():
            return "person" if acting.membership_id else "nobody"
        case CommandLine():
            return "command_line"
    return "system"
