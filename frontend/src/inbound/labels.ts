import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type * as Enum from "@/api/enums";

export const whyLabels: Record<Enum.InboundWhy, MessageDescriptor> = {
  UNKNOWN_SENDER: msg`Nobody on a case file has this number or address.`,
  SEVERAL_CASE_FILES: msg`Several case files have this number or address.`,
  UNPROVEN_SENDER: msg`The address is on a case file, but anybody could have written under it.`,
  AUTOMATIC: msg`A program wrote it: an absence, or a mail that came back.`,
};

export const asideLabels: Record<Enum.SetAsideAs, MessageDescriptor> = {
  NOT_ABOUT_A_CASE: msg`Not about a case`,
  ADVERTISING: msg`Advertising`,
  WRONG_ADDRESSEE: msg`Meant for somebody else`,
  HANDLED_OTHERWISE: msg`Handled in another way`,
  AUTOMATIC: msg`Automatic message`,
  WISH: msg`A wish that was heeded`,
};
