"""Writing mandates."""

from datetime import date

import strawberry

from tandem.organizations import commands
from tandem.organizations.models import MandateKind
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.organizations.types import Mandate
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RecordMandateInput:
    creditor_id: strawberry.ID
    reference: str
    kind: MandateKind
    signed_on: date
    starts_on: date
    ends_on: date | None = None
    basis: str
    insurance: str
    fee_terms: str
    remittance_terms: str


@value_type(Public.ANSWER)
class RecordMandatePayload:
    mandate: Mandate | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class OrganizationMutations:
    @mutation(Permission.MANDATE_WRITE)
    async def record_mandate(self, info: Info, input: RecordMandateInput) -> RecordMandatePayload:  # noqa: A002
        actor = info.context.actor
        mandate = await commands.record_mandate(
            actor,
            key_of(input.creditor_id, "Organization", "creditorId"),
            reference=input.reference,
            kind=input.kind,
            signed_on=input.signed_on,
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            basis=input.basis,
            insurance=input.insurance,
            fee_terms=input.fee_terms,
            remittance_terms=input.remittance_terms,
        )
        return RecordMandatePayload(mandate=Mandate.of(actor, mandate))
