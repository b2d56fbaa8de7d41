import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** Kinds of events that are milestones, in the words of a bank. */
export const milestoneLabels: Partial<Record<string, MessageDescriptor>> = {
  case_file_placed: msg`placed`,
  stage_changed: msg`came to another stage`,
  letter_posted: msg`letter posted`,
  letter_posting_corrected: msg`day of posting corrected`,
  payment_recorded: msg`payment received`,
  payment_reversed: msg`payment taken back`,
};
