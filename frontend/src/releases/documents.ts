import { graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts } from "@/casefiles/documents";

export const ReleaseContact = graphql(
  `
  mutation ReleaseContact($input: ReleaseContactInput!) {
    releaseContact(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);
