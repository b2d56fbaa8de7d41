import { graphql } from "@/api/graphql";
import { CaseFileFacts } from "@/casefiles/documents";

/** Somebody of the case file called and was talked with. */
export const RecordReceivedCall = graphql(
  `
  mutation RecordReceivedCall($input: RecordReceivedCallInput!) {
    recordReceivedCall(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);
