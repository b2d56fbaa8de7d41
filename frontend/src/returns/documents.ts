import { type FragmentOf, graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts } from "@/casefiles/documents";

/** A letter in somebody's hand: who it was for, and whether its return is known. */
export const ReturnedLetter = graphql(`
  fragment ReturnedLetter on ContactAttempt {
    __typename
    id
    templateTitle
    to
    postedOn
    returnedOn
    returnReason
    party { id name }
    caseFile { id reference creditor { id name } }
    viewerCan { recordReturn }
  }
`);

export type Letter = FragmentOf<typeof ReturnedLetter>;

export const LetterByReference = graphql(
  `
  query LetterByReference($reference: String!) {
    letterByReference(reference: $reference) { ...ReturnedLetter }
  }
`,
  [ReturnedLetter],
);

export const RecordLetterReturn = graphql(
  `
  mutation RecordLetterReturn($input: RecordLetterReturnInput!) {
    recordLetterReturn(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const CorrectLetterReturn = graphql(
  `
  mutation CorrectLetterReturn($input: CorrectLetterReturnInput!) {
    correctLetterReturn(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const FinishTracing = graphql(
  `
  mutation FinishTracing($input: FinishTracingInput!) {
    finishTracing(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);
