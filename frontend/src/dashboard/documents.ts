import { type FragmentOf, graphql } from "@/api/graphql";

export const BankFiguresFields = graphql(`
  fragment BankFiguresFields on BankFigures {
    currency
    placed { amount currency }
    collected { amount currency }
    outstanding { amount currency }
    collectedThisMonth { amount currency }
    collectedShare
    unaged { amount currency }
    caseFiles
    openCaseFiles
    disputedCaseFiles
    disputedOutstanding { amount currency }
    stages { stage caseFiles outstanding { amount currency } }
    ageing { key outstanding { amount currency } }
    months { month placed { amount currency } collected { amount currency } }
  }
`);

export type BankFigures = FragmentOf<typeof BankFiguresFields>;

const DashboardFields = graphql(
  `
  fragment DashboardFields on BankDashboard {
    asOf
    portfolios {
      id creditor portfolio batches level expiresOn toldAt withheld
      currencies { ...BankFiguresFields }
    }
  }
`,
  [BankFiguresFields],
);

export const BankDashboardPage = graphql(`query BankDashboardPage { bankDashboard { ...DashboardFields } }`, [
  DashboardFields,
]);

/** The dashboard now and whenever it changes; it empties when a grant ends. */
export const BankDashboardLive = graphql(`subscription BankDashboardLive { bankDashboard { ...DashboardFields } }`, [
  DashboardFields,
]);

const BankCaseFileFields = graphql(`
  fragment BankCaseFileFields on BankCaseFile {
    pseudonym stage closeCode ageing placedMonth disputed
    placed { amount currency }
    collected { amount currency }
    outstanding { amount currency }
    claims { number dueOn placed { amount currency } outstanding { amount currency } }
    milestones { position kind on }
  }
`);

export type BankCaseFile = FragmentOf<typeof BankCaseFileFields>;

export const BankCaseFilesPage = graphql(
  `
  query BankCaseFilesPage($portfolioId: ID!, $after: String) {
    bankCaseFiles(portfolioId: $portfolioId, first: 50, after: $after) {
      totalCount
      edges { cursor node { ...BankCaseFileFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [BankCaseFileFields],
);
