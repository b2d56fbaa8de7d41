"""Writing numbers and addresses, and the wish not to be reached at one."""

import strawberry

from tandem.casefiles.commands import add_contact_point
from tandem.casefiles.models import ContactPoint as PointRow
from tandem.casefiles.models import ContactPointKind
from tandem.casefiles.queries import ReachablePoint
from tandem.contacts import commands
from tandem.contacts.models import Channel
from tandem.contacts.queries import opted_out_by_contact_point
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.parties import ContactPoint
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Context, Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class AddContactPointInput:
    party_id: strawberry.ID
    kind: ContactPointKind
    value: str


@value_type(Public.ANSWER)
class AddContactPointPayload:
    contact_point: ContactPoint | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RecordOptOutInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel


@value_type(Public.ANSWER)
class RecordOptOutPayload:
    contact_point: ContactPoint | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class LiftOptOutInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel


@value_type(Public.ANSWER)
class LiftOptOutPayload:
    contact_point: ContactPoint | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def _point(context: Context, row: PointRow) -> ContactPoint:
    refused = await context.loaders.need(opted_out_by_contact_point, row.id)
    return ContactPoint.of(context.actor, ReachablePoint(row, tuple(refused)))


@strawberry.type
class AddressMutations:
    @mutation(Permission.CONTACT_POINT_WRITE)
    async def add_contact_point(self, info: Info, input: AddContactPointInput) -> AddContactPointPayload:  # noqa: A002
        actor = info.context.actor
        row = await add_contact_point(
            actor, key_of(input.party_id, "Party", "partyId"), kind=input.kind, value=input.value
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return AddContactPointPayload(contact_point=await _point(info.context, row), case_file=case_file)

    @mutation(Permission.OPT_OUT_WRITE)
    async def record_opt_out(self, info: Info, input: RecordOptOutInput) -> RecordOptOutPayload:  # noqa: A002
        row = await commands.record_opt_out(
            info.context.actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
        )
        return RecordOptOutPayload(contact_point=await _point(info.context, row))

    @mutation(Permission.OPT_OUT_WRITE)
    async def lift_opt_out(self, info: Info, input: LiftOptOutInput) -> LiftOptOutPayload:  # noqa: A002
        row = await commands.lift_opt_out(
            info.context.actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
        )
        return LiftOptOutPayload(contact_point=await _point(info.context, row))
