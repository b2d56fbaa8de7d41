import { type FragmentOf, graphql } from "@/api/graphql";

export const GrantFields = graphql(`
  fragment GrantFields on BankGrant {
    __typename
    id level createdAt createdBy expiresOn revokedAt revokedBy active viewerCanRevoke
    bank { id name }
    creditor { id name }
    portfolio { id name }
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

export const GrantChoices = graphql(`
  query GrantChoices {
    banks { id name }
    portfolios { id name }
  }
`);

export const OpenBankGrant = graphql(
  `
  mutation OpenBankGrant($input: OpenBankGrantInput!) {
    openBankGrant(input: $input) { grant { ...GrantFields } userErrors { code field message } }
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
