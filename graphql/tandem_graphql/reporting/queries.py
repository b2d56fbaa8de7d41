"""Reading figures."""

import strawberry

from tandem.reporting import queries
from tandem_graphql.context import Info
from tandem_graphql.reporting.types import BankDashboard, PortfolioFigures
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class ReportingQueries:
    @query(Resource.PORTFOLIO_FIGURES)
    async def portfolio_figures(self, info: Info) -> PortfolioFigures:
        return PortfolioFigures.of(await queries.portfolio_figures_for(info.context.actor))

    @query(Resource.BANK_DASHBOARD)
    async def bank_dashboard(self, info: Info) -> BankDashboard:
        return BankDashboard.of(await queries.bank_dashboard_for(info.context.actor))
