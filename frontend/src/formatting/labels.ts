import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type * as Enum from "@/api/enums";

type Labels<Key extends string> = Record<Key, MessageDescriptor>;

export const stageLabels: Labels<Enum.Stage> = {
  SUBMITTED: msg`To accept`,
  ACCEPTED: msg`Accepted`,
  AMICABLE: msg`Amicable`,
  PRE_LEGAL: msg`Pre-legal`,
  LEGAL: msg`Legal`,
  CLOSED: msg`Closed`,
};

export const badgeLabels: Labels<Enum.CaseBadge> = {
  PAUSED: msg`Held`,
  DISPUTED: msg`Disputed`,
  PROMISED: msg`Promised`,
  TIME_BARRED: msg`Time-barred`,
  LETTER_DUE: msg`Letter due`,
  REMINDER_DUE: msg`First reminder due`,
  STOPPED: msg`Not to be contacted`,
  WAITING: msg`Waiting for a person`,
};

export const closeCodeLabels: Labels<Enum.CloseCode> = {
  PAID: msg`Paid`,
  WITHDRAWN: msg`Withdrawn`,
  UNCOLLECTIBLE: msg`Uncollectible`,
  TIME_BARRED: msg`Time-barred`,
  OTHER: msg`Other`,
};

export const channelLabels: Labels<Enum.Channel> = {
  VOICE: msg({ message: "Call", context: "noun" }),
  SMS: msg`SMS`,
  EMAIL: msg`E-mail`,
  LETTER: msg`Letter`,
};

const attemptLabels: Labels<Enum.AttemptState> = {
  PLANNED: msg`Planned`,
  DEFERRED: msg`Deferred`,
  BLOCKED: msg`Stopped`,
  SENDING: msg`Sending`,
  ACCEPTED: msg`Handed over`,
  DELIVERED: msg`Delivered`,
  FAILED: msg`Failed`,
  UNCONFIRMED: msg`Unconfirmed`,
  NEEDS_PERSON: msg`Waiting for a person`,
  CANCELLED: msg`Cancelled`,
};

/** The same states in the words of a call and of a letter. */
const attemptLabelsOf: Partial<Record<Enum.Channel, Partial<Labels<Enum.AttemptState>>>> = {
  VOICE: {
    SENDING: msg`Dialling`,
    ACCEPTED: msg`On the line`,
    DELIVERED: msg({ message: "Answered", context: "call" }),
  },
  LETTER: { SENDING: msg`Being produced`, ACCEPTED: msg`To post`, DELIVERED: msg`Posted` },
};

/** The state of an attempt in the words of its channel. */
export function attemptLabel(channel: Enum.Channel, state: Enum.AttemptState): MessageDescriptor {
  return attemptLabelsOf[channel]?.[state] ?? attemptLabels[state];
}

export const dispositionLabels: Labels<Enum.Disposition> = {
  REACHED: msg`Reached`,
  VOICEMAIL: msg`Voicemail`,
  NO_ANSWER: msg`No answer`,
  WRONG_NUMBER: msg`Wrong number`,
  REFUSES: msg`Refuses to pay`,
  PROMISES: msg`Promises to pay`,
  CALLBACK: msg`To be called back`,
  NOT_CONNECTED: msg`Busy or out of service`,
};

export const holdLabels: Labels<Enum.HoldKind> = {
  DIRECTIVE: msg`Client's directive`,
  DISPUTE: msg`Dispute`,
  PROMISE: msg`Promise`,
  PLAN: msg`Payment plan`,
  LEGAL: msg`Legal hold`,
  INSOLVENCY: msg`Insolvency`,
};

export const directiveLabels: Labels<Enum.DirectiveKind> = {
  HOLD: msg`Hold`,
  NO_PHONE: msg`No calls`,
  EMAIL_ONLY: msg`By e-mail only`,
  OTHER_PERSON: msg`One person alone may be contacted`,
};

export const segmentLabels: Labels<Enum.Segment> = {
  CONSUMER: msg`Consumer`,
  PROFESSIONAL: msg`Professional`,
  PUBLIC_BUYER: msg`Public buyer`,
  ASSOCIATION: msg`Association`,
};

/** What a claim is for; ordinary goods and services are not worth a word on a case file. */
export const natureLabels: Labels<Enum.ClaimNature> = {
  GENERAL: msg`Ordinary goods and services`,
  TELECOM: msg`Telephone and internet`,
  TRANSPORT: msg`Transport`,
  RENT: msg`Home rent`,
  CONSUMER_CREDIT: msg`Consumer credit`,
};

/** What starts the limitation period of a claim anew. */
export const interruptionLabels: Labels<Enum.InterruptionKind> = {
  ACKNOWLEDGEMENT: msg`Acknowledgement of debt`,
  PART_PAYMENT: msg`Part payment`,
  COURT_CLAIM: msg`Claim in court`,
  ENFORCEMENT: msg`Conservatory or enforcement act`,
  WRITTEN_DEMAND: msg`Written demand to a public body`,
  MEDIATION: msg`Mediation or conciliation`,
  STATED_LAST_DAY: msg`Last day found by a lawyer or a court`,
};

/** What shows that it happened. */
export const proofLabels: Labels<Enum.InterruptionProof> = {
  SIGNED_WRITING: msg`Acknowledgement or payment plan signed by the debtor`,
  LETTER: msg`Letter from the debtor`,
  MESSAGE: msg`E-mail or text message from the debtor`,
  COURT_DOCUMENT: msg`Document of the court`,
  OFFICER_ACT: msg`Act of a commissaire de justice`,
  PROOF_OF_DELIVERY: msg`Proof of delivery`,
  MEDIATION_RECORD: msg`Agreement to mediate or record of the mediator`,
  LEGAL_ADVICE: msg`Advice of a lawyer`,
};

export const partyLabels: Labels<Enum.PartyRole> = {
  DEBTOR: msg`Debtor`,
  CO_DEBTOR: msg`Co-debtor`,
  GUARANTOR: msg`Guarantor`,
};

export const contactPointLabels: Labels<Enum.ContactPointKind> = {
  PHONE: msg`Phone`,
  EMAIL: msg`E-mail`,
  POSTAL: msg`Postal address`,
};

/** Where a number or an address reaches the person. */
export const contactPlaceLabels: Labels<Enum.ContactPlace> = {
  UNKNOWN: msg`Not known`,
  HOME: msg`Home`,
  MOBILE: msg`Mobile`,
  WORK: msg`Work`,
};

/** Why an address is used no more; what a provider answered stands as it is. */
export const invalidLabels: Record<string, ReturnType<typeof msg>> = {
  returned_mail: msg`Letters come back`,
  wrong_number: msg`Wrong number`,
  "provider list": msg`Kept closed by the provider`,
};

export const roleLabels: Labels<Enum.Role> = {
  AGENCY_ADMINISTRATOR: msg`Agency administrator`,
  AGENCY_MANAGER: msg`Agency manager`,
  COLLECTOR: msg`Collector`,
  COMPLIANCE_OFFICER: msg`Compliance officer`,
  CREDITOR_ADMINISTRATOR: msg`Client administrator`,
  CREDITOR_MEMBER: msg`Client member`,
  BANKER: msg`Banker`,
  OPERATOR: msg({ message: "Operator", context: "person" }),
};

export const organizationLabels: Labels<Enum.OrganizationKind> = {
  AGENCY: msg`Collection agency`,
  CREDITOR: msg`Creditor`,
  BANK: msg`Bank`,
  OPERATOR: msg`Operator`,
};

export const invoiceFileLabels: Labels<Enum.InvoiceFileOutcome> = {
  MATCHED: msg`Lands at its invoice`,
  ALREADY_THERE: msg`Already on its case file`,
  UNMATCHED: msg`No invoice has this number`,
  SEVERAL_CLAIMS: msg`Several invoices fit this name`,
  SEVERAL_FILES: msg`Several files for this invoice`,
  ENCRYPTED: msg`Encrypted: it cannot be read`,
  NOT_PDF: msg`Not a PDF`,
  TOO_LARGE: msg`Larger than 15 MB`,
  UNSAFE_PATH: msg`Its name leads out of the ZIP`,
  UNREADABLE: msg`Damaged: it cannot be read`,
};

export const placementLabels: Labels<Enum.PlacementState> = {
  UPLOADED: msg`Columns to map`,
  MAPPED: msg`Questions to answer`,
  CHECKING: msg`Being checked`,
  CHECKED: msg`Checked, to confirm`,
  COMMITTING: msg`Being written`,
  SUBMITTED: msg`Waiting for the agency`,
  ACCEPTED: msg`Accepted`,
  ABANDONED: msg`Abandoned`,
  FAILED: msg`Failed`,
};

export const verdictLabels: Labels<Enum.RowVerdict> = {
  NEW: msg`New`,
  MERGED: msg`Added to a case file`,
  UNCHANGED: msg`Unchanged`,
  REFUSED: msg`Refused`,
};

export const ageingLabels: Labels<Enum.AgeingKey> = {
  NOT_DUE: msg`Not due`,
  DAYS_1_30: msg`1–30 days`,
  DAYS_31_60: msg`31–60 days`,
  DAYS_61_90: msg`61–90 days`,
  DAYS_91_120: msg`91–120 days`,
  OVER_120: msg`Over 120 days`,
};
