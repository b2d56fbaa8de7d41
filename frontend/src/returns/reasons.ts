import { msg } from "@lingui/core/macro";
import type { ReturnReason } from "@/api/enums";

/** The boxes that the post ticks on an envelope that comes back. */
export const returnLabels: Record<ReturnReason, ReturnType<typeof msg>> = {
  UNKNOWN: msg`Unknown at this address`,
  MOVED: msg`No longer lives there`,
  UNREACHABLE: msg`Address incomplete or without access`,
  REFUSED: msg`Refused by the addressee`,
  UNCLAIMED: msg`Not collected from the post office`,
};

export const returnReasons = Object.keys(returnLabels) as ReturnReason[];

/** What follows from entering it: of a wrong address more than of a letter that nobody wanted. */
export const closesAddress = (reason: ReturnReason) => reason !== "REFUSED" && reason !== "UNCLAIMED";
