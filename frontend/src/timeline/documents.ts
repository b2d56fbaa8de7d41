import { type FragmentOf, graphql } from "@/api/graphql";
import { AttemptFields, CaseFileFacts } from "@/casefiles/documents";

/** Every kind of event with what its row shows. A kind without a spread here still reaches the registry by its name. */
export const TimelineEventFields = graphql(
  `
  fragment TimelineEventFields on TimelineEvent {
    __typename
    id
    chain
    sequence
    occurredAt
    recordedAt
    milestone
    sentence
    actor { kind name organization }
    ... on CaseFilePlaced { batchReference claimCount amount { amount currency } }
    ... on ClaimsAdded { batchReference claimCount amount { amount currency } }
    ... on StageChanged { fromStage toStage closeCode }
    ... on ContactPointAdded { contactKind value }
    ... on ContactPlanned {
      channel templateTitle sendAt to subject body
      attempt { ...AttemptFields }
    }
    ... on ContactStateChanged {
      channel state until providerCode
      reasons { code message source }
      attempt { ...AttemptFields }
    }
    ... on LetterPosted { reference postedOn opening attempt { ...AttemptFields } }
    ... on CallOutcomeRecorded { disposition comment attempt { ...AttemptFields } }
    ... on InboundMessageReceived { channel from body }
    ... on OptOutRecorded { channel address provisional }
    ... on OptOutLifted { channel address }
    ... on NoteWritten { body }
    ... on DirectiveIssued { directiveKind reason directive { id state } }
    ... on DirectiveReleased { directiveKind directive { id state } }
    ... on PaymentRecorded { amount { amount currency } receivedOn source outstanding { amount currency } }
  }
`,
  [AttemptFields],
);

export type TimelineEventData = FragmentOf<typeof TimelineEventFields>;
export type EventKind = TimelineEventData["__typename"];
export type EventOf<Kind extends EventKind> = Extract<TimelineEventData, { __typename: Kind }>;

export const TimelinePage = graphql(
  `
  query TimelinePage($id: ID!, $after: String) {
    caseFile(id: $id) {
      id
      timelinePosition
      timeline(first: 50, after: $after) {
        edges { cursor node { ...TimelineEventFields } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`,
  [TimelineEventFields],
);

/** A delivery brings the event and the facts it changed, so the whole page follows without a new question. */
export const TimelineLive = graphql(
  `
  subscription TimelineLive($caseFileId: ID!, $after: String) {
    timeline(caseFileId: $caseFileId, after: $after) {
      position
      event { ...TimelineEventFields }
      caseFile { ...CaseFileFacts }
    }
  }
`,
  [TimelineEventFields, CaseFileFacts],
);
