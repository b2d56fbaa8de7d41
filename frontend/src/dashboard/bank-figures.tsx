import { Plural, Trans, useLingui } from "@lingui/react/macro";
import styles from "@/dashboard/dashboard.module.css";
import type { BankFigures } from "@/dashboard/documents";
import { Money } from "@/design/values";
import { formatPercent } from "@/formatting/money";
import { Kpi, Progress } from "@/portfolio/figures";
import figures from "@/portfolio/figures.module.css";

function Strip({ shown }: { shown: BankFigures }) {
  const { i18n } = useLingui();
  return (
    <dl className={figures.strip}>
      <Kpi label={<Trans>Placed</Trans>}>
        <Money value={shown.placed} />
      </Kpi>
      <Kpi label={<Trans>Collected</Trans>}>
        <Money value={shown.collected} />
        <small>
          <Trans>{formatPercent(shown.collectedShare, i18n.locale)} of what was placed</Trans>
        </small>
      </Kpi>
      <Kpi label={<Trans>Collected this month</Trans>}>
        <Money value={shown.collectedThisMonth} />
        <small>
          <Trans>told once five debtors have paid</Trans>
        </small>
      </Kpi>
      <Kpi label={<Trans context="amount">Outstanding</Trans>}>
        <Money value={shown.outstanding} />
      </Kpi>
      {shown.disputedOutstanding && (
        <Kpi label={<Trans>Disputed, not eligible</Trans>}>
          <Money value={shown.disputedOutstanding} />
        </Kpi>
      )}
      <Kpi label={<Trans>Case files</Trans>}>
        {shown.openCaseFiles}
        <small>
          <Trans>open of {shown.caseFiles}</Trans>
          {shown.disputedCaseFiles != null && (
            <>
              {" "}
              · <Plural value={shown.disputedCaseFiles} one="# disputed" other="# disputed" />
            </>
          )}
        </small>
      </Kpi>
    </dl>
  );
}

/** What a bank sees of one currency: key figures, progress by stage, aged balance, month by month. */
export function BankFiguresOf({ shown }: { shown: BankFigures }) {
  return (
    <div className={styles.currency}>
      <Strip shown={shown} />
      <Progress figures={shown} unaged={shown.unaged} />
    </div>
  );
}
