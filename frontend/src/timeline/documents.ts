import { type FragmentOf, graphql, type VariablesOf } from "@/api/graphql";
import { AttemptFields, CaseFileFacts, DocumentFields } from "@/casefiles/documents";

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
    group
    sentence
    actor { kind name organization }
    supersedes { __typename id recordedAt supersededBy { __typename id recordedAt } }
    supersededBy { __typename id recordedAt }
    ... on CaseFilePlaced { batchReference claimCount amount { amount currency } }
    ... on ClaimsAdded { batchReference claimCount amount { amount currency } }
    ... on StageChanged { fromStage toStage closeCode }
    ... on CaseAssigned { assignee team }
    ... on ContactPointAdded { contactKind value }
    ... on ContactPlaceRecorded { value }
    ... on PartyRecorded { role name country segment partyLanguage: language reason }
    ... on ClaimNatureCorrected { nature formerNature documentNumber reason }
    ... on InterruptionRecorded { interruption happenedOn untilOn basis proof lastDay documentNumber }
    ... on MediationEnded { happenedOn endedOn proof lastDay documentNumber }
    ... on InterruptionWithdrawn { interruption happenedOn lastDay documentNumber reason }
    ... on ContactPlanned {
      channel templateTitle sendAt to subject body attached
      attempt { ...AttemptFields }
    }
    ... on ContactStateChanged {
      channel state until providerCode
      reasons { code message source }
      attempt { ...AttemptFields }
    }
    ... on ContactReleased { channel reason reasons { code message source } attempt { ...AttemptFields } }
    ... on LetterPosted { reference postedOn opening viewerCanCorrect attempt { ...AttemptFields } }
    ... on LetterPostingCorrected { reference postedOn opening reason viewerCanCorrect attempt { ...AttemptFields } }
    ... on LetterReturned {
      reference returnedOn returnReason voidsOpening viewerCanCorrect
      attempt { ...AttemptFields }
    }
    ... on LetterReturnCorrected {
      reference returnedOn returnReason voidsOpening reason viewerCanCorrect
      attempt { ...AttemptFields }
    }
    ... on LetterStepRecorded { step happenedOn document { ...DocumentFields } attempt { ...AttemptFields } }
    ... on AddressTraced { outcome comment attempt { ...AttemptFields } }
    ... on CallOutcomeRecorded { disposition comment viewerCanCorrect attempt { ...AttemptFields } }
    ... on CallOutcomeCorrected { disposition comment reason viewerCanCorrect attempt { ...AttemptFields } }
    ... on CallPutThrough { party collector }
    ... on CallReceived { party note }
    ... on InboundMessageReceived { channel from subject body refusedFiles media }
    ... on CallRecordingChanged { became }
    ... on OptOutRecorded { channel address provisional }
    ... on OptOutLifted { channel address }
    ... on AddressReopened { succeeded address why }
    ... on InboundFileLost { fileName }
    ... on PreferenceTold { preferredChannel fromMinute toMinute address }
    ... on StopFactRecorded { stopKind sinceOn dueOn party knownFrom representative }
    ... on StopFactEnded { stopKind endedOn party knownFrom }
    ... on NoteWritten { noteId body viewerCanCorrect }
    ... on NoteCorrected { noteId body reason viewerCanCorrect }
    ... on DocumentAdded { name contentType size document { ...DocumentFields } }
    ... on DirectiveIssued { directiveKind reason held directive { id state } }
    ... on EvidenceBundleMade { language includesOwnSide zipSha256 }
    ... on DirectiveReleased { directiveKind directive { id state } }
    ... on PaymentRecorded { amount { amount currency } receivedOn source outstanding { amount currency } }
    ... on PersonErased { ground }
    ... on LegalHoldPlaced { reason }
    ... on PaymentReversed { amount { amount currency } receivedOn source outstanding { amount currency } reason }
  }
`,
  [AttemptFields, DocumentFields],
);

export type TimelineEventData = FragmentOf<typeof TimelineEventFields>;
export type EventKind = TimelineEventData["__typename"];
export type EventOf<Kind extends EventKind> = Extract<TimelineEventData, { __typename: Kind }>;

export const TimelinePage = graphql(
  `
  query TimelinePage(
    $id: ID!, $opening: Boolean!, $first: Int, $after: String, $last: Int, $before: String,
    $startOn: Date, $timeZone: String, $filter: TimelineFilter
  ) {
    caseFile(id: $id) {
      id
      timelinePosition @include(if: $opening)
      timelineHeights @include(if: $opening) { chain sequence }
      timelineReading @include(if: $opening) { readAt heights { chain sequence } }
      timelineAnchor @include(if: $opening) { madeAt qualified }
      timeline(
        first: $first, after: $after, last: $last, before: $before,
        startOn: $startOn, timeZone: $timeZone, filter: $filter
      ) {
        edges { cursor node { ...TimelineEventFields } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`,
  [TimelineEventFields],
);

export type TimelineVariables = VariablesOf<typeof TimelinePage>;
export type TimelineFilter = NonNullable<TimelineVariables["filter"]>;

export const MarkTimelineRead = graphql(`
  mutation MarkTimelineRead($input: MarkTimelineReadInput!) {
    markTimelineRead(input: $input) {
      caseFile { id timelineUnread }
      userErrors { code field message }
    }
  }
`);

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
