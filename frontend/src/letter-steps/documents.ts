import { graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts, DocumentFields } from "@/casefiles/documents";

export const ProofsOfLetter = graphql(
  `
  query ProofsOfLetter($attemptId: ID!) {
    node(id: $attemptId) {
      ... on ContactAttempt {
        id
        caseFile {
          id
          documents { ...DocumentFields }
          timeline(first: 100, filter: { groups: [LETTERS] }) {
            edges {
              node {
                __typename
                id
                ... on LetterStepRecorded {
                  step happenedOn supersededBy { id } attempt { id } document { id }
                }
              }
            }
          }
        }
      }
    }
  }
`,
  [DocumentFields],
);

export const RecordLetterStep = graphql(
  `
  mutation RecordLetterStep($input: RecordLetterStepInput!) {
    recordLetterStep(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const RecordLetterNotSent = graphql(
  `
  mutation RecordLetterNotSent($input: RecordLetterNotSentInput!) {
    recordLetterNotSent(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);
