"""Managing the people of one's own organization, and making tokens for oneself."""

from datetime import date
from uuid import UUID

import strawberry

from tandem.casefiles.leaving import end_membership
from tandem.people import queries
from tandem.people.commands import inviting, members, tokens
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.people.types import ApiToken, Invitation, Member, SecondFactorRule
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Role


@strawberry.input
class InviteMemberInput:
    """A built-in role or a composed one: exactly one of the two."""

    email: str
    role: Role | None = None
    composed_role_id: strawberry.ID | None = None


@strawberry.input
class RenewInvitationInput:
    invitation_id: strawberry.ID


@strawberry.input
class WithdrawInvitationInput:
    invitation_id: strawberry.ID


@value_type(Public.ANSWER)
class InvitationPayload:
    invitation: Invitation | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class EndMembershipInput:
    membership_id: strawberry.ID


@value_type(Public.ANSWER)
class EndMembershipPayload:
    ended_id: strawberry.ID | None = None
    left_to_nobody: int = strawberry.field(
        default=0,
        description="How many open case files the person worked, which nobody works since, or their team alone.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class EndMemberSessionInput:
    membership_id: strawberry.ID
    session_id: strawberry.ID


@strawberry.input
class ResetSecondFactorInput:
    membership_id: strawberry.ID


@value_type(Public.ANSWER)
class MemberPayload:
    member: Member | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RequireSecondFactorInput:
    required: bool


@value_type(Public.ANSWER)
class RequireSecondFactorPayload:
    rule: SecondFactorRule | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CreateApiTokenInput:
    name: str
    expires_on: date = strawberry.field(description="The last day that it works, a year from now at most.")


@value_type(Public.ANSWER)
class CreateApiTokenPayload:
    token: ApiToken | None = None
    secret: str | None = strawberry.field(default=None, description="Shown this once: only its hash is kept.")
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RevokeApiTokenInput:
    token_id: strawberry.ID


@value_type(Public.ANSWER)
class RevokeApiTokenPayload:
    token: ApiToken | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PeopleMutations:
    @mutation(Permission.MEMBERSHIP_WRITE)
    async def invite_member(self, info: Info, input: InviteMemberInput) -> InvitationPayload:  # noqa: A002
        """Send an e-mail with a link by which its reader joins the organization."""
        actor, composed = info.context.actor, input.composed_role_id
        invitation = await inviting.invite(
            actor,
            input.email,
            role=input.role,
            composed_role_id=key_of(composed, "ComposedRole", "composedRoleId") if composed else None,
        )
        return InvitationPayload(invitation=Invitation.of(actor, invitation))

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def renew_invitation(self, info: Info, input: RenewInvitationInput) -> InvitationPayload:  # noqa: A002
        """Send the link once more; the former one is worth nothing from now on."""
        actor = info.context.actor
        key = key_of(input.invitation_id, "Invitation", "invitationId")
        return InvitationPayload(invitation=Invitation.of(actor, await inviting.renew_invitation(actor, key)))

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def withdraw_invitation(self, info: Info, input: WithdrawInvitationInput) -> InvitationPayload:  # noqa: A002
        actor = info.context.actor
        key = key_of(input.invitation_id, "Invitation", "invitationId")
        return InvitationPayload(invitation=Invitation.of(actor, await inviting.withdraw_invitation(actor, key)))

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def end_membership(self, info: Info, input: EndMembershipInput) -> EndMembershipPayload:  # noqa: A002
        """The person no longer belongs to the organization; their open pages end at once, their case files wait."""
        key = key_of(input.membership_id, "Membership", "membershipId")
        left = await end_membership(info.context.actor, key)
        return EndMembershipPayload(ended_id=global_id("Member", key), left_to_nobody=left)

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def end_member_session(self, info: Info, input: EndMemberSessionInput) -> MemberPayload:  # noqa: A002
        """Sign a member out in one place; open pages of it end at once."""
        key = key_of(input.membership_id, "Membership", "membershipId")
        await members.end_session(info.context.actor, key, key_of(input.session_id, "Session", "sessionId"))
        return await _member(info, key)

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def reset_second_factor(self, info: Info, input: ResetSecondFactorInput) -> MemberPayload:  # noqa: A002
        """For who has lost theirs and belongs to no other organization; the person is told by e-mail."""
        key = key_of(input.membership_id, "Membership", "membershipId")
        await members.reset_second_factor(info.context.actor, key)
        return await _member(info, key)

    @mutation(Permission.ORGANIZATION_WRITE)
    async def require_second_factor(
        self,
        info: Info,
        input: RequireSecondFactorInput,  # noqa: A002
    ) -> RequireSecondFactorPayload:
        """Sign-ins without one end at once; who has none sets it up at the next. The reader's own has shown one."""
        organization = await members.require_second_factor(info.context.actor, required=input.required)
        return RequireSecondFactorPayload(rule=SecondFactorRule(required_since=organization.second_factor_since))

    @mutation(Permission.API_TOKEN_CREATE)
    async def create_api_token(self, info: Info, input: CreateApiTokenInput) -> CreateApiTokenPayload:  # noqa: A002
        """A token that acts as the reader, until the end of a day."""
        actor = info.context.actor
        made = await tokens.create_token(actor, input.name, expires_on=input.expires_on)
        row = await info.context.loaders.need(queries.tokens_by_id, made.id)
        return CreateApiTokenPayload(token=ApiToken.of(actor, row), secret=made.secret)

    @mutation(Permission.API_TOKEN_REVOKE)
    async def revoke_api_token(self, info: Info, input: RevokeApiTokenInput) -> RevokeApiTokenPayload:  # noqa: A002
        actor, key = info.context.actor, key_of(input.token_id, "ApiToken", "tokenId")
        await tokens.revoke_token(actor, key)
        row = await info.context.loaders.load(queries.tokens_by_id, key)
        return RevokeApiTokenPayload(token=ApiToken.of(actor, row) if row else None)


async def _member(info: Info, key: UUID) -> MemberPayload:
    row = await info.context.loaders.load(queries.members_by_id, key)
    return MemberPayload(member=Member.of(info.context.actor, row) if row else None)
