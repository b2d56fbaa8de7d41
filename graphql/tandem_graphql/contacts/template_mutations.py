"""Writing templates: save a version, approve or reject one, withdraw a template."""

import strawberry

from tandem.contacts.templates import commands
from tandem_graphql.contacts.template_types import TemplateWordsInput, WrittenTemplate
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class SaveTemplateVersionInput:
    template_id: strawberry.ID | None = strawberry.field(default=None, description="Null for a new template.")
    seen: int | None = strawberry.field(
        default=None, description="The newest version when the change began: refused when there is a newer one."
    )
    words: TemplateWordsInput


@strawberry.input
class ApproveTemplateVersionInput:
    template_id: strawberry.ID
    number: int
    comment: str | None = None


@strawberry.input
class RejectTemplateVersionInput:
    template_id: strawberry.ID
    number: int
    comment: str


@strawberry.input
class WithdrawTemplateInput:
    template_id: strawberry.ID


@value_type(Public.ANSWER)
class TemplatePayload:
    template: WrittenTemplate | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class TemplateMutations:
    @mutation(Permission.TEMPLATE_WRITE)
    async def save_template_version(self, info: Info, input: SaveTemplateVersionInput) -> TemplatePayload:  # noqa: A002
        """The words as a new version, which waits for somebody else's approval."""
        actor = info.context.actor
        told = await commands.save_template_version(actor, input.template_id, input.words.wording(), seen=input.seen)
        return TemplatePayload(template=WrittenTemplate.of(told, actor.membership_id, info.context.locale))

    @mutation(Permission.TEMPLATE_APPROVE)
    async def approve_template_version(self, info: Info, input: ApproveTemplateVersionInput) -> TemplatePayload:  # noqa: A002
        """Refused for the version's own author."""
        actor = info.context.actor
        told = await commands.approve_template_version(actor, input.template_id, input.number, comment=input.comment)
        return TemplatePayload(template=WrittenTemplate.of(told, actor.membership_id, info.context.locale))

    @mutation(Permission.TEMPLATE_APPROVE)
    async def reject_template_version(self, info: Info, input: RejectTemplateVersionInput) -> TemplatePayload:  # noqa: A002
        """Refused for the version's own author."""
        actor = info.context.actor
        told = await commands.reject_template_version(actor, input.template_id, input.number, comment=input.comment)
        return TemplatePayload(template=WrittenTemplate.of(told, actor.membership_id, info.context.locale))

    @mutation(Permission.TEMPLATE_WRITE)
    async def withdraw_template(self, info: Info, input: WithdrawTemplateInput) -> TemplatePayload:  # noqa: A002
        """Nothing of it is sent any more, until a new version is approved."""
        actor = info.context.actor
        told = await commands.withdraw_template(actor, input.template_id)
        return TemplatePayload(template=WrittenTemplate.of(told, actor.membership_id, info.context.locale))
