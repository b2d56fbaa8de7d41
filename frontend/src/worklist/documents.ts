import { graphql, type ResultOf } from "@/api/graphql";
import { CaseFileRow } from "@/casefiles/list-documents";

export const WorklistPage = graphql(
  `
  query WorklistPage($after: String, $search: String, $assignment: AssignmentFilter) {
    worklist(first: 50, after: $after, search: $search, assignment: $assignment) {
      totalCount
      edges {
        cursor
        node {
          priority
          reasons { code message source }
          nextAction { kind message at }
          caseFile { ...CaseFileRow }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [CaseFileRow],
);

export type Item = ResultOf<typeof WorklistPage>["worklist"]["edges"][number]["node"];
