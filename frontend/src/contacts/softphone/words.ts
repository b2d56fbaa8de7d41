import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useCallback } from "react";
import type { Trouble } from "@/contacts/softphone/leg";

const troubles: Record<Trouble, MessageDescriptor> = {
  MICROPHONE: msg`The browser may not use your microphone. Allow it for this page, then open your line again.`,
  NO_MICROPHONE: msg`No microphone can be used. Connect one, or close the program that has it, then open your line again.`,
  UNSUPPORTED: msg`This browser cannot make calls. Open your line on your telephone, or use another browser.`,
  NETWORK: msg`The connection was lost, and your line is closed. Check your network, then open it again.`,
  REFUSED: msg`The provider refused the call from this computer. An administrator of your agency can test the account.`,
};

/** What went wrong on this computer, in the reader's words, with what to do. */
export function useTroubleWords() {
  const { i18n } = useLingui();
  return useCallback((trouble: Trouble) => i18n._(troubles[trouble]), [i18n]);
}
