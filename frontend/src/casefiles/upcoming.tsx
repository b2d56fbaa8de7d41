import { Trans, useLingui } from "@lingui/react/macro";
import type { Attempt } from "@/casefiles/documents";
import styles from "@/casefiles/upcoming.module.css";
import { CancelButton } from "@/contacts/cancel-button";
import { PostingForm } from "@/contacts/posting-form";
import { Mark } from "@/design/facts";
import { Instant } from "@/design/values";
import { attemptLabel, channelLabels } from "@/formatting/labels";
import { ReleaseButton } from "@/releases/release-button";
import { attemptTones } from "@/timeline/rows-contact";

/** Attempts that still lie ahead or wait on a person; calls have their own bar. */
export function upcoming(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(
    ({ state, channel, viewerCan }) =>
      // One that was taken back is over, and can be put right where it is told.
      (viewerCan.recordPosting && state !== "FAILED") ||
      viewerCan.release ||
      (channel !== "VOICE" && (state === "PLANNED" || state === "DEFERRED" || state === "NEEDS_PERSON")),
  );
}

export function Upcoming({ attempts }: { attempts: readonly Attempt[] }) {
  const { i18n } = useLingui();
  return (
    <ul>
      {attempts.map((attempt) => (
        <li key={attempt.id} className={styles.attempt}>
          <p className={styles.head}>
            <strong>{i18n._(channelLabels[attempt.channel])}</strong> {attempt.templateTitle}
            <Mark tone={attemptTones[attempt.state]}>{i18n._(attemptLabel(attempt.channel, attempt.state))}</Mark>
          </p>
          {(attempt.state === "PLANNED" || attempt.state === "DEFERRED") && (
            <p className={styles.detail}>
              <Instant value={attempt.until ?? attempt.sendAt} shape="short" />
              {attempt.createdBy && <> · {attempt.createdBy}</>}
            </p>
          )}
          {attempt.reasons.map((reason) => (
            <p key={reason.code} className={styles.detail}>
              {reason.message}
            </p>
          ))}
          {attempt.whatToDo && (
            <p className={styles.detail}>
              <Trans>To do:</Trans> {attempt.whatToDo}
            </p>
          )}
          {(attempt.viewerCan.recordPosting || attempt.document) && <PostingForm attempt={attempt} />}
          <ReleaseButton attempt={attempt} />
          <CancelButton attempt={attempt} />
        </li>
      ))}
    </ul>
  );
}
