import { graphql } from "@/api/graphql";
import { DocumentFields } from "@/casefiles/documents";

export const RequestDocumentUpload = graphql(`
  mutation RequestDocumentUpload($input: RequestDocumentUploadInput!) {
    requestDocumentUpload(input: $input) { uploadId url userErrors { code field message } }
  }
`);

export const AddDocument = graphql(
  `
  mutation AddDocument($input: AddDocumentInput!) {
    addDocument(input: $input) {
      document { ...DocumentFields }
      caseFile { id documents { ...DocumentFields } }
      userErrors { code field message }
    }
  }
`,
  [DocumentFields],
);

export const WithdrawDocument = graphql(
  `
  mutation WithdrawDocument($input: WithdrawDocumentInput!) {
    withdrawDocument(input: $input) {
      withdrawn
      caseFile { id documents { ...DocumentFields } }
      userErrors { code field message }
    }
  }
`,
  [DocumentFields],
);
