import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover } from "@mantine/core";
import { IconPhoneIncoming } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import { useCommand } from "@/api/use-command";
import styles from "@/contacts/call-bar.module.css";
import { HangUpReceivedCall, type MyCalls, RecordReceivedOutcome } from "@/contacts/call-documents";
import { OutcomeList } from "@/contacts/call-outcome";
import { Elapsed } from "@/contacts/elapsed";
import { HangUpButton } from "@/contacts/hang-up";
import { useMyCalls } from "@/contacts/my-calls";
import { Instant } from "@/design/values";
import { formatPhone } from "@/formatting/addresses";

type Received = NonNullable<MyCalls["received"]>;

function HangUp({ callId }: { callId: string }) {
  const [hangUp] = useCommand(HangUpReceivedCall);
  const end = useCallback(() => hangUp({ input: { callId } }), [hangUp, callId]);
  return <HangUpButton onHangUp={end} />;
}

function Outcome({ callId, own = true }: { callId: string; own?: boolean }) {
  const [record, busy] = useCommand(RecordReceivedOutcome);
  const tell = useMemo(
    () => async (told: { outcome: string; comment: string | null }) => {
      await record({ input: { callId, ...told } });
    },
    [record, callId],
  );
  return <OutcomeList own={own} busy={busy} onTell={tell} />;
}

/** Of a case file that its reader may open no more: the outcome is asked for on every page. */
export function ReceivedElsewhere({ call }: { call: Received }) {
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button size="xs" variant="light" leftSection={<IconPhoneIncoming size={14} aria-hidden="true" />}>
          {call.endedAt ? <Trans>They called you: ended</Trans> : <Trans>They call you</Trans>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 2rem)">
        {!call.endedAt && <HangUp callId={call.callId} />}
        <Outcome callId={call.callId} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** One press to the outcome of a call that ended long ago. */
export function TellReceived({ callId }: { callId: string }) {
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button size="xs" variant="light" leftSection={<IconPhoneIncoming size={14} aria-hidden="true" />}>
          <Trans>Say how it went</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 2rem)">
        <Outcome callId={callId} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Shown({ call, overdue }: { call: Received; overdue: boolean }) {
  const { t } = useLingui();
  return (
    <section className={styles.call} aria-label={overdue ? t`Call received, to settle` : t`Call received, in progress`}>
      <div className={styles.bar}>
        <span className={styles.state} role="status">
          <IconPhoneIncoming size={16} aria-hidden="true" />
          {call.number && formatPhone(call.number)} ·{" "}
          {call.endedAt ? <Trans>They called you: ended</Trans> : <Trans>They call you</Trans>}
        </span>
        {overdue && <Instant value={call.beganAt} />}
        {!call.endedAt && <Elapsed since={call.beganAt} />}
        {!call.endedAt && <HangUp callId={call.callId} />}
      </div>
      {/* The keys are for one call alone, the one in hand. */}
      <Outcome callId={call.callId} own={!overdue} />
    </section>
  );
}

type Calls = Pick<MyCalls, "received" | "overdue">;

/**
 * Of these calls those of one case file, each until its outcome is told: what is being written of one stays when it
 * becomes overdue.
 */
export function ReceivedCalls({ calls: { received, overdue }, caseFileId }: { calls: Calls; caseFileId: string }) {
  return [...(received ? [received] : []), ...overdue]
    .filter((call) => call.caseFile?.id === caseFileId)
    .map((call) => <Shown key={call.callId} call={call} overdue={call !== received} />);
}

/** The calls of somebody of this case file that were put through to its reader. */
export function ReceivedBar({ caseFileId }: { caseFileId: string }) {
  const calls = useMyCalls();
  return calls && <ReceivedCalls calls={calls} caseFileId={caseFileId} />;
}
