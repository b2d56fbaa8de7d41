import { Plural, Trans, useLingui } from "@lingui/react/macro";
import styles from "@/dashboard/dashboard.module.css";
import type { BankFigures } from "@/dashboard/documents";
import { Panel } from "@/design/page";
import { Money } from "@/design/values";
import { formatMonth } from "@/formatting/dates";
import { ageingLabels, stageLabels } from "@/formatting/labels";
import { formatPercent } from "@/formatting/money";
import { Bars, Kpi } from "@/portfolio/figures";
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
  const { t, i18n } = useLingui();
  const month = (day: string) => formatMonth(day, i18n.locale);
  const ageing = shown.ageing.map(({ key, outstanding }) => ({
    key: key as string,
    label: i18n._(ageingLabels[key]),
    amount: outstanding,
  }));
  if (Number(shown.unaged.amount) !== 0) {
    ageing.push({ key: "unaged", label: t`of several ages`, amount: shown.unaged });
  }
  return (
    <div className={styles.currency}>
      <Strip shown={shown} />
      <div className={`${figures.charts} ${styles.charts}`}>
        <Panel title={<Trans>Progress by stage</Trans>}>
          <Bars
            label={t`Progress by stage`}
            head={<Trans>Stage</Trans>}
            bars={shown.stages.map(({ stage, outstanding, caseFiles }) => ({
              key: stage,
              label: i18n._(stageLabels[stage]),
              amount: outstanding,
              count: caseFiles,
            }))}
          />
        </Panel>
        <Panel title={<Trans>Aged balance</Trans>}>
          <Bars label={t`Aged balance`} head={<Trans>Past due</Trans>} bars={ageing} />
        </Panel>
        <Panel title={<Trans>Placed by month</Trans>}>
          <Bars
            label={t`Placed by month`}
            head={<Trans>Month</Trans>}
            bars={shown.months.map(({ month: day, placed }) => ({ key: day, label: month(day), amount: placed }))}
          />
        </Panel>
        <Panel title={<Trans>Collected by month</Trans>}>
          <Bars
            label={t`Collected by month`}
            head={<Trans>Month</Trans>}
            tone="good"
            bars={shown.months.map(({ month: day, collected }) => ({ key: day, label: month(day), amount: collected }))}
          />
        </Panel>
      </div>
    </div>
  );
}
