import { type FragmentOf, graphql, type ResultOf } from "@/api/graphql";
import { AttemptFields, CaseFileFacts } from "@/casefiles/documents";
import { RecordingFields } from "@/contacts/recording-documents";

const MyCallsFields = graphql(
  `
  fragment MyCallsFields on MyCalls {
    __typename
    canOpenLine
    lineDevices
    line { lineId device state phone openedAt idleAt closedBecause }
    recording { ...RecordingFields }
    received {
      __typename
      callId number beganAt endedAt
      caseFile { id reference debtor { id name reference } }
    }
    overdue {
      __typename
      callId number beganAt endedAt
      caseFile { id reference debtor { id name reference } }
    }
    call { ...AttemptFields caseFile { id reference debtor { id name reference } } }
  }
`,
  [AttemptFields, RecordingFields],
);

export type MyCalls = FragmentOf<typeof MyCallsFields>;

/** The reader's own line and the call in hand, now and whenever either moves. */
export const MyCallsLive = graphql(`subscription MyCallsLive { myCalls { ...MyCallsFields } }`, [MyCallsFields]);

export const OpenLine = graphql(`
  mutation OpenLine($input: OpenLineInput) {
    openLine(input: $input) {
      line { lineId device state phone openedAt idleAt closedBecause }
      isNew
      userErrors { code field message }
    }
  }
`);

export const IssueSoftphoneToken = graphql(`
  mutation IssueSoftphoneToken {
    issueSoftphoneToken { token { token edge lineId } userErrors { code field message } }
  }
`);

export const CloseLine = graphql(`
  mutation CloseLine($input: CloseLineInput!) {
    closeLine(input: $input) {
      line { lineId device state phone openedAt idleAt closedBecause }
      userErrors { code field message }
    }
  }
`);

export const HangUpCall = graphql(
  `
  mutation HangUpCall($input: HangUpCallInput!) {
    hangUpCall(input: $input) { attempt { ...AttemptFields } userErrors { code field message } }
  }
`,
  [AttemptFields],
);

export const HangUpReceivedCall = graphql(`
  mutation HangUpReceivedCall($input: HangUpReceivedCallInput!) {
    hangUpReceivedCall(input: $input) { caseFile { id } userErrors { code field message } }
  }
`);

export const RecordReceivedOutcome = graphql(`
  mutation RecordReceivedOutcome($input: RecordReceivedOutcomeInput!) {
    recordReceivedOutcome(input: $input) { caseFile { id } userErrors { code field message } }
  }
`);

const UntoldCallFields = graphql(`
  fragment UntoldCallFields on ReceivedCall {
    __typename
    callId number beganAt
    caseFile { id reference debtor { id name reference } creditor { id name } }
  }
`);

export type UntoldCall = FragmentOf<typeof UntoldCallFields>;

/** Calls received that ended long ago and wait for their outcome. */
export const UntoldCalls = graphql(
  `
  query UntoldCalls {
    untoldCalls(first: 50) { totalCount edges { cursor node { ...UntoldCallFields } } }
  }
`,
  [UntoldCallFields],
);

export const Script = graphql(`
  query Script($attemptId: ID!) {
    callScript(attemptId: $attemptId) {
      title language
      identity { said text }
      matter { said text }
    }
  }
`);

export type CallScript = NonNullable<ResultOf<typeof Script>["callScript"]>;

export const CallOutcomes = graphql(`
  query CallOutcomes { callOutcomes { key label labelFr labelEn meaning asks } }
`);

export type CallOutcome = ResultOf<typeof CallOutcomes>["callOutcomes"][number];

export const SetCallOutcomes = graphql(`
  mutation SetCallOutcomes($input: SetCallOutcomesInput!) {
    setCallOutcomes(input: $input) {
      outcomes { key label labelFr labelEn meaning asks }
      userErrors { code field message }
    }
  }
`);

/** A call on a telephone of one's own: the gate judges it, and it counts from here. */
export const CallByHand = graphql(
  `
  mutation CallByHand($input: CallByHandInput!) {
    callByHand(input: $input) {
      attempt { ...AttemptFields createdAt }
      begunBefore
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [AttemptFields, CaseFileFacts],
);
