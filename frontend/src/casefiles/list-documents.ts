import { type FragmentOf, graphql } from "@/api/graphql";

/** What a list shows of a case file, and what a live change brings. */
export const CaseFileRow = graphql(`
  fragment CaseFileRow on CaseFile {
    __typename
    id
    reference
    stage
    closeCode
    badges
    daysOverdue
    oldestDueOn
    lastContactAt
    claimCount
    timelineUnread
    agency { id name }
    creditor { id name }
    assignee { membershipId name }
    team { id name }
    debtor { id name reference }
    balance { outstanding { amount currency } paid { amount currency } principal { amount currency } interest { amount currency } indemnities { amount currency } accessories { amount currency } }
  }
`);

export type Row = FragmentOf<typeof CaseFileRow>;

export const CaseFilesPage = graphql(
  `
  query CaseFilesPage($after: String, $filter: CaseFileFilter, $sort: CaseFileSort!) {
    caseFiles(first: 50, after: $after, filter: $filter, sort: $sort) {
      totalCount
      edges { cursor node { ...CaseFileRow } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [CaseFileRow],
);

export const CaseFilesLive = graphql(`subscription CaseFilesLive { caseFilesChanged { ...CaseFileRow } }`, [
  CaseFileRow,
]);
