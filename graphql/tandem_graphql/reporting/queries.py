"""Reading figures."""

import strawberry

from tandem.reporting.bank import bank_dashboard_for
from tandem.reporting.bank_case_files import bank_case_files_for
from tandem.reporting.comparing import cohorts_for
from tandem.reporting.queries import portfolio_figures_for
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.reporting.bank import BankCaseFile, BankDashboard
from tandem_graphql.reporting.comparing import AgencyCohort
from tandem_graphql.reporting.types import PortfolioFigures
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class ReportingQueries:
    @query(Resource.PORTFOLIO_FIGURES, cost=100)
    async def portfolio_figures(
        self, info: Info, creditor_id: strawberry.ID | None = None, agency_id: strawberry.ID | None = None
    ) -> PortfolioFigures:
        """All that the reader's creditor placed, with any agency or the one named; of a group, all entities or one."""
        wanted = [key_of(creditor_id, "Organization", "creditorId")] if creditor_id else None
        agency = key_of(agency_id, "Organization", "agencyId") if agency_id else None
        return PortfolioFigures.of(await portfolio_figures_for(info.context.actor, wanted, agency))

    @query(Resource.PORTFOLIO_FIGURES)
    async def agency_cohorts(self, info: Info, creditor_id: strawberry.ID | None = None) -> list[AgencyCohort]:
        """Agencies side by side on equal cohorts: what was placed in the same month, the newest of twelve first."""
        wanted = [key_of(creditor_id, "Organization", "creditorId")] if creditor_id else None
        context = info.context
        return [await AgencyCohort.of(context, one) for one in await cohorts_for(context.actor, wanted)]

    @query(Resource.BANK_DASHBOARD, cost=100)
    async def bank_dashboard(self, info: Info) -> BankDashboard:
        return BankDashboard.of(await bank_dashboard_for(info.context.actor))

    @query(Resource.BANK_CASE_FILE)
    async def bank_case_files(
        self, info: Info, portfolio_id: strawberry.ID, first: int = 50, after: str | None = None
    ) -> Connection[BankCaseFile]:
        """The case files of an open portfolio, in no order that says anything; none once the access has ended."""
        grant_id = key_of(portfolio_id, "BankPortfolio", "portfolioId")
        page = await bank_case_files_for(info.context.actor, grant_id, first, after)
        return Connection.of(page, BankCaseFile.of)
