import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ErasureGround, RetentionClass } from "@/api/enums";

/** What a table of the registry is, in the reader's words; a table without a word of its own shows its name. */
export const storeLabels: Record<string, MessageDescriptor> = {
  case_files: msg`Case files`,
  claims: msg`Invoices claimed`,
  contact_attempts: msg`Calls and messages`,
  contact_points: msg`Numbers and addresses`,
  debtors: msg`Identity`,
  delivery_reports: msg`Proofs of delivery`,
  directives: msg`Client’s instructions`,
  documents: msg`Documents`,
  evidence_bundles: msg`Evidence bundles`,
  holds: msg`Reasons for holds`,
  idempotency_keys: msg`Requests already answered`,
  legal_holds: msg`Holds on data`,
  note_revisions: msg`Notes, all versions`,
  opt_outs: msg`Wishes not to be reached`,
  parties: msg`Parties`,
  payments: msg`Labels of payments`,
  placement_batches: msg`Placements`,
  placement_rows: msg`Rows of placed files`,
  provider_events: msg`Raw messages from providers`,
  timeline_entries: msg`Timeline events`,
  timeline_keys: msg`Keys of sealed events`,
  uploads: msg`Uploaded files`,
};

export const groundLabels: Record<ErasureGround, MessageDescriptor> = {
  REQUEST: msg`The person asked for it`,
  UNLAWFUL: msg`The data should not be here`,
  COURT_ORDER: msg`Order of a court or an authority`,
  RETENTION: msg`Time of keeping is over`,
};

export const classLabels: Record<RetentionClass, MessageDescriptor> = {
  CASE: msg`Closed case files`,
  ACCOUNTING: msg`Accounting`,
  UPLOAD: msg`Placed files`,
  DRAFT: msg`Files never placed`,
  WEBHOOK: msg`Raw messages from providers`,
  RECORDING: msg`Recordings of calls`,
  TECHNICAL: msg`Technical traces`,
  AUDIT: msg`Audit log`,
  STAFF: msg`People who work here`,
  NONE: msg`No personal data`,
};
