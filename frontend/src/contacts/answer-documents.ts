import { graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts, VerdictFields } from "@/casefiles/documents";

export const AnswerFrames = graphql(`
  query AnswerFrames($caseFileId: ID!, $channel: Channel!, $contactPointId: ID) {
    messageTemplates(caseFileId: $caseFileId, channel: $channel, contactPointId: $contactPointId, answering: true) { id title language }
  }
`);

export const AnswerPreview = graphql(
  `
  query AnswerPreview($caseFileId: ID!, $contactPointId: ID!, $channel: Channel!, $templateId: ID!, $documentIds: [ID!], $messageId: ID!, $words: String!) {
    contactPreview(
      caseFileId: $caseFileId
      contactPointId: $contactPointId
      channel: $channel
      templateId: $templateId
      documentIds: $documentIds
      messageId: $messageId
      words: $words
    ) {
      subject body segments encoding
      verdict { ...VerdictFields }
      problems { message }
    }
  }
`,
  [VerdictFields],
);

export const ReadyReplies = graphql(`
  query ReadyReplies($caseFileId: ID!, $contactPointId: ID!, $channel: Channel!) {
    readyReplies(caseFileId: $caseFileId, contactPointId: $contactPointId, channel: $channel) { id title language text }
  }
`);

export const AnswerMessage = graphql(
  `
  mutation AnswerMessage($input: AnswerMessageInput!) {
    answerMessage(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);
