"""Opening, changing and ending what a bank sees."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import strawberry

from tandem.organizations import grants
from tandem.organizations.grants import FactorExtras
from tandem.organizations.models import GrantLevel
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.grants.types import BankGrant
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission

_BATCHES = "Only these placements of the portfolio; without it all of them, also those to come."


@strawberry.input
class FactorExtrasInput:
    """What a factor may see of the claims that it finances; with pseudonymous case files only."""

    invoice_numbers: bool = False
    due_dates: bool = False
    disputes: bool = False

    def extras(self) -> FactorExtras:
        """As the domain names them."""
        return FactorExtras(self.invoice_numbers, self.due_dates, self.disputes)


@strawberry.input
class OpenBankGrantInput:
    bank_id: strawberry.ID
    portfolio_id: strawberry.ID
    batch_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_BATCHES)
    level: GrantLevel
    extras: FactorExtrasInput = strawberry.field(default_factory=FactorExtrasInput)
    expires_on: date | None = None


@value_type(Public.ANSWER)
class OpenBankGrantPayload:
    grant: BankGrant | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ChangeBankGrantInput:
    """What the bank sees from now on; whatever is left out is not shown any more."""

    grant_id: strawberry.ID
    batch_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_BATCHES)
    level: GrantLevel
    extras: FactorExtrasInput = strawberry.field(default_factory=FactorExtrasInput)
    expires_on: date | None = None


@value_type(Public.ANSWER)
class ChangeBankGrantPayload:
    """`ended` is the grant that was changed, `grant` the one in its place."""

    grant: BankGrant | None = None
    ended: BankGrant | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class RevokeBankGrantInput:
    grant_id: strawberry.ID


@value_type(Public.ANSWER)
class RevokeBankGrantPayload:
    grant: BankGrant | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class GrantMutations:
    @mutation(Permission.BANK_GRANT_CREATE)
    async def open_bank_grant(self, info: Info, input: OpenBankGrantInput) -> OpenBankGrantPayload:  # noqa: A002
        actor = info.context.actor
        grant = await grants.open_bank_grant(
            actor,
            key_of(input.bank_id, "Organization", "bankId"),
            key_of(input.portfolio_id, "Portfolio", "portfolioId"),
            level=input.level,
            expires_on=input.expires_on,
            batch_ids=batch_keys(input.batch_ids),
            extras=input.extras.extras(),
        )
        return OpenBankGrantPayload(grant=BankGrant.of(actor, grant))

    @mutation(Permission.BANK_GRANT_CREATE)
    async def change_bank_grant(self, info: Info, input: ChangeBankGrantInput) -> ChangeBankGrantPayload:  # noqa: A002
        actor = info.context.actor
        changed = await grants.change_bank_grant(
            actor,
            key_of(input.grant_id, "BankGrant", "grantId"),
            level=input.level,
            expires_on=input.expires_on,
            batch_ids=batch_keys(input.batch_ids),
            extras=input.extras.extras(),
        )
        return ChangeBankGrantPayload(
            grant=BankGrant.of(actor, changed.opened), ended=BankGrant.of(actor, changed.ended)
        )

    @mutation(Permission.BANK_GRANT_REVOKE)
    async def revoke_bank_grant(self, info: Info, input: RevokeBankGrantInput) -> RevokeBankGrantPayload:  # noqa: A002
        actor = info.context.actor
        grant = await grants.revoke_bank_grant(actor, key_of(input.grant_id, "BankGrant", "grantId"))
        return RevokeBankGrantPayload(grant=BankGrant.of(actor, grant))


def batch_keys(batch_ids: Sequence[strawberry.ID] | None) -> list[UUID] | None:
    """The batches that an input names. Raises InvalidInput."""
    return None if batch_ids is None else [key_of(one, "PlacementBatch", "batchIds") for one in batch_ids]
