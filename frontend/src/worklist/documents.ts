import { graphql, type ResultOf } from "@/api/graphql";
import { CaseFileRow } from "@/casefiles/list-documents";

const QueueItem = graphql(
  `
  fragment QueueItem on WorklistItem {
    __typename
    priority
    reasons { code message source }
    nextAction { kind message at }
    caseFile { ...CaseFileRow }
  }
`,
  [CaseFileRow],
);

export const WorklistPage = graphql(
  `
  query WorklistPage($after: String, $search: String, $assignment: AssignmentFilter) {
    worklist(first: 50, after: $after, search: $search, assignment: $assignment) {
      totalCount
      edges { cursor node { ...QueueItem } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [QueueItem],
);

export type Item = ResultOf<typeof WorklistPage>["worklist"]["edges"][number]["node"];

/** Where a case file stands in the queue, and which one comes next. */
export const QueuePlacePage = graphql(
  `
  query QueuePlacePage($caseFileId: ID!, $search: String, $assignment: AssignmentFilter) {
    queuePlace(caseFileId: $caseFileId, search: $search, assignment: $assignment) {
      place
      total
      next { ...QueueItem }
    }
  }
`,
  [QueueItem],
);

export const LookAtCaseFile = graphql(`
  mutation LookAtCaseFile($input: LookAtCaseFileInput!) {
    lookAtCaseFile(input: $input) { others userErrors { code field message } }
  }
`);

export const OpenNextCaseFile = graphql(`
  mutation OpenNextCaseFile($input: OpenNextCaseFileInput!) {
    openNextCaseFile(input: $input) {
      item { __typename caseFile { id } }
      userErrors { code field message }
    }
  }
`);
