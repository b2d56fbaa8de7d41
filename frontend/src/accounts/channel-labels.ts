import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Channel } from "@/api/enums";

/** The channels that need a provider. */
export const channelLabels: Partial<Record<Channel, MessageDescriptor>> = {
  VOICE: msg`Calls`,
  SMS: msg`SMS`,
  EMAIL: msg`E-mail`,
};
