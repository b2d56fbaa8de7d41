"""Composing roles, and giving them to members."""

import strawberry

from tandem.organizations.actor import Actor
from tandem.organizations.models import ComposedRole as Row
from tandem.organizations.roles import commands
from tandem.organizations.roles.queries import role_for
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.rights.types import ComposedRole
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Role


@strawberry.input
class ComposeRoleInput:
    name: str
    permissions: list[Permission]


@value_type(Public.ANSWER)
class ComposeRolePayload:
    role: ComposedRole | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ChangeRoleInput:
    role_id: strawberry.ID
    version: int = strawberry.field(description="The one that was opened: a role changed meanwhile is refused.")
    name: str
    permissions: list[Permission]


@value_type(Public.ANSWER)
class ChangeRolePayload:
    role: ComposedRole | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RemoveRoleInput:
    role_id: strawberry.ID


@value_type(Public.ANSWER)
class RemoveRolePayload:
    removed_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ChangeMembershipRoleInput:
    """A built-in role or a composed one: exactly one of the two."""

    membership_id: strawberry.ID
    role: Role | None = None
    composed_role_id: strawberry.ID | None = None


@value_type(Public.ANSWER)
class ChangeMembershipRolePayload:
    membership_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class RightsMutations:
    @mutation(Permission.ROLE_WRITE)
    async def compose_role(self, info: Info, input: ComposeRoleInput) -> ComposeRolePayload:  # noqa: A002
        """Put a role together out of what one may do oneself; what the permissions need comes with them."""
        actor = info.context.actor
        role = await commands.compose_role(actor, input.name, input.permissions)
        return ComposeRolePayload(role=await _shown(actor, role))

    @mutation(Permission.ROLE_WRITE)
    async def change_role(self, info: Info, input: ChangeRoleInput) -> ChangeRolePayload:  # noqa: A002
        """Whoever has the role has the new permissions at once, on open pages too."""
        actor = info.context.actor
        role_id = key_of(input.role_id, "ComposedRole", "roleId")
        role = await commands.change_role(actor, role_id, input.name, input.permissions, version=input.version)
        return ChangeRolePayload(role=await _shown(actor, role))

    @mutation(Permission.ROLE_WRITE)
    async def remove_role(self, info: Info, input: RemoveRoleInput) -> RemoveRolePayload:  # noqa: A002
        removed = await commands.remove_role(info.context.actor, key_of(input.role_id, "ComposedRole", "roleId"))
        return RemoveRolePayload(removed_id=global_id("ComposedRole", removed))

    @mutation(Permission.MEMBERSHIP_WRITE)
    async def change_membership_role(
        self,
        info: Info,
        input: ChangeMembershipRoleInput,  # noqa: A002
    ) -> ChangeMembershipRolePayload:
        """Give a member another role, in force at once."""
        composed = input.composed_role_id
        member = await commands.change_membership_role(
            info.context.actor,
            key_of(input.membership_id, "Membership", "membershipId"),
            role=input.role,
            composed_role_id=key_of(composed, "ComposedRole", "composedRoleId") if composed else None,
        )
        return ChangeMembershipRolePayload(membership_id=global_id("Membership", member.id))


async def _shown(actor: Actor, role: Row) -> ComposedRole | None:
    found = await role_for(actor, role.id)
    return ComposedRole.of(actor, found) if found else None
