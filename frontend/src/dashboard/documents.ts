import { graphql } from "@/api/graphql";
import { FiguresFields } from "@/portfolio/figures-documents";

const DashboardFields = graphql(
  `
  fragment DashboardFields on BankDashboard {
    asOf
    portfolios {
      id creditor portfolio expiresOn withheld
      currencies { ...FiguresFields }
    }
  }
`,
  [FiguresFields],
);

export const BankDashboardPage = graphql(`query BankDashboardPage { bankDashboard { ...DashboardFields } }`, [
  DashboardFields,
]);

/** The dashboard now and whenever it changes; it empties when a grant ends. */
export const BankDashboardLive = graphql(`subscription BankDashboardLive { bankDashboard { ...DashboardFields } }`, [
  DashboardFields,
]);
