import { Trans } from "@lingui/react/macro";
import type { Payment } from "@/casefiles/documents";
import { Fact, Facts, Mark } from "@/design/facts";
import { Day, Money } from "@/design/values";
import styles from "@/ledger/payment-list.module.css";
import { ReverseButton } from "@/ledger/reverse-button";

/** Money received, the last first; a reversed payment stays, struck through, with who reversed it and why. */
export function PaymentList({ payments, mayReverse }: { payments: readonly Payment[]; mayReverse: boolean }) {
  return (
    <Facts>
      {payments.map((payment) => {
        const { id, receivedOn, declared, amount, reversedAt, reversedBy, reversalReason } = payment;
        return (
          <Fact
            key={id}
            label={
              <>
                <Day value={receivedOn} /> {declared && <Trans>(declared)</Trans>}
              </>
            }
          >
            {reversedAt ? (
              <>
                <s>
                  <Money value={amount} />
                </s>{" "}
                <Mark tone="bad">
                  <Trans>Reversed</Trans>
                </Mark>
                <span className={styles.why}>
                  {reversedBy}
                  {reversalReason && ` · ${reversalReason}`}
                </span>
              </>
            ) : (
              <>
                <Money value={amount} /> {mayReverse && <ReverseButton payment={payment} />}
              </>
            )}
          </Fact>
        );
      })}
    </Facts>
  );
}
