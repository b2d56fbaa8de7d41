import { graphql, type ResultOf } from "@/api/graphql";

export const RecordingFields = graphql(`
  fragment RecordingFields on CallRecording {
    __typename
    attemptId
    state
    seconds
    objectedBy
    viewerCanPause
    viewerCanResume
    viewerCanRefuse
    viewerCanListen
  }
`);

export const CallRecordings = graphql(
  `query CallRecordings($caseFileId: ID!) { callRecordings(caseFileId: $caseFileId) { ...RecordingFields } }`,
  [RecordingFields],
);

export type CallRecording = ResultOf<typeof CallRecordings>["callRecordings"][number];

export const PauseRecording = graphql(
  `
  mutation PauseRecording($input: CallRecordingInput!) {
    pauseRecording(input: $input) { recording { ...RecordingFields } userErrors { code field message } }
  }
`,
  [RecordingFields],
);

export const ResumeRecording = graphql(
  `
  mutation ResumeRecording($input: CallRecordingInput!) {
    resumeRecording(input: $input) { recording { ...RecordingFields } userErrors { code field message } }
  }
`,
  [RecordingFields],
);

export const RefuseRecording = graphql(
  `
  mutation RefuseRecording($input: CallRecordingInput!) {
    refuseRecording(input: $input) { recording { ...RecordingFields } userErrors { code field message } }
  }
`,
  [RecordingFields],
);

export const ListenToRecording = graphql(`
  mutation ListenToRecording($input: CallRecordingInput!) {
    listenToRecording(input: $input) { url userErrors { code field message } }
  }
`);

export const CallsAreRecorded = graphql(`query CallsAreRecorded { callsAreRecorded }`);

export const SetCallRecording = graphql(`
  mutation SetCallRecording($input: SetCallRecordingInput!) {
    setCallRecording(input: $input) { enabled userErrors { code field message } }
  }
`);
