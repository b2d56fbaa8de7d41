import { graphql, type ResultOf, type VariablesOf } from "@/api/graphql";
import { CaseFileFacts } from "@/casefiles/documents";
import { CaseFileRow } from "@/casefiles/list-documents";

export const AssignChoices = graphql(`
  query AssignChoices {
    teams { id name }
    colleagues { membershipId name }
  }
`);
export type Choices = ResultOf<typeof AssignChoices>;

export const AssignCaseFiles = graphql(
  `
  mutation AssignCaseFiles($input: AssignCaseFilesInput!) {
    assignCaseFiles(input: $input) {
      caseFiles { ...CaseFileRow }
      before { caseFileId assigneeId teamId }
      userErrors { code field message }
    }
  }
`,
  [CaseFileRow],
);
export type Assignment = VariablesOf<typeof AssignCaseFiles>["input"]["assignments"][number];

export const TakeCaseFile = graphql(
  `
  mutation TakeCaseFile($input: TakeCaseFileInput!) {
    takeCaseFile(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);
