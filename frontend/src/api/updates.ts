import type { Cache, UpdatesConfig } from "@urql/exchange-graphcache";
import { startOver } from "@/api/pages";
import { BankDashboardPage } from "@/dashboard/documents";
import { prependEvent } from "@/timeline/cache";

/** Forgets a root list, so that each query of it on screen is asked again, from its first page. */
function forget(...fields: string[]) {
  return (_result: unknown, _args: unknown, cache: Cache) => {
    startOver();
    for (const field of cache.inspectFields("Query")) {
      if (fields.includes(field.fieldName)) cache.invalidate("Query", field.fieldKey);
    }
  };
}

/** Forgets the lists that are narrowed to whose case files they are: those just assigned may belong there no more. */
function forgetAssigned(result: unknown, args: object, cache: Cache) {
  for (const field of cache.inspectFields("Query")) {
    const filter = field.arguments?.filter as { assignment?: object | null } | null | undefined;
    if (field.fieldName === "caseFiles" && filter?.assignment) cache.invalidate("Query", field.fieldKey);
  }
  forget("worklist")(result, args, cache);
}

/** The letters on screen changed in place: their list goes on where it was, and what stands elsewhere is asked anew. */
function forgetAround(_result: unknown, _args: unknown, cache: Cache) {
  for (const field of cache.inspectFields("Query")) {
    if (["attention", "lettersToPrint"].includes(field.fieldName)) cache.invalidate("Query", field.fieldKey);
  }
}

/** A dry run gives every row a new verdict. */
function forgetRows(_result: unknown, args: unknown, cache: Cache) {
  const batch = { __typename: "PlacementBatch", id: (args as { input: { batchId: string } }).input.batchId };
  startOver();
  for (const field of cache.inspectFields(batch)) {
    if (field.fieldName === "rows") cache.invalidate(batch, field.fieldKey);
  }
}

/** The payload carries what changed; the rest arrives by subscription. */
const nothing = () => undefined;

/** Every mutation has its updater, even an empty one: without, graphcache would drop whole types. */
export const updates: UpdatesConfig = {
  Mutation: {
    lookAtCaseFile: nothing,
    openNextCaseFile: nothing,
    callByHand: nothing,
    planContact: nothing,
    answerMessage: nothing,
    sendInvoiceCopy: nothing,
    saveTwilioAccount: forget("accountSetup"),
    saveSendGridAccount: forget("accountSetup"),
    checkProviderAccount: nothing,
    removeProviderAccount: forget("accountSetup"),
    addSender: forget("accountSetup"),
    changeSender: nothing,
    removeSender: forget("accountSetup"),
    setAgencyTelephone: forget("accountSetup"),
    tryMessageAgain: forget("givenUpMessages"),
    letMessageGo: forget("givenUpMessages"),
    handMessageToAgency: forget("givenUpMessages"),
    attachInboundMessage: forget("inboundMessages"),
    setAsideInboundMessage: forget("inboundMessages"),
    cancelContact: forget("attention"),
    settleContact: forget("attention"),
    releaseContact: forget("attention", "contactRefusals"),
    recordLetterPosting: forget("attention", "printRunLetters", "printRun", "printRuns", "lettersToPrint"),
    makePrintRun: forget("printRuns", "lettersToPrint"),
    makePrintRunFileAgain: nothing,
    printPrintRun: forget("printRunFiles"),
    tellRunLetters: forgetAround,
    takeLettersOut: forgetAround,
    postPrintRun: forget("printRunLetters"),
    recordCallOutcome: forget("attention", "callRecordings", "queuePlace"),
    openLine: nothing,
    issueSoftphoneToken: nothing,
    closeLine: nothing,
    hangUpCall: nothing,
    hangUpReceivedCall: nothing,
    recordReceivedOutcome: forget("queuePlace", "untoldCalls"),
    setCallOutcomes: forget("callOutcomes"),
    narrowContactRules: forget("contactRules"),
    setClosedDays: forget("contactRules"),
    setCallRecording: forget("callsAreRecorded"),
    pauseRecording: forget("callRecordings"),
    resumeRecording: forget("callRecordings"),
    refuseRecording: forget("callRecordings"),
    listenToRecording: nothing,
    correctLetterPosting: nothing,
    usePrinter: forget("accountSetup"),
    settleStatusFile: forget("accountSetup"),
    recordLetterStep: forget("attention", "printRunLetters"),
    recordLetterNotSent: forget("attention", "printRunLetters", "lettersToPrint"),
    recordLetterReturn: forget("attention"),
    correctLetterReturn: forget("attention"),
    finishTracing: forget("attention"),
    correctCallOutcome: forget("attention"),
    addContactPoint: nothing,
    recordContactPlace: nothing,
    addParty: nothing,
    correctParty: nothing,
    recordOptOut: forget("contactLedger"),
    reopenAddress: nothing,
    liftOptOut: forget("contactLedger"),
    liftEveryOptOut: forget("contactLedger"),
    recordConsent: forget("contactLedger"),
    recordReceivedCall: nothing,
    recordStopFact: forget("stopFacts"),
    endStopFact: forget("stopFacts"),
    writeNote: nothing,
    withdrawNote: nothing,
    correctNote: nothing,
    requestDocumentUpload: nothing,
    addDocument: forget("invoiceCopies"),
    withdrawDocument: nothing,
    issueDirective: nothing,
    releaseDirective: nothing,
    recordPayment: nothing,
    declarePayment: nothing,
    reversePayment: nothing,
    correctClaimNature: nothing,
    recordInterruption: nothing,
    endMediation: nothing,
    withdrawInterruption: nothing,
    markTimelineRead: nothing,
    moveCaseFile: nothing,
    assignCaseFiles: forgetAssigned,
    takeCaseFile: forgetAssigned,
    createTeam: forget("teams"),
    renameTeam: nothing,
    setTeamMembers: forget("members"),
    removeTeam: forget("teams", "members", "caseFiles", "worklist"),
    chooseCaseScope: forget("caseScope"),
    saveTemplateVersion: forget("templates", "messageTemplates"),
    approveTemplateVersion: forget("templates", "messageTemplates"),
    rejectTemplateVersion: forget("templates"),
    withdrawTemplate: forget("templates", "messageTemplates"),
    createGroupCode: forget("hierarchy"),
    withdrawGroupCode: forget("hierarchy"),
    joinGroup: forget("hierarchy"),
    leaveGroup: forget("hierarchy"),
    makeEvidenceBundle: nothing,
    requestUpload: nothing,
    requestInvoiceArchive: nothing,
    checkInvoiceArchive: nothing,
    addInvoices: forget("invoiceCopies"),
    createPlacement: forget("placementBatches"),
    checkPlacement: forgetRows,
    confirmPlacement: forget("placementBatches"),
    abandonPlacement: forget("placementBatches"),
    acceptPlacement: forget("worklist", "caseFiles"),
    openBankGrant: forget("bankGrants"),
    changeBankGrant: forget("bankGrants"),
    revokeBankGrant: nothing,
    recordMandate: forget("mandates"),
    requestErasure: forget("personalData", "erasures", "peopleDue"),
    placeLegalHold: forget("personalData", "legalHolds", "peopleDue"),
    releaseLegalHold: forget("personalData", "legalHolds", "peopleDue"),
    setRetention: forget("retentionRules", "peopleDue"),
    composeRole: forget("roles"),
    changeRole: forget("roles"),
    removeRole: forget("roles"),
    changeMembershipRole: forget("roles", "members"),
    inviteMember: forget("invitations"),
    renewInvitation: nothing,
    withdrawInvitation: forget("invitations"),
    endMembership: forget("members", "apiTokens"),
    endMemberSession: nothing,
    resetSecondFactor: nothing,
    requireSecondFactor: forget("secondFactorRule"),
    createApiToken: forget("apiTokens"),
    revokeApiToken: nothing,
  },
  Subscription: {
    timeline: prependEvent,
    viewerChanged: nothing,
    myCalls: nothing,
    inboundWaiting: nothing,
    reachChanged: (result, _args, cache) => {
      const { lost } = (result as { reachChanged: { lost: string | null } }).reachChanged;
      // What is no longer reached is forgotten before it is asked again, so that no list keeps showing it.
      if (lost) cache.invalidate({ __typename: "CaseFile", id: lost });
      forget(
        "caseFile",
        "caseFiles",
        "worklist",
        "attention",
        "placementBatches",
        "portfolioFigures",
      )(result, {}, cache);
    },
    caseFilesChanged: nothing,
    placementProgress: nothing,
    evidenceBundleProgress: nothing,
    bankGrantsChanged: (result, _args, cache) => {
      // One that is not on the page yet was opened by a colleague.
      const { bankGrantsChanged } = result as { bankGrantsChanged: { id: string; latestView?: unknown } };
      if (!cache.resolve({ __typename: "BankGrant", id: bankGrantsChanged.id }, "createdAt")) {
        forget("bankGrants")(result, {}, cache);
      }
      startOver();
      cache.invalidate({ __typename: "BankGrant", id: bankGrantsChanged.id }, "views");
    },
    bankDashboard: (result, _args, cache) => {
      const { bankDashboard } = result as { bankDashboard: never };
      cache.updateQuery({ query: BankDashboardPage }, () => ({ bankDashboard }));
      // What moved a figure moved a case file, and what ended shows none.
      forget("bankCaseFiles")(result, {}, cache);
    },
  },
};
