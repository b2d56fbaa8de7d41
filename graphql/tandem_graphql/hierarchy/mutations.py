"""Joining a group by its code, and leaving it."""

import strawberry

from tandem.organizations.hierarchy import commands
from tandem.organizations.hierarchy.queries import hierarchy_of
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.hierarchy.types import Hierarchy
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@value_type(Public.ANSWER)
class CreateGroupCodePayload:
    code: str | None = strawberry.field(default=None, description="Shown this once; good for one creditor and 14 days.")
    hierarchy: Hierarchy | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class WithdrawGroupCodeInput:
    code_id: strawberry.ID


@strawberry.input
class JoinGroupInput:
    code: str


@value_type(Public.ANSWER)
class HierarchyPayload:
    hierarchy: Hierarchy | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class HierarchyMutations:
    @mutation(Permission.ORGANIZATION_WRITE)
    async def create_group_code(self, info: Info) -> CreateGroupCodePayload:
        """A code by which one creditor joins the reader's group; its administrator enters it."""
        made = await commands.create_group_code(info.context.actor)
        return CreateGroupCodePayload(code=made.code, hierarchy=await _hierarchy(info))

    @mutation(Permission.ORGANIZATION_WRITE)
    async def withdraw_group_code(self, info: Info, input: WithdrawGroupCodeInput) -> HierarchyPayload:  # noqa: A002
        await commands.withdraw_group_code(info.context.actor, key_of(input.code_id, "GroupCode", "codeId"))
        return HierarchyPayload(hierarchy=await _hierarchy(info))

    @mutation(Permission.ORGANIZATION_WRITE)
    async def join_group(self, info: Info, input: JoinGroupInput) -> HierarchyPayload:  # noqa: A002
        """Let a group, and all above it, read all case files of the reader's creditor, until it leaves.

        Refused to who has others below it: those leave first, and join anew.
        """
        await commands.join_group(info.context.actor, input.code)
        return HierarchyPayload(hierarchy=await _hierarchy(info))

    @mutation(Permission.ORGANIZATION_WRITE)
    async def leave_group(self, info: Info) -> HierarchyPayload:
        """Take the reader's creditor out of its group; the group's pages lose its case files at once."""
        await commands.leave_group(info.context.actor)
        return HierarchyPayload(hierarchy=await _hierarchy(info))


async def _hierarchy(info: Info) -> Hierarchy | None:
    actor = info.context.actor
    found = await hierarchy_of(actor)
    return Hierarchy.of(actor, found) if found else None
