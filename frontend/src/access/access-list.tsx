import { Trans, useLingui } from "@lingui/react/macro";
import { VisuallyHidden } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import styles from "@/access/access.module.css";
import type { Access } from "@/access/documents";

/** What somebody sees and may do, subject by subject, and what not. */
export function AccessList({ subjects }: { subjects: readonly Access[] }) {
  const { t } = useLingui();
  return (
    <div className={styles.subjects}>
      {subjects.map(({ subject, label, granted, withheld }) => (
        <section key={subject} className={styles.subject}>
          <h3>{label}</h3>
          <ul className={styles.list}>
            {granted.map((one) => (
              <li key={one.permission}>
                <IconCheck size={14} className={styles.yes} aria-hidden="true" />
                {one.label}
              </li>
            ))}
            {withheld.map((one) => (
              <li key={one.permission} className={styles.no}>
                <IconMinus size={14} aria-hidden="true" />
                <VisuallyHidden>{t`Not:`}</VisuallyHidden>
                {one.label}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** The reasons, a sentence each. */
export function Why({ reasons }: { reasons: readonly string[] }) {
  return (
    <div>
      <h3>
        <Trans>Why</Trans>
      </h3>
      <ul className={styles.why}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}
