import { VisuallyHidden } from "@mantine/core";
import type { Channel } from "@/api/enums";
import type { CaseFile } from "@/casefiles/documents";
import { decisionIcons, VerdictHeadline } from "@/contacts/verdict";

type ChannelStateProps = { caseFile: Pick<CaseFile, "channels">; channel: Channel };

function refusalOf({ caseFile, channel }: ChannelStateProps) {
  const verdict = caseFile.channels.find((one) => one.channel === channel)?.verdict;
  return verdict?.decision === "ALLOW" ? undefined : verdict;
}

/** Which element describes a channel's tab. */
export function stateIdOf(channel: Channel): string {
  return `state-of-${channel}`;
}

/** On a channel's tab: that it cannot be used now. */
export function ChannelIcon(props: ChannelStateProps) {
  const verdict = refusalOf(props);
  if (!verdict) return null;
  const Icon = decisionIcons[verdict.decision];
  return <Icon size={13} aria-hidden="true" />;
}

/** The same for whoever hears the tab, with from when it can be used. */
export function ChannelDescription(props: ChannelStateProps) {
  const verdict = refusalOf(props);
  if (!verdict) return null;
  return (
    <VisuallyHidden id={stateIdOf(props.channel)}>
      <VerdictHeadline verdict={verdict} />
    </VisuallyHidden>
  );
}
