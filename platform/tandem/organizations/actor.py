"""Who acts: one person through one membership, or the system on behalf of one organization."""

from dataclasses import dataclass
from uuid import UUID

from tandem.organizations.models import OrganizationKind
from tandem_policies.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting through one membership, fixed for the session or token."""

    membership_id: UUID
    person_id: UUID
    person_name: str
    person_email: str
    organization_id: UUID
    organization_name: str
    organization_kind: OrganizationKind
    role: Role
    locale: str
    session_id: UUID


@dataclass(frozen=True, slots=True)
class System:
    """The worker or a webhook, acting for one organization at a time."""

    organization_id: UUID
    # What caused it, for the timeline: the system itself, a provider's callback, or the debtor's own message.
    kind: str = "system"
    name: str | None = None
    # A person's own words that the worker records later keep that person as their author.
    organization_name: str | None = None
    membership_id: UUID | None = None
