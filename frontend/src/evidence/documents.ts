import { type FragmentOf, graphql } from "@/api/graphql";

export const BundleFields = graphql(`
  fragment BundleFields on EvidenceBundle {
    __typename
    id
    locale
    includesOwnSide
    state
    progress
    step
    problem
    requestedAt
    requestedBy
    madeAt
    expiresAt
    exhibitCount
    eventCount
    pdfUrl
    pdfSize
    zipUrl
    zipSize
    zipSha256
  }
`);

export const EvidenceBundles = graphql(
  `
  query EvidenceBundles($id: ID!) {
    caseFile(id: $id) {
      id
      evidenceBundles { ...BundleFields }
    }
  }
`,
  [BundleFields],
);

export const MakeEvidenceBundle = graphql(
  `
  mutation MakeEvidenceBundle($input: MakeEvidenceBundleInput!) {
    makeEvidenceBundle(input: $input) {
      caseFile {
        id
        evidenceBundles { ...BundleFields }
      }
      userErrors { code field message }
    }
  }
`,
  [BundleFields],
);

export const BundleLive = graphql(
  `subscription BundleLive($bundleId: ID!) { evidenceBundleProgress(bundleId: $bundleId) { ...BundleFields } }`,
  [BundleFields],
);

export type Bundle = FragmentOf<typeof BundleFields>;
