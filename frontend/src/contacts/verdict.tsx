import { Trans, useLingui } from "@lingui/react/macro";
import { IconBan, IconCircleCheck, IconClock, IconUserQuestion } from "@tabler/icons-react";
import type { Decision } from "@/api/enums";
import type { AddressVerdict, Verdict } from "@/casefiles/documents";
import styles from "@/contacts/verdict.module.css";
import { Instant } from "@/design/values";
import { formatInZone, isSameClock } from "@/formatting/dates";

export const decisionIcons: Record<Decision, typeof IconBan> = {
  ALLOW: IconCircleCheck,
  DEFER: IconClock,
  BLOCK: IconBan,
  REVIEW: IconUserQuestion,
};

type Shown = AddressVerdict & Partial<Pick<Verdict, "packVersion" | "claims">>;

/** The hour on the person's own clock, where the reader's shows another one. */
function TheirTime({ until, zones }: { until: string; zones: readonly string[] }) {
  const { i18n } = useLingui();
  const other = zones.find((zone) => !isSameClock(until, zone));
  if (!other) return null;
  const time = formatInZone(until, i18n.locale, other);
  return (
    <>
      {" "}
      <Trans>({time} where the person is)</Trans>
    </>
  );
}

/** The gate's decision in a few words; `zones`: where the person may be. */
export function VerdictHeadline({ verdict, zones = [] }: { verdict: AddressVerdict; zones?: readonly string[] }) {
  if (verdict.decision === "ALLOW") return <Trans>May leave at the chosen time</Trans>;
  if (verdict.decision === "REVIEW") return <Trans>A person must decide first</Trans>;
  if (verdict.decision === "DEFER" && verdict.until) {
    return (
      <>
        <Trans>
          Not before <Instant value={verdict.until} shape="short" />
        </Trans>
        <TheirTime until={verdict.until} zones={zones} />
      </>
    );
  }
  return <Trans>Not possible</Trans>;
}

type VerdictNoticeProps = { verdict: Shown; zones?: readonly string[]; quiet?: boolean; id?: string };

/** What the contact gate answers, before anything is sent: its decision, every reason, and the claims left out. */
export function VerdictNotice({ verdict, zones, quiet = false, id }: VerdictNoticeProps) {
  const { t } = useLingui();
  const Icon = decisionIcons[verdict.decision];
  const leftOut =
    verdict.decision === "ALLOW" || verdict.decision === "DEFER"
      ? (verdict.claims ?? []).filter((claim) => claim.decision === "BLOCK" || claim.decision === "REVIEW")
      : [];
  if (quiet && verdict.decision === "ALLOW" && leftOut.length === 0 && verdict.unsaid.length === 0) return null;
  return (
    <div
      id={id}
      className={styles.verdict}
      data-decision={verdict.decision}
      title={verdict.packVersion && t`Rules ${verdict.packVersion}`}
    >
      <Icon size={16} className={styles.icon} aria-hidden="true" />
      <div>
        <p className={styles.head}>
          <VerdictHeadline verdict={verdict} zones={zones} />
        </p>
        <ul className={styles.reasons}>
          {verdict.reasons.map((reason) => (
            <li key={reason.code} data-code={reason.code}>
              {reason.message} {reason.source && <span className={styles.source}>{reason.source}</span>}
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
        {verdict.unsaid.length > 0 && (
          <p className={styles.unsaid}>
            {verdict.unsaid.includes("COUNTRY") ? (
              <Trans>
                Nobody has said where this person lives: the rules of every country that is likely hold. Say it under
                “Parties”.
              </Trans>
            ) : (
              <Trans>
                Nobody has said whether this person is a consumer: the stricter rules hold. Say it under “Parties”.
              </Trans>
            )}
          </p>
        )}
        {verdict.packVersion && verdict.decision !== "ALLOW" && (
          // Beside what is being written: it stays as it is.
          <a
            className={styles.rules}
            href={`/rules?country=${verdict.packVersion.slice(0, 2)}`}
            target="_blank"
            rel="noopener"
          >
            <Trans>Rules {verdict.packVersion}</Trans>
          </a>
        )}
      </div>
    </div>
  );
}
