import { type FragmentOf, graphql, type ResultOf } from "@/api/graphql";

export const AttemptFields = graphql(`
  fragment AttemptFields on ContactAttempt {
    __typename
    id
    channel
    purpose
    state
    sendAt
    until
    reasons { code message source decision }
    templateTitle
    to
    subject
    body
    sentCopy { sentAt }
    createdAt
    createdBy
    isOwn
    automated
    providerStatus
    answeredAt
    durationSeconds
    document { id name url }
    postedOn
    postalService
    trackingNumber
    returnedOn
    returnReason
    disposition
    outcome
    promisedOn
    callbackAt
    whatToDo
    party { id name role }
    viewerCan { cancel settle recordPosting recordOutcome hangUp release recordReturn recordStep recordNotSent finishTracing }
  }
`);

export const VerdictFields = graphql(`
  fragment VerdictFields on ContactVerdict {
    decision
    until
    packVersion
    unsaid
    reasons { code message source decision }
    claims { claim { id documentNumber } decision reasons { code message source } }
  }
`);

/** What can be used now, and what not before when: true for the moment that it was asked. */
export const ChannelFields = graphql(
  `
  fragment ChannelFields on CaseFile {
    __typename
    id
    channels {
      channel configured
      verdict { ...VerdictFields }
      addresses {
        contactPointId zones callbackAt
        verdict { decision until unsaid reasons { code message source decision } }
        automatedCall { decision until unsaid reasons { code message source decision } }
      }
    }
  }
`,
  [VerdictFields],
);

export const ChannelsNow = graphql(
  `
  query ChannelsNow($id: ID!) {
    caseFile(id: $id) { ...ChannelFields }
  }
`,
  [ChannelFields],
);

export const DocumentFields = graphql(`
  fragment DocumentFields on Document {
    __typename
    id
    name
    contentType
    size
    createdAt
    url
    chain
    state
    publishesAt
    addedBy
    viewerCanWithdraw
  }
`);

/** What a change can touch: asked by the page, by each payload and by each live delivery. */
export const CaseFileFacts = graphql(
  `
  fragment CaseFileFacts on CaseFile {
    __typename
    id
    stage
    closeCode
    erasedAt
    badges
    oldestDueOn
    daysOverdue
    claimCount
    assignee { membershipId name }
    team { id name }
    balance {
      principal { amount currency }
      interest { amount currency }
      indemnities { amount currency }
      accessories { amount currency }
      paid { amount currency }
      outstanding { amount currency }
    }
    claims {
      id documentNumber issuedOn dueOn segment nature payee lastDay interruptedBy interruptedOn timeBarred openingLetterPostedOn description
      placed { amount currency }
      paid { amount currency }
      outstanding { amount currency }
    }
    holds {
      id kind reason since until byName viewerCanRelease
      byOrganization { id name }
      directive { id state }
      claim { id documentNumber }
      amount { amount currency }
    }
    directives {
      id kind state reason issuedAt issuedBy viewerCanRelease
      party { id name }
    }
    payments {
      id amount { amount currency } receivedOn source declared reference recordedAt recordedBy
      reversedAt reversedBy reversalReason
    }
    interruptions {
      id kind happenedOn untilOn basis proof recordedBy withdrawnAt withdrawnBy withdrawalReason
      claim { id }
      document { id name url }
      endProof endRecordedBy
      endDocument { id name url }
    }
    openingLetter { reference producedAt postedOn }
    ...ChannelFields
    attempts { ...AttemptFields }
    parties {
      id role name country segment language
      contactPoints { id kind value place validUntil invalidReason textsEndAt textsEndReason reopenedAt optedOut }
    }
    documents { ...DocumentFields }
    viewerCan {
      move planContact sendReceipt recordReceivedCall writeNote writeDocument issueDirective recordPayment declarePayment reversePayment
      correctClaim interruptClaim writeContactPoint recordOptOut reopenAddress liftOptOut makeEvidenceBundle assign take readStops
    }
  }
`,
  [AttemptFields, ChannelFields, DocumentFields],
);

export const CaseFilePage = graphql(
  `
  query CaseFilePage($id: ID!) {
    caseFile(id: $id) {
      reference
      placedAt
      agency { id name }
      creditor { id name }
      mandate { id reference inForce }
      portfolio { id name }
      debtor { id reference name companyNumber language country }
      ...CaseFileFacts
    }
  }
`,
  [CaseFileFacts],
);

export type Attempt = FragmentOf<typeof AttemptFields>;
export type Verdict = FragmentOf<typeof VerdictFields>;
/** The gate's answer about one address, without the claims. */
export type AddressVerdict = Pick<Verdict, "decision" | "until" | "unsaid" | "reasons">;
export type Facts = FragmentOf<typeof CaseFileFacts>;
export type CaseFile = NonNullable<ResultOf<typeof CaseFilePage>["caseFile"]>;
export type Party = Facts["parties"][number];
export type ContactPoint = Facts["parties"][number]["contactPoints"][number];
export type Hold = Facts["holds"][number];
export type Claim = Facts["claims"][number];
export type CaseDocument = Facts["documents"][number];
export type Interruption = Facts["interruptions"][number];
export type Payment = Facts["payments"][number];

export const AddParty = graphql(
  `
  mutation AddParty($input: AddPartyInput!) {
    addParty(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);

export const CorrectParty = graphql(
  `
  mutation CorrectParty($input: CorrectPartyInput!) {
    correctParty(input: $input) { caseFile { ...CaseFileFacts } userErrors { code field message } }
  }
`,
  [CaseFileFacts],
);

export const MoveCaseFile = graphql(
  `
  mutation MoveCaseFile($input: MoveCaseFileInput!) {
    moveCaseFile(input: $input) {
      caseFile { ...CaseFileFacts }
      userErrors { code field message }
    }
  }
`,
  [CaseFileFacts],
);
