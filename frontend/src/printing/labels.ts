import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type * as Enum from "@/api/enums";
import type { Tone } from "@/design/facts";

export const letterLabels: Record<Enum.PrintRunLetterState, MessageDescriptor> = {
  WAITING: msg`To be posted`,
  POSTED: msg({ message: "Posted", context: "letter" }),
  STOPPED: msg`Stopped: take it out of the pile`,
  TAKEN_OUT: msg({ message: "Taken out", context: "letter" }),
};

export const letterTones: Record<Enum.PrintRunLetterState, Tone> = {
  WAITING: "info",
  POSTED: "good",
  STOPPED: "bad",
  TAKEN_OUT: "neutral",
};

export const serviceLabels: Record<Enum.PostalService, MessageDescriptor> = {
  ORDINARY: msg({ message: "Ordinary", context: "letter" }),
  REGISTERED: msg({ message: "Registered", context: "letter" }),
  REGISTERED_RECEIPT: msg`Registered with receipt`,
};
