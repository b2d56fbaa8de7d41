import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ComponentProps, ReactNode } from "react";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/composer.module.css";
import { isLeftToAPerson } from "@/contacts/reachable";
import { VerdictNotice } from "@/contacts/verdict";
import { Instant } from "@/design/values";

type Verdict = ComponentProps<typeof VerdictNotice>["verdict"];
type Shown = { subject: string | null; body: string | null; segments: number | null; encoding: string | null };

/** What a verdict leaves to do: send, ask a person to decide, or wait until an instant. */
export function toDoBy(verdict: Verdict | null | undefined) {
  const asked = Boolean(verdict && isLeftToAPerson(verdict));
  const deferredTo = verdict?.decision === "DEFER" ? verdict.until : null;
  return { asked, deferredTo, possible: Boolean(verdict?.decision === "ALLOW" || deferredTo || asked) };
}

type WhatLeavesProps = {
  availability?: CaseFile["channels"][number];
  preview?: Shown | null;
  stale: boolean;
  verdict?: Verdict | null;
  zones?: readonly string[];
};

/** The text as it will leave, and what stands against that. */
export function WhatLeaves({ availability, preview, stale, verdict, zones }: WhatLeavesProps) {
  const { t } = useLingui();
  return (
    <>
      {availability && !availability.configured && (
        <p>
          <Trans>
            This channel is off. An administrator of your agency can switch it on under “Accounts and senders”.
          </Trans>
        </p>
      )}
      {preview?.body && (
        <section className={styles.preview} aria-label={t`Preview`} aria-busy={stale} tabIndex={0}>
          {preview.subject && <strong>{`${preview.subject}\n`}</strong>}
          {preview.body}
        </section>
      )}
      {verdict && <VerdictNotice verdict={verdict} zones={zones} />}
    </>
  );
}

/** Of how many messages a text is made. */
export function Segments({ preview }: { preview?: Shown | null }) {
  if (preview?.segments == null) return null;
  return (
    <span className={styles.count}>
      <Plural value={preview.segments} one="# SMS" other="# SMS" />
      {preview.encoding === "UCS-2" && (
        <>
          {" "}
          · <Trans>characters outside the basic alphabet make it longer</Trans>
        </>
      )}
    </span>
  );
}

/** What the button does where the verdict leaves no sending at once; else what it does anyway. */
export function SendLabel({ verdict, children }: { verdict?: Verdict | null; children: ReactNode }) {
  const { asked, deferredTo } = toDoBy(verdict);
  if (asked) return <Trans>Ask for a decision</Trans>;
  if (!deferredTo) return children;
  return (
    <span>
      <Trans>
        Schedule for <Instant value={deferredTo} shape="short" />
      </Trans>
    </span>
  );
}
