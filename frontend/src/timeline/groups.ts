import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { EventGroup } from "@/api/enums";

/** Groups of kinds in the order in which they are offered; a group of the schema that is missing fails the build. */
export const groupLabels: Record<EventGroup, MessageDescriptor> = {
  MESSAGES: msg`Messages and calls`,
  LETTERS: msg`Letters`,
  NOTES: msg`Notes`,
  PAYMENTS: msg`Payments`,
  INSTRUCTIONS: msg`Client's instructions`,
  DOCUMENTS: msg`Documents`,
  STEPS: msg`Steps of the case file`,
};
