import { Trans, useLingui } from "@lingui/react/macro";
import styles from "@/casefiles/claims-list.module.css";
import type { Claim } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day, Money } from "@/design/values";
import { natureLabels, segmentLabels } from "@/formatting/labels";
import { isZero } from "@/formatting/money";
import { CorrectNature } from "@/ledger/correct-nature";

/** Until when a court may be asked; a claim without a dated rule says so instead of guessing. */
function LastDay({ claim: { lastDay, timeBarred } }: { claim: Claim }) {
  if (!lastDay) {
    return (
      <Mark tone="warn">
        <Trans>Last day unknown</Trans>
      </Mark>
    );
  }
  return timeBarred ? (
    <Mark tone="bad">
      <Trans>
        Time-barred since <Day value={lastDay} />
      </Trans>
    </Mark>
  ) : (
    <Mark>
      <Trans>
        Last day <Day value={lastDay} />
      </Trans>
    </Mark>
  );
}

/** The unpaid documents, each with what remains due and what the law says about it. */
export function ClaimsList({ claims, mayCorrect }: { claims: readonly Claim[]; mayCorrect: boolean }) {
  const { i18n } = useLingui();
  return (
    <ul>
      {claims.map((claim) => (
        <li key={claim.id} className={styles.claim}>
          <span className={styles.number}>{claim.documentNumber}</span>
          <span className={styles.amount}>
            <Money value={claim.outstanding} />
          </span>
          <span className={styles.detail}>
            <Trans>
              Due on <Day value={claim.dueOn} />
            </Trans>{" "}
            · {i18n._(segmentLabels[claim.segment])}
            {claim.nature !== "GENERAL" && <> · {i18n._(natureLabels[claim.nature])}</>}
            {!isZero(claim.paid) && (
              <>
                {" "}
                ·{" "}
                <Trans>
                  paid <Money value={claim.paid} /> of <Money value={claim.placed} />
                </Trans>
              </>
            )}
            {claim.description && <> · {claim.description}</>}
          </span>
          <span className={styles.marks}>
            <LastDay claim={claim} />
            {claim.openingLetterPostedOn ? (
              <Mark tone="good">
                <Trans>
                  Letter posted <Day value={claim.openingLetterPostedOn} />
                </Trans>
              </Mark>
            ) : (
              <Mark tone="warn">
                <Trans>No opening letter posted</Trans>
              </Mark>
            )}
            {mayCorrect && <CorrectNature claim={claim} />}
          </span>
        </li>
      ))}
    </ul>
  );
}
