import { Trans } from "@lingui/react/macro";
import styles from "@/dashboard/dashboard.module.css";

/** Why figures of totals wait, and what "of several ages" means: in the words of whoever reads them. */
export function WhyFiguresWait() {
  return (
    <details className={styles.why}>
      <summary>
        <Trans>Why does a figure wait, or look older than expected?</Trans>
      </summary>
      <ul>
        <li>
          <Trans>
            No figure, and no difference between two figures, may point at fewer than five debtors. A new payment, a new
            placement or a new stage is therefore counted once at least five debtors stand behind the change.
          </Trans>
        </li>
        <li>
          <Trans>
            The last five debtors of a group keep counting as owing, even when some of them have paid in full.
          </Trans>
        </li>
        <li>
          <Trans>
            Ages are given by groups of at least ten debtors whose invoices were due in the same month. Smaller groups,
            and payments of few debtors of a group, stand under “of several ages”.
          </Trans>
        </li>
      </ul>
    </details>
  );
}

/** Why the months of a grant by case files lag behind the amounts of those. */
export function WhyMonthsWait() {
  return (
    <p className={styles.why}>
      <Trans>
        Amounts are those of today. In which month something was collected is told once at least five debtors paid: the
        months may add up to less.
      </Trans>
    </p>
  );
}
