import { type FragmentOf, graphql } from "@/api/graphql";
import { GrantFields } from "@/grants/documents";

export const BatchSummary = graphql(`
  fragment BatchSummary on PlacementBatch {
    __typename
    id
    reference
    filename
    state
    progress
    problem
    createdAt
    createdBy
    submittedAt
    acceptedAt
    acceptedBy
    caseFileCount
    creditor { id name }
    portfolio { id name }
    mandate { id reference agency { id name } }
    counts { rows new merged unchanged refused debtors timeBarred amounts { amount currency } }
    viewerCan { confirm accept abandon }
  }
`);

export const BatchFields = graphql(
  `
  fragment BatchFields on PlacementBatch {
    ...BatchSummary
    columns { index header samples suggestion suggestionReason }
    fields { key label required }
    mapping { column field }
    questions { key message choices { value label } }
    answers { key value }
    correctionFileUrl
  }
`,
  [BatchSummary],
);

export type Batch = FragmentOf<typeof BatchFields>;
export type Summary = FragmentOf<typeof BatchSummary>;

export const BatchPage = graphql(`query BatchPage($id: ID!) { placementBatch(id: $id) { ...BatchFields } }`, [
  BatchFields,
]);

export const BatchLive = graphql(
  `subscription BatchLive($batchId: ID!) { placementProgress(batchId: $batchId) { ...BatchFields } }`,
  [BatchFields],
);

export const BatchRows = graphql(`
  query BatchRows($id: ID!, $after: String, $verdict: RowVerdict) {
    placementBatch(id: $id) {
      id
      rows(first: 50, after: $after, verdict: $verdict) {
        totalCount
        edges {
          cursor
          node {
            line verdict code column value message warnings debtorReference debtorName documentNumber dueOn timeBarred
            amount { amount currency }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const BatchesPage = graphql(
  `
  query BatchesPage($after: String) {
    placementBatches(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...BatchSummary } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [BatchSummary],
);

export const PlacementChoices = graphql(`
  query PlacementChoices {
    mandates { id reference kind inForce agency { id name } creditor { id name } }
    portfolios { id name }
  }
`);

/**
 * What banks see, ended grants included: those that show a whole portfolio show what is placed into it. The same list
 * is kept for the page of grants, so it asks for the same of each.
 */
export const PortfolioGrants = graphql(
  `
  query PortfolioGrants($after: String) {
    bankGrants(first: 100, after: $after) {
      totalCount
      edges { cursor node { ...GrantFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [GrantFields],
);

export const RequestUpload = graphql(`
  mutation RequestUpload($input: RequestUploadInput!) {
    requestUpload(input: $input) { uploadId url userErrors { code field message } }
  }
`);

export const CreatePlacement = graphql(
  `
  mutation CreatePlacement($input: CreatePlacementInput!) {
    createPlacement(input: $input) { batch { ...BatchFields } userErrors { code field message } }
  }
`,
  [BatchFields],
);

export const CheckPlacement = graphql(
  `
  mutation CheckPlacement($input: CheckPlacementInput!) {
    checkPlacement(input: $input) { batch { ...BatchFields } userErrors { code field message } }
  }
`,
  [BatchFields],
);

export const ConfirmPlacement = graphql(
  `
  mutation ConfirmPlacement($input: ConfirmPlacementInput!) {
    confirmPlacement(input: $input) { batch { ...BatchFields } userErrors { code field message } }
  }
`,
  [BatchFields],
);

export const AbandonPlacement = graphql(
  `
  mutation AbandonPlacement($input: AbandonPlacementInput!) {
    abandonPlacement(input: $input) { batch { ...BatchSummary } userErrors { code field message } }
  }
`,
  [BatchSummary],
);

export const AcceptPlacement = graphql(
  `
  mutation AcceptPlacement($input: AcceptPlacementInput!) {
    acceptPlacement(input: $input) { batch { ...BatchSummary } userErrors { code field message } }
  }
`,
  [BatchSummary],
);
