"""Writing teams, and what of the case files collectors reach."""

import strawberry

from tandem.casefiles.leaving import remove_team
from tandem.organizations.models import CaseScope
from tandem.organizations.teams import commands
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_graphql.teams.types import Team
from tandem_policies.permission import Permission


@strawberry.input
class CreateTeamInput:
    name: str


@strawberry.input
class RenameTeamInput:
    team_id: strawberry.ID
    name: str


@strawberry.input
class SetTeamMembersInput:
    team_id: strawberry.ID
    membership_ids: list[strawberry.ID]
    seen_membership_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Whom the change began with: refused when somebody else changed them meanwhile."
    )


@strawberry.input
class RemoveTeamInput:
    team_id: strawberry.ID


@value_type(Public.ANSWER)
class TeamPayload:
    team: Team | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ChooseCaseScopeInput:
    scope: CaseScope


@value_type(Public.ANSWER)
class ChooseCaseScopePayload:
    scope: CaseScope | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class TeamMutations:
    @mutation(Permission.TEAM_WRITE)
    async def create_team(self, info: Info, input: CreateTeamInput) -> TeamPayload:  # noqa: A002
        actor = info.context.actor
        return TeamPayload(team=Team.of(actor, await commands.create_team(actor, input.name)))

    @mutation(Permission.TEAM_WRITE)
    async def rename_team(self, info: Info, input: RenameTeamInput) -> TeamPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.rename_team(actor, key_of(input.team_id, "Team", "teamId"), input.name)
        return TeamPayload(team=Team.of(actor, row))

    @mutation(Permission.TEAM_WRITE)
    async def set_team_members(self, info: Info, input: SetTeamMembersInput) -> TeamPayload:  # noqa: A002
        """Exactly these members; who was in it and is not named leaves it."""
        actor = info.context.actor
        members = [key_of(one, "Membership", "membershipIds") for one in input.membership_ids]
        began = input.seen_membership_ids
        seen = [key_of(one, "Membership", "seenMembershipIds") for one in began] if began is not None else None
        row = await commands.set_team_members(actor, key_of(input.team_id, "Team", "teamId"), members, seen=seen)
        return TeamPayload(team=Team.of(actor, row))

    @mutation(Permission.TEAM_WRITE)
    async def remove_team(self, info: Info, input: RemoveTeamInput) -> TeamPayload:  # noqa: A002
        """The team as it was; its case files stay with the persons they are assigned to."""
        actor = info.context.actor
        row = await remove_team(actor, key_of(input.team_id, "Team", "teamId"))
        return TeamPayload(team=Team.of(actor, row))

    @mutation(Permission.TEAM_WRITE)
    async def choose_case_scope(self, info: Info, input: ChooseCaseScopeInput) -> ChooseCaseScopePayload:  # noqa: A002
        """What of the agency's case files its collectors reach; open pages follow at once."""
        agency = await commands.choose_case_scope(info.context.actor, input.scope)
        return ChooseCaseScopePayload(scope=agency.case_scope)
