import { Trans } from "@lingui/react/macro";
import type { Facts as CaseFacts } from "@/casefiles/documents";
import { Fact, Facts } from "@/design/facts";
import { Money } from "@/design/values";
import styles from "@/ledger/balance.module.css";

/** What is due, each element separate, as R124-4 asks. */
export function Balance({ balance }: { balance: CaseFacts["balance"] }) {
  return (
    <>
      <p className={styles.outstanding}>
        <span className={styles.label}>
          <Trans>Outstanding</Trans>
        </span>
        <strong>
          <Money value={balance.outstanding} />
        </strong>
      </p>
      <Facts>
        <Fact label={<Trans>Principal</Trans>}>
          <Money value={balance.principal} />
        </Fact>
        <Fact label={<Trans>Interest</Trans>}>
          <Money value={balance.interest} />
        </Fact>
        <Fact label={<Trans>Indemnities</Trans>}>
          <Money value={balance.indemnities} />
        </Fact>
        <Fact label={<Trans>Accessories</Trans>}>
          <Money value={balance.accessories} />
        </Fact>
        <Fact label={<Trans context="amount">Paid</Trans>}>
          <Money value={balance.paid} />
        </Fact>
      </Facts>
    </>
  );
}
