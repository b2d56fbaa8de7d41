import { type FragmentOf, graphql } from "@/api/graphql";
import { BankFiguresFields } from "@/dashboard/documents";

export const GrantFields = graphql(`
  fragment GrantFields on BankGrant {
    __typename
    id level wholePortfolio showsInvoiceNumbers showsDueDates showsDisputes
    createdAt createdBy expiresOn revokedAt revokedBy active viewerCanRevoke viewerCanChange
    bank { id name }
    creditor { id name }
    portfolio { id name }
    batches { id reference placedAt placedBy caseFiles }
    viewCount
    latestView { id personName at }
  }
`);

export type Grant = FragmentOf<typeof GrantFields>;

export const GrantsPage = graphql(
  `
  query GrantsPage($after: String) {
    bankGrants(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...GrantFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [GrantFields],
);

/** Grants as they are opened, ended and looked at. */
export const GrantsLive = graphql(`subscription GrantsLive { bankGrantsChanged { ...GrantFields } }`, [GrantFields]);

export const GrantViews = graphql(`
  query GrantViews($id: ID!, $after: String) {
    node(id: $id) {
      __typename
      id
      ... on BankGrant {
        views(first: 20, after: $after) {
          totalCount
          edges { cursor node { id personName at } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

export const GrantChoices = graphql(`
  query GrantChoices {
    banks { id name }
    portfolios { id name }
  }
`);

export const GrantableBatches = graphql(`
  query GrantableBatches($portfolioId: ID!) {
    grantableBatches(portfolioId: $portfolioId) { id reference placedAt placedBy caseFiles }
  }
`);

export const GrantPreview = graphql(
  `
  query GrantPreview($portfolioId: ID!, $level: GrantLevel!, $batchIds: [ID!], $showsDisputes: Boolean!) {
    bankGrantPreview(portfolioId: $portfolioId, level: $level, batchIds: $batchIds, showsDisputes: $showsDisputes) {
      ...BankFiguresFields
    }
  }
`,
  [BankFiguresFields],
);

export const OpenBankGrant = graphql(
  `
  mutation OpenBankGrant($input: OpenBankGrantInput!) {
    openBankGrant(input: $input) { grant { ...GrantFields } userErrors { code field message } }
  }
`,
  [GrantFields],
);

export const ChangeBankGrant = graphql(
  `
  mutation ChangeBankGrant($input: ChangeBankGrantInput!) {
    changeBankGrant(input: $input) {
      grant { ...GrantFields }
      ended { ...GrantFields }
      userErrors { code field message }
    }
  }
`,
  [GrantFields],
);

export const RevokeBankGrant = graphql(
  `
  mutation RevokeBankGrant($input: RevokeBankGrantInput!) {
    revokeBankGrant(input: $input) { grant { ...GrantFields } userErrors { code field message } }
  }
`,
  [GrantFields],
);
