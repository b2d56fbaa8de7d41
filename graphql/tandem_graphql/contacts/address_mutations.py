"""Writing numbers and addresses, and the wish not to be reached at one."""

import strawberry

from tandem.casefiles.commands import add_contact_point, record_contact_place
from tandem.casefiles.models import ContactPlace, ContactPointKind
from tandem.casefiles.models import ContactPoint as PointRow
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
    place: ContactPlace = ContactPlace.UNKNOWN


@value_type(Public.ANSWER)
class AddContactPointPayload:
    contact_point: ContactPoint | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RecordContactPlaceInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    place: ContactPlace


@value_type(Public.ANSWER)
class RecordContactPlacePayload:
    contact_point: ContactPoint | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RecordOptOutInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel
    evidence: str | None = None


@value_type(Public.ANSWER)
class RecordOptOutPayload:
    contact_point: ContactPoint | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class LiftOptOutInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel
    evidence: str = strawberry.field(description="Where it stands that the person wants to be reached again.")


@value_type(Public.ANSWER)
class LiftOptOutPayload:
    contact_point: ContactPoint | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class LiftEveryOptOutInput:
    case_file_id: strawberry.ID
    party_id: strawberry.ID
    evidence: str = strawberry.field(description="Where it stands that the person wants to be reached again.")


@value_type(Public.ANSWER)
class LiftEveryOptOutPayload:
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ReopenAddressInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    reason: str = strawberry.field(description="Why it is worth trying again: 10 characters at least.")


@value_type(Public.ANSWER)
class ReopenAddressPayload:
    contact_point: ContactPoint | None = None
    case_file: CaseFile | None = None
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
            actor,
            key_of(input.party_id, "Party", "partyId"),
            kind=input.kind,
            value=input.value,
            place=input.place,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return AddContactPointPayload(contact_point=await _point(info.context, row), case_file=case_file)

    @mutation(Permission.CONTACT_POINT_WRITE)
    async def record_contact_place(
        self,
        info: Info,
        input: RecordContactPlaceInput,  # noqa: A002
    ) -> RecordContactPlacePayload:
        """Says where a number or an address reaches the person: some laws forbid a place of work."""
        actor = info.context.actor
        row = await record_contact_place(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            place=input.place,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return RecordContactPlacePayload(contact_point=await _point(info.context, row), case_file=case_file)

    @mutation(Permission.OPT_OUT_WRITE)
    async def record_opt_out(self, info: Info, input: RecordOptOutInput) -> RecordOptOutPayload:  # noqa: A002
        row = await commands.record_opt_out(
            info.context.actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
            evidence=input.evidence,
        )
        return RecordOptOutPayload(contact_point=await _point(info.context, row))

    @mutation(Permission.OPT_OUT_LIFT)
    async def lift_opt_out(self, info: Info, input: LiftOptOutInput) -> LiftOptOutPayload:  # noqa: A002
        row = await commands.lift_opt_out(
            info.context.actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
            evidence=input.evidence,
        )
        return LiftOptOutPayload(contact_point=await _point(info.context, row))

    @mutation(Permission.OPT_OUT_LIFT)
    async def lift_every_opt_out(self, info: Info, input: LiftEveryOptOutInput) -> LiftEveryOptOutPayload:  # noqa: A002
        """For a person who refused everything: at every address that the agency has of them, and those that come."""
        actor = info.context.actor
        party = await commands.lift_every_opt_out(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.party_id, "Party", "partyId"),
            evidence=input.evidence,
        )
        return LiftEveryOptOutPayload(case_file=await case_file_of(actor, party.case_file_id))

    @mutation(Permission.CONTACT_POINT_REOPEN)
    async def reopen_address(self, info: Info, input: ReopenAddressInput) -> ReopenAddressPayload:  # noqa: A002
        """Has a number or an e-mail address tried again that a provider closed, for every client of the agency."""
        actor = info.context.actor
        row = await commands.reopen_address(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            reason=input.reason,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return ReopenAddressPayload(contact_point=await _point(info.context, row), case_file=case_file)
