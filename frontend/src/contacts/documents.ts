import { type FragmentOf, graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts, VerdictFields } from "@/casefiles/documents";

export const Templates = graphql(`
  query Templates($caseFileId: ID!, $channel: Channel!, $contactPointId: ID) {
    messageTemplates(caseFileId: $caseFileId, channel: $channel, contactPointId: $contactPointId) { id channel purpose language title tone recommended sendsFiles }
  }
`);

export const Preview = graphql(
  `
  query Preview($caseFileId: ID!, $contactPointId: ID!, $channel: Channel!, $templateId: ID!, $sendAt: DateTime, $documentIds: [ID!]) {
    contactPreview(
      caseFileId: $caseFileId
      contactPointId: $contactPointId
      channel: $channel
      templateId: $templateId
      sendAt: $sendAt
      documentIds: $documentIds
    ) {
      subject body segments encoding
      verdict { ...VerdictFields }
    }
  }
`,
  [VerdictFields],
);

/** One message as it left, and what the provider told of it; asked when somebody looks. */
export const AsSent = graphql(`
  query AsSent($id: ID!) {
    node(id: $id) {
      __typename
      ... on ContactAttempt {
        id
        channel
        postedOn
        document { id name url }
        sentCopy {
          to sender senderName subject text html sentAt sha256 segments encoding
          attachments { name size sha256 }
        }
        deliveries { provider providerId label code occurredAt receivedAt }
      }
    }
  }
`);

export const PlanContact = graphql(
  `
  mutation PlanContact($input: PlanContactInput!) {
    planContact(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const InvoiceCopies = graphql(`
  query InvoiceCopies($caseFileId: ID!) {
    invoiceCopies(caseFileId: $caseFileId) {
      claimId documentNumber outstanding { amount currency } documentId fileName addedForClaim
    }
  }
`);

export const SendInvoiceCopy = graphql(
  `
  mutation SendInvoiceCopy($input: SendInvoiceCopyInput!) {
    sendInvoiceCopy(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const CancelContact = graphql(
  `
  mutation CancelContact($input: CancelContactInput!) {
    cancelContact(input: $input) { attempt { ...AttemptFields } userErrors { code field message } }
  }
`,
  [AttemptFields],
);

export const SettleContact = graphql(
  `
  mutation SettleContact($input: SettleContactInput!) {
    settleContact(input: $input) { attempt { ...AttemptFields } userErrors { code field message } }
  }
`,
  [AttemptFields],
);

export const RecordLetterPosting = graphql(
  `
  mutation RecordLetterPosting($input: RecordLetterPostingInput!) {
    recordLetterPosting(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const RecordCallOutcome = graphql(
  `
  mutation RecordCallOutcome($input: RecordCallOutcomeInput!) {
    recordCallOutcome(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const AddContactPoint = graphql(
  `
  mutation AddContactPoint($input: AddContactPointInput!) {
    addContactPoint(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);

export const RecordContactPlace = graphql(
  `
  mutation RecordContactPlace($input: RecordContactPlaceInput!) {
    recordContactPlace(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);

export const CorrectLetterPosting = graphql(
  `
  mutation CorrectLetterPosting($input: CorrectLetterPostingInput!) {
    correctLetterPosting(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const CorrectCallOutcome = graphql(
  `
  mutation CorrectCallOutcome($input: CorrectCallOutcomeInput!) {
    correctCallOutcome(input: $input) {
      attempt { ...AttemptFields }
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);

export const RecordOptOut = graphql(`
  mutation RecordOptOut($input: RecordOptOutInput!) {
    recordOptOut(input: $input) { contactPoint { id optedOut } userErrors { code field message } }
  }
`);

export const ReopenAddress = graphql(
  `
  mutation ReopenAddress($input: ReopenAddressInput!) {
    reopenAddress(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);

export const LiftOptOut = graphql(`
  mutation LiftOptOut($input: LiftOptOutInput!) {
    liftOptOut(input: $input) { contactPoint { id optedOut } userErrors { code field message } }
  }
`);

export const WaitingAttempt = graphql(
  `
  fragment WaitingAttempt on ContactAttempt {
    ...AttemptFields
    caseFile { id reference creditor { id name } debtor { id name reference } }
  }
`,
  [AttemptFields],
);

export type Waiting = FragmentOf<typeof WaitingAttempt>;

export const AttentionPage = graphql(
  `
  query AttentionPage($after: String) {
    attention(first: 50, after: $after) {
      totalCount
      edges { cursor node { ...WaitingAttempt } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [WaitingAttempt],
);
