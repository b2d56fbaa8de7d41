"""Erasing a person, holding data back, choosing how long it is kept."""

import strawberry

from tandem.privacy import commands
from tandem.privacy.models import Ground
from tandem.privacy.personal_data import Kept
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.privacy.types import Erasure, LegalHold
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RequestErasureInput:
    debtor_id: strawberry.ID
    ground: Ground
    reason: str
    confirmation: str
    mandate_id: strawberry.ID | None = None


@value_type(Public.ANSWER)
class RequestErasurePayload:
    """It is carried out at once; asked twice, it is one."""

    erasure: Erasure | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class PlaceLegalHoldInput:
    debtor_id: strawberry.ID
    reason: str


@value_type(Public.ANSWER)
class PlaceLegalHoldPayload:
    hold: LegalHold | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ReleaseLegalHoldInput:
    legal_hold_id: strawberry.ID


@value_type(Public.ANSWER)
class ReleaseLegalHoldPayload:
    hold: LegalHold | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class SetRetentionInput:
    retention_class: Kept
    months: int


@value_type(Public.ANSWER)
class SetRetentionPayload:
    months: int | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PrivacyMutations:
    @mutation(Permission.ERASURE_CREATE, cost=50)
    async def request_erasure(self, info: Info, input: RequestErasureInput) -> RequestErasurePayload:  # noqa: A002
        actor = info.context.actor
        erasure = await commands.request_erasure(
            actor,
            key_of(input.debtor_id, "Debtor", "debtorId"),
            ground=input.ground,
            reason=input.reason,
            confirmation=input.confirmation,
            mandate_id=key_of(input.mandate_id, "Mandate", "mandateId") if input.mandate_id else None,
        )
        return RequestErasurePayload(erasure=Erasure.of(actor, erasure))

    @mutation(Permission.LEGAL_HOLD_PLACE)
    async def place_legal_hold(self, info: Info, input: PlaceLegalHoldInput) -> PlaceLegalHoldPayload:  # noqa: A002
        actor = info.context.actor
        hold = await commands.place_legal_hold(
            actor, key_of(input.debtor_id, "Debtor", "debtorId"), reason=input.reason
        )
        return PlaceLegalHoldPayload(hold=LegalHold.of(actor, hold))

    @mutation(Permission.LEGAL_HOLD_RELEASE)
    async def release_legal_hold(
        self,
        info: Info,
        input: ReleaseLegalHoldInput,  # noqa: A002
    ) -> ReleaseLegalHoldPayload:
        actor = info.context.actor
        hold = await commands.release_legal_hold(actor, key_of(input.legal_hold_id, "LegalHold", "legalHoldId"))
        return ReleaseLegalHoldPayload(hold=LegalHold.of(actor, hold))

    @mutation(Permission.RETENTION_WRITE)
    async def set_retention(self, info: Info, input: SetRetentionInput) -> SetRetentionPayload:  # noqa: A002
        await commands.set_retention(info.context.actor, input.retention_class, months=input.months)
        return SetRetentionPayload(months=input.months)
