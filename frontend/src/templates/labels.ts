import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ContactPurpose, TemplateForm, TemplateTone, TemplateVersionState } from "@/api/enums";

type Labels<Key extends string> = Record<Key, MessageDescriptor>;

export const formLabels: Labels<TemplateForm> = {
  SMS: msg`SMS`,
  EMAIL: msg`E-mail`,
  LETTER: msg`Letter`,
  SCRIPT: msg`Call script`,
  MESSAGE: msg`Automated call`,
  VOICEMAIL: msg`Voicemail`,
  SMS_REPLY: msg`Ready reply by SMS`,
  EMAIL_REPLY: msg`Ready reply by e-mail`,
};

/** What is heard by whom, of texts that a machine says. */
export const machineHints: Labels<"MESSAGE" | "VOICEMAIL"> = {
  MESSAGE: msg`The first paragraph is said to whoever picks up: it names the person, key 1 to confirm and key 9 to refuse calls, and nothing of a debt. The rest is said after key 1, and names keys 1, 2 and 9. A line that recalls the opening letter is left out where none was posted.`,
  VOICEMAIL: msg`A stranger may hear it: it says where to call back, and nothing of a debt.`,
};

export const toneLabels: Labels<TemplateTone> = {
  NEUTRAL: msg({ message: "Neutral", context: "tone of a text" }),
  POLITE: msg({ message: "Polite", context: "tone of a text" }),
  FIRM: msg({ message: "Firm", context: "tone of a text" }),
  LAST: msg({ message: "Last reminder", context: "tone of a text" }),
};

export const purposeLabels: Labels<ContactPurpose> = {
  DEMAND: msg`Ask for payment`,
  LEGAL_NOTICE: msg`Legal notice`,
  REPLY: msg`Answer`,
  CALLBACK: msg`Call back`,
  RECEIPT: msg`Receipt for a payment`,
  FIRST_REMINDER: msg`First reminder`,
  RIGHTS: msg`Rights over personal data`,
  OPTOUT_CONFIRM: msg`Confirm an opt-out`,
};

export const stateLabels: Labels<TemplateVersionState> = {
  WAITING: msg`Waiting for approval`,
  IN_USE: msg`In use`,
  REPLACED: msg({ message: "Replaced", context: "version of a text" }),
  REJECTED: msg({ message: "Rejected", context: "version of a text" }),
  WITHDRAWN: msg({ message: "Withdrawn", context: "version of a text" }),
};

export const stateColors: Record<TemplateVersionState, string> = {
  WAITING: "yellow",
  IN_USE: "green",
  REPLACED: "gray",
  REJECTED: "red",
  WITHDRAWN: "gray",
};

export const languageLabels: Labels<"fr" | "en"> = { fr: msg`French`, en: msg`English` };

export const countryLabels: Labels<"FR" | "US" | "BE"> = {
  FR: msg`France`,
  US: msg`United States`,
  BE: msg`Belgium`,
};
