import { Trans, useLingui } from "@lingui/react/macro";
import { Loader, Menu, UnstyledButton } from "@mantine/core";
import { IconHeadset, IconMicrophone, IconMicrophoneOff, IconPhoneCall, IconPhoneOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSubscription } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { CloseLine, type MyCalls, MyCallsLive } from "@/contacts/call-documents";
import { phaseLabels, phaseOf } from "@/contacts/call-phase";
import { useClosedNotice } from "@/contacts/line-closed";
import { OpenLineButton } from "@/contacts/open-line";
import styles from "@/contacts/phone-line.module.css";
import { ReceivedElsewhere } from "@/contacts/received-bar";
import { mute, useHolding } from "@/contacts/softphone/holding";
import { useLegOfLine } from "@/contacts/softphone/use-softphone";
import { useReceived } from "@/contacts/use-received";
import { formatAddress } from "@/formatting/addresses";

/** How the open line stands, and what can be done with it. */
export function LineMenu({ line }: { line: NonNullable<MyCalls["line"]> }) {
  const { t } = useLingui();
  const [close] = useCommand(CloseLine);
  const { phase, lineId, muted } = useHolding();
  const ringing = line.state !== "OPEN";
  const computer = line.device === "COMPUTER";
  const mine = computer && line.lineId === lineId;
  const left = mine && phase === "NONE";
  const waiting = mine && phase === "WAITING";

  function stands() {
    if (computer && !mine) return ringing ? t`Line being opened in another window` : t`Line open in another window`;
    if (left) return t`Closing your line…`;
    if (waiting) return t`Connection lost, trying again…`;
    if (ringing) return computer ? t`Connecting…` : t`Your telephone rings…`;
    return mine && muted ? t`Line open, microphone off` : t`Line open`;
  }

  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <UnstyledButton className={styles.line} data-open={(!ringing && !waiting && !left) || undefined}>
          {ringing || waiting || left ? (
            <Loader size={12} aria-hidden="true" />
          ) : (
            <IconHeadset size={15} aria-hidden="true" />
          )}
          <span role="status" className={styles.words}>
            {stands()}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{line.phone ? formatAddress(line.phone) : <Trans>On a computer</Trans>}</Menu.Label>
        {mine && !left && !ringing && (
          <Menu.Item
            leftSection={muted ? <IconMicrophone size={15} /> : <IconMicrophoneOff size={15} />}
            onClick={() => mute(!muted)}
          >
            {muted ? <Trans>Switch my microphone on</Trans> : <Trans>Switch my microphone off</Trans>}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPhoneOff size={15} />} onClick={() => close({ input: { lineId: line.lineId } })}>
          <Trans>Close my line</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type InHandProps = { caseFile: NonNullable<NonNullable<MyCalls["received"]>["caseFile"]>; children: ReactNode };

function InHand({ caseFile, children }: InHandProps) {
  return (
    <Link className={styles.inHand} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
      <IconPhoneCall size={15} aria-hidden="true" />
      <span className={styles.name}>{caseFile.debtor.name ?? caseFile.reference}</span>
      {children}
    </Link>
  );
}

function Watched() {
  const { i18n } = useLingui();
  const [{ data }] = useSubscription({ query: MyCallsLive });
  const calls = data?.myCalls;
  useLegOfLine(calls?.line);
  useClosedNotice(calls?.line ?? null);
  useReceived(calls?.received ?? null);
  if (!calls) return null;
  const { line, call, received, canOpenLine, lineDevices } = calls;
  const closed = !line || line.state === "CLOSED";
  return (
    <div className={styles.phone}>
      {call && <InHand caseFile={call.caseFile}>{i18n._(phaseLabels[phaseOf(call)])}</InHand>}
      {received?.caseFile && (
        <InHand caseFile={received.caseFile}>
          {received.endedAt ? <Trans>They called you: ended</Trans> : <Trans>They call you</Trans>}
        </InHand>
      )}
      {received && !received.caseFile && <ReceivedElsewhere call={received} />}
      {closed ? canOpenLine && <OpenLineButton line={line} devices={lineDevices} /> : <LineMenu line={line} />}
    </div>
  );
}

/** The collector's own telephone, on every page: the line that stays open between calls, and the call in hand. */
export function PhoneLine() {
  return useViewer().viewerCan.callDebtors ? <Watched /> : null;
}
