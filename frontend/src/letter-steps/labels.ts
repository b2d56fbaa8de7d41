import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { LetterStep } from "@/api/enums";

/** What people tell of a letter in the post; a printer's own two steps are told by the printer. */
export type ToldStep = Exclude<LetterStep, "HANDED_OVER" | "NOT_TAKEN">;

export const stepLabels: Record<ToldStep, MessageDescriptor> = {
  POSTED: msg`Posted: here is the proof`,
  IN_TRANSIT: msg({ message: "On its way", context: "letter" }),
  DELIVERED: msg({ message: "Delivered", context: "letter" }),
  REFUSED: msg`Refused by the addressee`,
  UNCLAIMED: msg`Not collected from the post office`,
  RETURNED: msg`Came back for another reason`,
};
