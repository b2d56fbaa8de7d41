import { Trans, useLingui } from "@lingui/react/macro";
import styles from "@/casefiles/claims-list.module.css";
import type { CaseFile, Claim, Hold } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day, Money } from "@/design/values";
import { natureLabels, segmentLabels } from "@/formatting/labels";
import { isMore, isZero } from "@/formatting/money";
import { CorrectNature } from "@/ledger/correct-nature";
import { Limitation } from "@/ledger/limitation";

/** Until when a court may be asked; a claim without a dated rule says so instead of guessing. */
function LastDay({ claim: { lastDay, interruptedBy, timeBarred } }: { claim: Claim }) {
  if (!lastDay && interruptedBy) {
    return (
      <Mark>
        <Trans>Limitation stands still</Trans>
      </Mark>
    );
  }
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

/** What of a claim is not asked for meanwhile: all of it, or a part. A hold on the whole case file is told elsewhere. */
function Held({ claim: { outstanding }, hold: { amount } }: { claim: Claim; hold: Hold }) {
  return (
    <Mark tone="warn">
      {amount && isMore(outstanding, amount) ? (
        <Trans>
          <Money value={amount} /> of <Money value={outstanding} /> held
        </Trans>
      ) : (
        <Trans>On hold</Trans>
      )}
    </Mark>
  );
}

/** The unpaid documents, each with what remains due and what the law says about it. */
export function ClaimsList({ caseFile }: { caseFile: CaseFile }) {
  const { i18n } = useLingui();
  return (
    <ul>
      {caseFile.claims.map((claim) => (
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
            {caseFile.holds
              .filter((hold) => hold.claim?.id === claim.id)
              .map((hold) => (
                <Held key={hold.id} claim={claim} hold={hold} />
              ))}
            {caseFile.viewerCan.correctClaim && <CorrectNature claim={claim} />}
          </span>
          <Limitation caseFile={caseFile} claim={claim} />
        </li>
      ))}
    </ul>
  );
}
