"""Reading case files."""

import strawberry

from tandem.casefiles.badges import CaseBadge
from tandem.casefiles.listing import (
    ANYBODY,
    AssignmentFilter,
    CaseFileFilter,
    CaseFileSort,
    require_assignments,
)
from tandem.casefiles.models import Stage
from tandem.casefiles.queries import case_file_by_id, case_files_for
from tandem.organizations.actor import Actor
from tandem_graphql.casefiles.ahead import read_case_file, read_case_files
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.input(name="AssignmentFilter", description="Who of the agency works it: for the agency's own readers.")
class AssignmentFilterInput:
    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="A membership.")
    team_id: strawberry.ID | None = None
    unassigned: bool = strawberry.field(default=False, description="Assigned to no person, whatever the team.")

    def parse(self, actor: Actor) -> AssignmentFilter:
        """As the domain narrows lists. Raises NotPermitted."""
        asked = AssignmentFilter(
            key_of(self.assignee_id, "Membership", "assigneeId") if self.assignee_id else None,
            key_of(self.team_id, "Team", "teamId") if self.team_id else None,
            self.unassigned,
        )
        return require_assignments(actor, asked)


@strawberry.input(name="CaseFileFilter")
class CaseFileFilterInput:
    search: str | None = strawberry.field(
        default=None,
        description="Beginning of a name, a reference or an invoice number; accents and case do not matter.",
    )
    stages: list[Stage] | None = None
    badge: CaseBadge | None = None
    agency_id: strawberry.ID | None = None
    creditor_id: strawberry.ID | None = None
    assignment: AssignmentFilterInput | None = None

    def parse(self, actor: Actor) -> CaseFileFilter:
        """As the domain narrows lists. Raises NotPermitted."""
        return CaseFileFilter(
            self.search,
            tuple(self.stages or ()),
            self.badge,
            key_of(self.agency_id, "Organization", "agencyId") if self.agency_id else None,
            key_of(self.creditor_id, "Organization", "creditorId") if self.creditor_id else None,
            self.assignment.parse(actor) if self.assignment else ANYBODY,
        )


@strawberry.type
class CaseFileQueries:
    @query(Resource.CASE_FILE, ahead=read_case_file)
    async def case_file(self, info: Info, id: strawberry.ID) -> CaseFile | None:  # noqa: A002
        actor = info.context.actor
        row = await case_file_by_id(actor, key_of(id, "CaseFile", "id"))
        return CaseFile.of(actor, row) if row else None

    @query(Resource.CASE_FILE, ahead=read_case_files)
    async def case_files(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        filter: CaseFileFilterInput | None = None,  # noqa: A002
        sort: CaseFileSort = CaseFileSort.OLDEST_DUE,
    ) -> Connection[CaseFile]:
        actor = info.context.actor
        narrowed = filter.parse(actor) if filter else CaseFileFilter()
        page = await case_files_for(actor, narrowed, sort, first, after)
        return Connection.of(page, lambda row: CaseFile.of(actor, row))
