import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type * as Enum from "@/api/enums";
import type { Bundle } from "@/evidence/documents";

/** What is being done now, for whoever waits. */
export const stepLabels: Record<Enum.EvidenceBundleStep, MessageDescriptor> = {
  READING: msg`Reading the case file`,
  FETCHING: msg`Fetching the files`,
  SETTING: msg`Writing the document`,
  PACKING: msg`Packing the archive`,
};

export function isUnderWay(bundle: Pick<Bundle, "state">): boolean {
  return bundle.state === "ASKED" || bundle.state === "MAKING";
}
