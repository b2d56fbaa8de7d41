import { Trans } from "@lingui/react/macro";
import type { WrittenTemplate } from "@/templates/documents";
import styles from "@/templates/templates.module.css";

/** That the approved text may not be sent by the rules of today, why, and what is sent in its place. */
export function LeavesNoMore({ template }: { template: WrittenTemplate }) {
  if (template.problems.length === 0) return null;
  return (
    <div className={styles.refused}>
      <p>
        <strong>
          {template.shippedStandsIn ? (
            <Trans>May not leave any more: the text that came with the product is sent in its place.</Trans>
          ) : (
            <Trans>May not leave any more: nothing is sent in its place.</Trans>
          )}
        </strong>
      </p>
      <ul className={styles.problems}>
        {template.problems.map(({ code, line, inSubject, variable, message }) => (
          <li key={`${code} ${inSubject} ${line} ${variable} ${message}`}>{message}</li>
        ))}
      </ul>
    </div>
  );
}
