import { Trans, useLingui } from "@lingui/react/macro";
import { IconPhone } from "@tabler/icons-react";
import { useCallback } from "react";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import styles from "@/contacts/call-bar.module.css";
import { HangUpCall } from "@/contacts/call-documents";
import { OutcomeChoice } from "@/contacts/call-outcome";
import { goesOn, labelOf, phaseOf } from "@/contacts/call-phase";
import { ScriptPanel } from "@/contacts/call-script";
import { CancelButton } from "@/contacts/cancel-button";
import { Elapsed } from "@/contacts/elapsed";
import { HangUpButton } from "@/contacts/hang-up";
import { useMyCalls } from "@/contacts/my-calls";
import { RecordingStrip } from "@/contacts/recording";
import { formatAddress } from "@/formatting/addresses";
import { AskingButton } from "@/people/asking";

/** A call that its reader has not in hand is ended by no key, and asked about first: a message's, or a colleague's. */
function CutOff({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [hangUp, busy] = useCommand(HangUpCall);
  // Nobody of the agency was put through yet: then its outcome is owed, or told.
  const talksToNobody = attempt.automated && !attempt.viewerCan.recordOutcome && !attempt.disposition;
  return (
    <AskingButton
      label={<Trans>Hang up</Trans>}
      title={attempt.isOwn ? t`Hang up this call` : t`Hang up a colleague’s call`}
      consequence={
        talksToNobody ? (
          <Trans>The message stops, and the call ends.</Trans>
        ) : (
          <Trans>The person is cut off from whoever talks with them.</Trans>
        )
      }
      yes={<Trans>Hang up</Trans>}
      busy={busy}
      onYes={() => hangUp({ input: { attemptId: attempt.id } })}
    />
  );
}

function HangUp({ attempt }: { attempt: Attempt }) {
  const [hangUp] = useCommand(HangUpCall);
  const end = useCallback(() => hangUp({ input: { attemptId: attempt.id } }), [hangUp, attempt.id]);
  return <HangUpButton onHangUp={end} />;
}

/**
 * The call bar: how the call stands; for whoever has it in hand also what to say, and the keys.
 * The outcome that every call must get is told here too.
 */
export function CallBar({ attempt: known }: { attempt: Attempt }) {
  const { t, i18n } = useLingui();
  const inHand = useMyCalls()?.call;
  const own = inHand?.id === known.id;
  // Newer than the page's: the answer to planning the call may come after the call has moved on.
  const attempt = own ? inHand : known;
  const phase = phaseOf(attempt);
  const left = attempt.state !== "PLANNED" && attempt.state !== "DEFERRED";
  return (
    <section className={styles.call} aria-label={attempt.automated ? t`Message call in progress` : t`Call in progress`}>
      <div className={styles.bar}>
        <span className={styles.state} role="status">
          <IconPhone size={16} aria-hidden="true" />
          {attempt.to && formatAddress(attempt.to)} · {i18n._(labelOf(phase, attempt.automated && !own))}
        </span>
        {phase === "TALKING" && attempt.answeredAt && <Elapsed since={attempt.answeredAt} />}
        <CancelButton attempt={attempt} />
        {attempt.viewerCan.hangUp &&
          goesOn(phase) &&
          (own ? <HangUp attempt={attempt} /> : <CutOff attempt={attempt} />)}
      </div>
      <RecordingStrip attemptId={attempt.id} />
      {own && left && <ScriptPanel attemptId={attempt.id} />}
      {attempt.viewerCan.recordOutcome && <OutcomeChoice attempt={attempt} own={own} />}
    </section>
  );
}
