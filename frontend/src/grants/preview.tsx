import { Trans } from "@lingui/react/macro";
import { useQuery } from "urql";
import { Fact, Facts } from "@/design/facts";
import { Answer } from "@/design/states";
import { Money } from "@/design/values";
import { GrantPreview } from "@/grants/documents";
import { type GrantValues, whatIsSeen } from "@/grants/grant-fields";
import styles from "@/grants/grants.module.css";

/** "This is what the bank will see": the figures of such a grant, today. */
export function Preview({ values }: { values: GrantValues }) {
  const { batchIds, level, extras } = whatIsSeen(values);
  const empty = values.scope === "some" && values.batchIds.length === 0;
  const [asked, ask] = useQuery({
    query: GrantPreview,
    variables: { portfolioId: values.portfolioId, batchIds, level, showsDisputes: extras.disputes },
    pause: empty,
    requestPolicy: "network-only",
  });
  return (
    <section className={styles.preview} aria-live="polite">
      <h3>
        <Trans>This is what the bank will see today</Trans>
      </h3>
      {empty ? (
        <p>
          <Trans>Nothing: choose at least one placement.</Trans>
        </p>
      ) : (
        <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
          {({ bankGrantPreview }) =>
            bankGrantPreview.length === 0 ? (
              <p>
                <Trans>No figure yet: fewer than five debtors stand behind it.</Trans>
              </p>
            ) : (
              bankGrantPreview.map((shown) => (
                <Facts key={shown.currency}>
                  <Fact label={<Trans>Placed</Trans>}>
                    <Money value={shown.placed} />
                  </Fact>
                  <Fact label={<Trans>Collected</Trans>}>
                    <Money value={shown.collected} />
                  </Fact>
                  <Fact label={<Trans context="amount">Outstanding</Trans>}>
                    <Money value={shown.outstanding} />
                  </Fact>
                  {shown.disputedOutstanding && (
                    <Fact label={<Trans>Disputed, not eligible</Trans>}>
                      <Money value={shown.disputedOutstanding} />
                    </Fact>
                  )}
                  <Fact label={<Trans>Case files</Trans>}>
                    {level === "TOTALS" ? (
                      <Trans>{shown.caseFiles}, as a number</Trans>
                    ) : (
                      <Trans>{shown.caseFiles}, one by one under pseudonyms</Trans>
                    )}
                  </Fact>
                </Facts>
              ))
            )
          }
        </Answer>
      )}
    </section>
  );
}
