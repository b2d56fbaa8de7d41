import { graphql } from "@/api/graphql";
import { CaseFileFacts } from "@/casefiles/documents";

export const IssueDirective = graphql(
  `
  mutation IssueDirective($input: IssueDirectiveInput!) {
    issueDirective(input: $input) {
      directive { id state }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const ReleaseDirective = graphql(
  `
  mutation ReleaseDirective($input: ReleaseDirectiveInput!) {
    releaseDirective(input: $input) {
      directive { id state }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);
