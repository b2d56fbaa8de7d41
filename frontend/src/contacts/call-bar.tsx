import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Disposition } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { Attempt } from "@/casefiles/documents";
import styles from "@/contacts/call-bar.module.css";
import { CancelButton } from "@/contacts/cancel-button";
import { RecordCallOutcome } from "@/contacts/documents";
import { formatAddress } from "@/formatting/addresses";
import { attemptLabel, dispositionLabels } from "@/formatting/labels";

const UNDER_WAY = ["PLANNED", "SENDING", "ACCEPTED"];

/** The call that is under way or still lacks its outcome. */
export function openCall(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(
    ({ channel, disposition, state, viewerCan }) =>
      channel === "VOICE" && !disposition && (viewerCan.recordOutcome || UNDER_WAY.includes(state)),
  );
}

/** Minutes and seconds since an instant, counted on this page. */
function Elapsed({ since }: { since: string }) {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const tick = setInterval(() => setAt(now()), 1000);
    return () => clearInterval(tick);
  }, []);
  const seconds = Math.max(0, Math.floor((at - new Date(since).getTime()) / 1000));
  return (
    <span className="figures" role="timer" aria-live="off">
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
    </span>
  );
}

/** The call bar: how the call stands, and the outcome that every call must get. */
export function CallBar({ attempt }: { attempt: Attempt }) {
  const { t, i18n } = useLingui();
  const [record, busy] = useCommand(RecordCallOutcome);
  const [disposition, setDisposition] = useState<Disposition | "">("");
  const [comment, setComment] = useState("");
  const underWay = UNDER_WAY.includes(attempt.state);

  async function save() {
    if (!disposition) return;
    await record({ input: { attemptId: attempt.id, disposition, comment: comment.trim() || null } });
  }

  return (
    <section className={styles.bar} aria-label={t`Call in progress`}>
      <span className={styles.state} role="status">
        <IconPhone size={16} aria-hidden="true" />
        {attempt.to && formatAddress(attempt.to)} · {i18n._(attemptLabel(attempt.channel, attempt.state))}
      </span>
      {underWay && <Elapsed since={attempt.createdAt} />}
      <CancelButton attempt={attempt} />
      {attempt.viewerCan.recordOutcome && (
        <>
          <NativeSelect
            aria-label={t`Outcome of the call`}
            value={disposition}
            onChange={(event) => setDisposition(event.currentTarget.value as Disposition | "")}
            data={[
              { value: "", label: t`Outcome…` },
              ...Object.entries(dispositionLabels).map(([value, label]) => ({ value, label: i18n._(label) })),
            ]}
          />
          <TextInput
            className={styles.comment}
            aria-label={t`Comment on the call`}
            placeholder={t`What was said`}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Button onClick={save} disabled={!disposition} loading={busy}>
            <Trans>Record the outcome</Trans>
          </Button>
        </>
      )}
    </section>
  );
}
