import { Trans } from "@lingui/react/macro";
import { Money } from "@/design/values";
import type { Summary } from "@/placements/documents";
import styles from "@/placements/placements.module.css";

type Counts = NonNullable<Summary["counts"]>;

/** The figures of a dry run; each currency keeps its own total. */
export function Totals({ counts, placed }: { counts: Counts; placed?: boolean }) {
  return (
    <dl className={styles.totals}>
      <div className={styles.total}>
        <dt>
          <Trans>Rows</Trans>
        </dt>
        <dd>{counts.rows}</dd>
      </div>
      <div className={styles.total}>
        <dt>
          <Trans>Debtors</Trans>
        </dt>
        <dd>{counts.debtors}</dd>
      </div>
      <div className={styles.total}>
        <dt>{placed ? <Trans>Placed</Trans> : <Trans>To place</Trans>}</dt>
        <dd>
          {counts.new + counts.merged}
          {counts.amounts.map((amount) => (
            <div key={amount.currency}>
              <Money value={amount} />
            </div>
          ))}
        </dd>
      </div>
      <div className={styles.total}>
        <dt>
          <Trans context="rows">Unchanged</Trans>
        </dt>
        <dd>{counts.unchanged}</dd>
      </div>
      <div className={styles.total}>
        <dt>
          <Trans context="rows">Refused</Trans>
        </dt>
        <dd>{counts.refused}</dd>
      </div>
      <div className={styles.total}>
        <dt>
          <Trans context="rows">Time-barred</Trans>
        </dt>
        <dd>{counts.timeBarred}</dd>
      </div>
    </dl>
  );
}
