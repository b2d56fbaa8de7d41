import { graphql } from "@/api/graphql";
import { CaseFileFacts } from "@/casefiles/documents";

export const RecordPayment = graphql(
  `
  mutation RecordPayment($input: RecordPaymentInput!) {
    recordPayment(input: $input) {
      payment { id }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const DeclarePayment = graphql(
  `
  mutation DeclarePayment($input: DeclarePaymentInput!) {
    declarePayment(input: $input) {
      payment { id }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const ReversePayment = graphql(
  `
  mutation ReversePayment($input: ReversePaymentInput!) {
    reversePayment(input: $input) {
      payment { id reversedAt }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const RecordInterruption = graphql(
  `
  mutation RecordInterruption($input: RecordInterruptionInput!) {
    recordInterruption(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const EndMediation = graphql(
  `
  mutation EndMediation($input: EndMediationInput!) {
    endMediation(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

export const WithdrawInterruption = graphql(
  `
  mutation WithdrawInterruption($input: WithdrawInterruptionInput!) {
    withdrawInterruption(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);

/** What a claim is for after all: its last day follows. */
export const CorrectClaimNature = graphql(
  `
  mutation CorrectClaimNature($input: CorrectClaimNatureInput!) {
    correctClaimNature(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);
