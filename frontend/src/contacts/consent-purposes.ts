import { msg } from "@lingui/core/macro";

/** What is done only with somebody's consent. */
export const purposeLabels = {
  AUTOMATED_CALLS: msg`Calls by a machine`,
  EXTRA_CALLS: msg`Calls beyond the limit, for seven days (United States)`,
  CALL_RECORDING: msg`Recording of calls`,
  REGISTERED_EMAIL: msg`Registered letters by e-mail`,
};
