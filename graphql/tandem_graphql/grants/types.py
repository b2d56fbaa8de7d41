"""A grant, what it shows, and the looks at it."""

from datetime import date, datetime

import strawberry

from tandem.kit import clock
from tandem.organizations import bank_views, models
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.bank_views import views_by_grant
from tandem.organizations.models import GrantLevel
from tandem.organizations.queries import portfolios_by_id
from tandem.reporting import granted
from tandem.reporting.granted import batches_by_grant
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Organization, Portfolio, organization
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class BankView:
    """One look of a person of the bank. A page that stays open is told again, at most every ten minutes."""

    id: strawberry.ID
    person_name: str
    at: datetime

    @classmethod
    def of(cls, view: bank_views.BankView) -> "BankView":
        """From the creditor's audit log."""
        return cls(id=global_id("BankView", view.id), person_name=view.person_name, at=view.at)


@value_type()
class GrantedBatch:
    """A placement that a grant shows, and who placed it."""

    id: strawberry.ID
    reference: str
    placed_at: datetime
    placed_by: str
    case_files: int

    @classmethod
    def of(cls, batch: granted.GrantedBatch) -> "GrantedBatch":
        """As the page of grants names it."""
        return cls(
            id=global_id("PlacementBatch", batch.id),
            reference=batch.reference,
            placed_at=batch.placed_at,
            placed_by=batch.placed_by,
            case_files=batch.case_files,
        )


@row_type
class BankGrant(Node):
    row: strawberry.Private[models.BankGrant]

    level: GrantLevel = field(Resource.BANK_GRANT)
    whole_portfolio: bool = field(
        Resource.BANK_GRANT,
        of=lambda grant: grant.row.batch_ids is None,
        description="With every placement to come; else only the placements chosen.",
    )
    shows_invoice_numbers: bool = field(Resource.BANK_GRANT)
    shows_due_dates: bool = field(Resource.BANK_GRANT)
    shows_disputes: bool = field(Resource.BANK_GRANT)
    created_at: datetime = field(Resource.BANK_GRANT)
    created_by: str = field(Resource.BANK_GRANT)
    expires_on: date | None = field(Resource.BANK_GRANT, description="The last day, to its end in Paris.")
    revoked_at: datetime | None = field(Resource.BANK_GRANT)
    revoked_by: str | None = field(Resource.BANK_GRANT)
    replaces: strawberry.ID | None = field(
        Resource.BANK_GRANT,
        of=lambda grant: global_id("BankGrant", grant.row.replaces_id) if grant.row.replaces_id else None,
        description="The grant that this one took the place of.",
    )
    active: bool = field(Resource.BANK_GRANT, of=lambda grant: _is_active(grant.row))

    @resolved(Resource.BANK_GRANT)
    async def bank(self, info: Info) -> Organization:
        return await organization(info.context, self.row.bank_id)

    @resolved(Resource.BANK_GRANT)
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @resolved(Resource.BANK_GRANT)
    async def portfolio(self, info: Info) -> Portfolio:
        row = await info.context.loaders.need(portfolios_by_id, self.row.portfolio_id)
        return Portfolio.of(info.context.actor, row)

    @resolved(Resource.BANK_GRANT)
    async def batches(self, info: Info) -> list[GrantedBatch]:
        """The placements that the bank sees, the newest first."""
        found = await info.context.loaders.need(batches_by_grant, self.row.id)
        return [GrantedBatch.of(batch) for batch in found]

    @resolved(Resource.BANK_GRANT)
    async def view_count(self, info: Info) -> int:
        return (await info.context.loaders.need(views_by_grant, self.row.id)).count

    @resolved(Resource.BANK_GRANT)
    async def latest_view(self, info: Info) -> BankView | None:
        latest = (await info.context.loaders.need(views_by_grant, self.row.id)).latest
        return BankView.of(latest) if latest else None

    @resolved(Resource.BANK_GRANT)
    async def views(self, info: Info, first: int = 20, after: str | None = None) -> Connection[BankView]:
        """Who of the bank looked, and when; the newest first."""
        page = await bank_views.bank_views_for(info.context.actor, self.row.id, first, after)
        return Connection.of(page, BankView.of)

    @resolved(Public.RIGHTS)
    def viewer_can_revoke(self, info: Info) -> bool:
        permitted = may(info.context.actor, self.sight.relation, Permission.BANK_GRANT_REVOKE)
        return permitted and self.row.revoked_at is None

    @resolved(Public.RIGHTS)
    def viewer_can_change(self, info: Info) -> bool:
        permitted = may(info.context.actor, self.sight.relation, Permission.BANK_GRANT_CREATE)
        return permitted and self.row.revoked_at is None

    @classmethod
    def of(cls, actor: Actor, row: models.BankGrant) -> "BankGrant":
        """A grant that the actor's creditor opened."""
        return cls(row=row, sight=Sight.of_case(actor))


def _is_active(grant: models.BankGrant) -> bool:
    return grant.revoked_at is None and (grant.expires_on is None or clock.today() <= grant.expires_on)
