import type { ReactNode } from "react";
import type { EventKind, EventOf, TimelineEventData } from "@/timeline/documents";
import * as address from "@/timeline/rows-address";
import * as casefile from "@/timeline/rows-casefile";
import * as contact from "@/timeline/rows-contact";
import * as correction from "@/timeline/rows-correction";
import * as document from "@/timeline/rows-document";
import * as interruption from "@/timeline/rows-interruption";
import { LetterStepRow } from "@/timeline/rows-letter-steps";
import * as privacy from "@/timeline/rows-privacy";
import { ContactReleasedRow } from "@/timeline/rows-released";
import * as returns from "@/timeline/rows-returns";
import * as stop from "@/timeline/rows-stop";

export type Registry = { [Kind in EventKind]: (props: { event: EventOf<Kind> }) => ReactNode };

/** One row component per kind of event: a kind of the schema that is missing here fails the build. */
export const registry: Registry = {
  CaseFilePlaced: casefile.CaseFilePlacedRow,
  ClaimsAdded: casefile.ClaimsAddedRow,
  StageChanged: casefile.StageChangedRow,
  CaseAssigned: casefile.CaseAssignedRow,
  ContactPointAdded: casefile.ContactPointRow,
  ContactPlaceRecorded: casefile.ContactPointRow,
  PartyRecorded: casefile.PartyRecordedRow,
  ClaimNatureCorrected: casefile.ClaimNatureCorrectedRow,
  InterruptionRecorded: interruption.InterruptionRow,
  InterruptionWithdrawn: interruption.InterruptionRow,
  MediationEnded: interruption.InterruptionRow,
  NoteWritten: correction.NoteWrittenRow,
  NoteCorrected: correction.NoteCorrectedRow,
  DocumentAdded: document.DocumentAddedRow,
  DirectiveIssued: casefile.DirectiveIssuedRow,
  DirectiveReleased: casefile.DirectiveReleasedRow,
  PaymentRecorded: casefile.PaymentRecordedRow,
  PaymentReversed: correction.PaymentReversedRow,
  ContactPlanned: contact.ContactPlannedRow,
  ContactStateChanged: contact.ContactStateChangedRow,
  ContactReleased: ContactReleasedRow,
  LetterPosted: contact.LetterPostedRow,
  LetterPostingCorrected: contact.LetterPostedRow,
  LetterReturned: returns.LetterReturnedRow,
  LetterReturnCorrected: returns.LetterReturnedRow,
  LetterStepRecorded: LetterStepRow,
  AddressTraced: returns.AddressTracedRow,
  CallOutcomeRecorded: contact.CallOutcomeRow,
  CallOutcomeCorrected: contact.CallOutcomeRow,
  CallPutThrough: contact.CallPutThroughRow,
  CallReceived: contact.CallReceivedRow,
  InboundMessageReceived: contact.InboundRow,
  CallRecordingChanged: contact.CallRecordingRow,
  OptOutRecorded: contact.OptOutRecordedRow,
  OptOutLifted: contact.OptOutLiftedRow,
  AddressReopened: address.AddressReopenedRow,
  InboundFileLost: address.InboundFileLostRow,
  PreferenceTold: contact.PreferenceToldRow,
  StopFactRecorded: stop.StopFactRecordedRow,
  StopFactEnded: stop.StopFactEndedRow,
  PersonErased: privacy.PersonErasedRow,
  LegalHoldPlaced: privacy.LegalHoldPlacedRow,
  LegalHoldReleased: privacy.LegalHoldReleasedRow,
  EvidenceBundleMade: casefile.EvidenceBundleMadeRow,
};

export const registeredKinds = Object.keys(registry);

/** The row of an event, by its `__typename`. */
export function TimelineRow({ event }: { event: TimelineEventData }) {
  // The registry pairs each kind with its component; TypeScript cannot follow the pair through the look-up.
  const Row = registry[event.__typename] as (props: { event: TimelineEventData }) => ReactNode;
  return <Row event={event} />;
}
