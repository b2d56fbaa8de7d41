import { type FragmentOf, graphql } from "@/api/graphql";

export const ErasureFields = graphql(`
  fragment ErasureFields on Erasure {
    __typename
    id ground state reason requestedAt requestedBy erasedAt finishedAt files filesDone
    stored { table rows }
    obstacle { code message remedy }
    organization { id name }
    creditor { id name }
    agency { id name }
    caseFiles { id reference }
  }
`);

export type Erasure = FragmentOf<typeof ErasureFields>;

export const LegalHoldFields = graphql(`
  fragment LegalHoldFields on LegalHold {
    __typename
    id reason placedAt placedBy releasedAt releasedBy debtorId debtorName caseReference viewerCanRelease
  }
`);

export type LegalHold = FragmentOf<typeof LegalHoldFields>;

export const PeopleFound = graphql(`
  query PeopleFound($search: String!) {
    people(search: $search) { debtorId name reference caseReference caseFiles isClosed isErased }
  }
`);

export const PersonalDataPage = graphql(
  `
  query PersonalDataPage($debtorId: ID!) {
    personalData(debtorId: $debtorId) {
      debtorId name reference confirmation isErased files viewerCanErase viewerCanHold exportUrl
      stored { table rows }
      obstacles { code message remedy }
      caseFiles { id reference stage closeCode erasedAt }
      holds { ...LegalHoldFields }
      erasures { ...ErasureFields }
    }
  }
`,
  [LegalHoldFields, ErasureFields],
);

export const ErasurePage = graphql(
  `
  query ErasurePage($id: ID!) {
    node(id: $id) { __typename id ...ErasureFields }
  }
`,
  [ErasureFields],
);

export const ErasuresPage = graphql(
  `
  query ErasuresPage($after: String) {
    erasures(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...ErasureFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [ErasureFields],
);

export const LegalHoldsPage = graphql(
  `
  query LegalHoldsPage($after: String) {
    legalHolds(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...LegalHoldFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [LegalHoldFields],
);

export const DuePage = graphql(`
  query DuePage {
    peopleDue { debtorId name caseReference closedOn dueOn isHeld months }
  }
`);

export const RetentionPage = graphql(`
  query RetentionPage {
    retentionRules {
      retentionClass jurisdiction months ruleMonths least most source changedAt changedBy viewerCanChange
    }
  }
`);

export const RequestErasure = graphql(
  `
  mutation RequestErasure($input: RequestErasureInput!) {
    requestErasure(input: $input) { erasure { ...ErasureFields } userErrors { code field message } }
  }
`,
  [ErasureFields],
);

export const PlaceLegalHold = graphql(
  `
  mutation PlaceLegalHold($input: PlaceLegalHoldInput!) {
    placeLegalHold(input: $input) { hold { ...LegalHoldFields } userErrors { code field message } }
  }
`,
  [LegalHoldFields],
);

export const ReleaseLegalHold = graphql(
  `
  mutation ReleaseLegalHold($input: ReleaseLegalHoldInput!) {
    releaseLegalHold(input: $input) { hold { ...LegalHoldFields } userErrors { code field message } }
  }
`,
  [LegalHoldFields],
);

export const SetRetention = graphql(`
  mutation SetRetention($input: SetRetentionInput!) {
    setRetention(input: $input) { months userErrors { code field message } }
  }
`);
