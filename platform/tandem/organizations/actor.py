"""Who acts: one person through one membership, or the system on behalf of one organization."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tandem.organizations.models import CaseScope, OrganizationKind
from tandem_policies.enforcer import Rule
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
    # The name and the rules of a role that the organization composed, which then hold instead of `role`.
    role_name: str | None = None
    rules: frozenset[Rule] | None = None
    # Further organizations whose rows a group reads: all that are below it.
    entity_ids: tuple[UUID, ...] = ()
    # What the agency's choice leaves of its case files to this person; everything for whoever reaches all.
    case_scope: CaseScope = CaseScope.ALL
    team_ids: tuple[UUID, ...] = ()
    # By an API token: what would outlive its revocation is left to people (`authorization`).
    is_token: bool = False

    @property
    def creditor_ids(self) -> tuple[UUID, ...]:
        """The organizations whose rows are read as those of one's own creditor: itself, and all below it."""
        return (self.organization_id, *self.entity_ids)

    @property
    def walls(self) -> Mapping[str, str]:
        """What row-level security is told of who acts."""
        told = {"organization_id": str(self.organization_id), "membership_id": str(self.membership_id)}
        if self.entity_ids:
            told["creditors"] = _array(self.creditor_ids)
        if self.case_scope is not CaseScope.ALL:
            told["case_scope"] = self.case_scope.value
            told["teams"] = _array(self.team_ids)
        return told


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

    @property
    def walls(self) -> Mapping[str, str]:
        """What row-level security is told of who acts: one organization, with all its case files."""
        told = {"organization_id": str(self.organization_id)}
        return told | {"membership_id": str(self.membership_id)} if self.membership_id else told


def _array(ids: tuple[UUID, ...]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"
