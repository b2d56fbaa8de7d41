import { Trans, useLingui } from "@lingui/react/macro";
import { IconBan, IconCircleCheck, IconClock, IconUserQuestion } from "@tabler/icons-react";
import type { Decision } from "@/api/enums";
import type { Verdict } from "@/casefiles/documents";
import styles from "@/contacts/verdict.module.css";
import { Instant } from "@/design/values";

const icons: Record<Decision, typeof IconBan> = {
  ALLOW: IconCircleCheck,
  DEFER: IconClock,
  BLOCK: IconBan,
  REVIEW: IconUserQuestion,
};

function Headline({ verdict }: { verdict: Verdict }) {
  if (verdict.decision === "ALLOW") return <Trans>May leave at the chosen time</Trans>;
  if (verdict.decision === "REVIEW") return <Trans>A person must decide first</Trans>;
  if (verdict.decision === "DEFER" && verdict.until) {
    return (
      <Trans>
        Not before <Instant value={verdict.until} shape="short" />
      </Trans>
    );
  }
  return <Trans>Not possible</Trans>;
}

/** What the contact gate answers, before anything is sent: its decision, every reason, and the claims left out. */
export function VerdictNotice({ verdict, quiet = false }: { verdict: Verdict; quiet?: boolean }) {
  const { t } = useLingui();
  const Icon = icons[verdict.decision];
  const leftOut =
    verdict.decision === "ALLOW" || verdict.decision === "DEFER"
      ? verdict.claims.filter((claim) => claim.decision === "BLOCK" || claim.decision === "REVIEW")
      : [];
  if (quiet && verdict.decision === "ALLOW" && leftOut.length === 0) return null;
  return (
    <div className={styles.verdict} data-decision={verdict.decision} title={t`Rules ${verdict.packVersion}`}>
      <Icon size={16} className={styles.icon} aria-hidden="true" />
      <div>
        <p className={styles.head}>
          <Headline verdict={verdict} />
        </p>
        <ul className={styles.reasons}>
          {verdict.reasons.map((reason) => (
            <li key={reason.code} data-code={reason.code}>
              {reason.message} {reason.source && <span className={styles.source}>({reason.source})</span>}
            </li>
          ))}
          {leftOut.map(({ claim, reasons }) => (
            <li key={claim.id}>
              <Trans>
                Without {claim.documentNumber}: {reasons.map((reason) => reason.message).join(" ")}
              </Trans>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
