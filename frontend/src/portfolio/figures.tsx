import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Panel } from "@/design/page";
import { Money } from "@/design/values";
import { formatMonth } from "@/formatting/dates";
import { ageingLabels, stageLabels } from "@/formatting/labels";
import { formatPercent, type MoneyValue } from "@/formatting/money";
import styles from "@/portfolio/figures.module.css";
import type { Figures } from "@/portfolio/figures-documents";
import { shares } from "@/portfolio/share";

/** One key figure. */
export function Kpi({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.kpi}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Amount({ value }: { value: MoneyValue | null }) {
  return value && <Money value={value} />;
}

/** The strip of key figures of one currency. */
export function KpiStrip({ figures }: { figures: Figures }) {
  const { i18n } = useLingui();
  const { recoveryRate, openCaseFiles, heldCaseFiles } = figures;
  return (
    <dl className={styles.strip}>
      <Kpi label={<Trans>Placed</Trans>}>
        <Amount value={figures.placed} />
      </Kpi>
      <Kpi label={<Trans>Collected</Trans>}>
        <Amount value={figures.collected} />
      </Kpi>
      <Kpi label={<Trans>Collected this month</Trans>}>
        <Amount value={figures.collectedThisMonth} />
      </Kpi>
      <Kpi label={<Trans context="amount">Outstanding</Trans>}>
        <Amount value={figures.outstanding} />
      </Kpi>
      <Kpi label={<Trans>Recovery rate</Trans>}>
        {recoveryRate != null && formatPercent(recoveryRate, i18n.locale)}
        <small>
          <Trans>of principal, all cases</Trans>
        </small>
      </Kpi>
      <Kpi label={<Trans>Case files</Trans>}>
        {openCaseFiles ?? figures.caseFiles}
        <small>
          {openCaseFiles != null && <Trans>open of {figures.caseFiles}</Trans>}
          {heldCaseFiles != null && heldCaseFiles > 0 && (
            <>
              {" "}
              · <Plural value={heldCaseFiles} one="# held" other="# held" />
            </>
          )}
        </small>
      </Kpi>
    </dl>
  );
}

type Bar = { key: string; label: string; amount: MoneyValue | null; count?: number | null };

function named({ label, count }: Bar): string {
  return count == null ? label : `${label} (${count})`;
}

/** A bar chart that is its own table: every bar stands beside its figure, an amount or else a number of case files. */
function Bars({ label, head, bars, tone }: { label: string; head: ReactNode; bars: Bar[]; tone?: "good" }) {
  const { t } = useLingui();
  const byCount = bars.every(({ amount }) => amount === null);
  const widths = shares(bars.map(({ amount, count }) => (byCount ? (count ?? 0) : Number(amount?.amount ?? 0))));
  return (
    <table className={styles.bars} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col" aria-label={t`Share`} />
          <th scope="col">{byCount ? <Trans>Case files</Trans> : <Trans>Amount</Trans>}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar, index) => (
          <tr key={bar.key}>
            <th scope="row">{byCount ? bar.label : named(bar)}</th>
            <td className={styles.track}>
              <div className={styles.bar} data-tone={tone} style={{ width: `${widths[index]}%` }} />
            </td>
            <td className="figures">{bar.amount ? <Money value={bar.amount} /> : bar.count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Charted = Pick<Figures, "stages" | "ageing" | "months">;

/** Progress by stage, ageing (with what is `unaged`, where there is any), and what was placed and collected by month. */
export function Progress({ figures, unaged }: { figures: Charted; unaged?: MoneyValue }) {
  const { t, i18n } = useLingui();
  const month = (day: string) => formatMonth(day, i18n.locale);
  const ages: Bar[] = figures.ageing.map(({ key, outstanding }) => ({
    key,
    label: i18n._(ageingLabels[key]),
    amount: outstanding,
  }));
  const mixed = unaged && Number(unaged.amount) !== 0;
  // What is told of several ages is told of none of them: an age without an amount of its own is left out, not zero.
  const aged = mixed ? ages.filter(({ amount }) => Number(amount?.amount) !== 0) : ages;
  if (mixed) aged.push({ key: "unaged", label: t`of several ages`, amount: unaged });
  return (
    <div className={styles.charts}>
      <Panel title={<Trans>Progress by stage</Trans>}>
        <Bars
          label={t`Progress by stage`}
          head={<Trans>Stage</Trans>}
          bars={figures.stages.map(({ stage, outstanding, caseFiles }) => ({
            key: stage,
            label: i18n._(stageLabels[stage]),
            amount: outstanding,
            count: caseFiles,
          }))}
        />
      </Panel>
      <Panel title={<Trans>Aged balance</Trans>}>
        <Bars label={t`Aged balance`} head={<Trans>Past due</Trans>} bars={aged} />
      </Panel>
      <Panel title={<Trans>Placed by month</Trans>}>
        <Bars
          label={t`Placed by month`}
          head={<Trans>Month</Trans>}
          bars={figures.months.map(({ month: day, placed }) => ({ key: day, label: month(day), amount: placed }))}
        />
      </Panel>
      <Panel title={<Trans>Collected by month</Trans>}>
        <Bars
          label={t`Collected by month`}
          head={<Trans>Month</Trans>}
          tone="good"
          bars={figures.months.map(({ month: day, collected }) => ({ key: day, label: month(day), amount: collected }))}
        />
      </Panel>
    </div>
  );
}
