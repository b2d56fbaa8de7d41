import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useQuery } from "urql";
import styles from "@/comparing/comparing.module.css";
import { type Cohort, CohortsQuery } from "@/comparing/documents";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Money } from "@/design/values";
import { formatMonth } from "@/formatting/dates";
import { formatPercent } from "@/formatting/money";

function CohortTable({ cohort }: { cohort: Cohort }) {
  const { t, i18n } = useLingui();
  const month = formatMonth(cohort.month, i18n.locale);
  return (
    <Panel
      flush
      title={<Trans>Placed in {month}</Trans>}
      aside={
        cohort.agencies.length < 2 && (
          <span className={styles.dim}>
            <Trans>one agency: nothing to compare</Trans>
          </span>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by the keyboard too */}
      <section className={styles.scroll} aria-label={t`Placed in ${month}`} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Agency</Trans>
              </th>
              <th scope="col" className={styles.end}>
                <Trans>Principal placed</Trans>
              </th>
              <th scope="col" className={styles.end}>
                <Trans>Principal collected</Trans>
              </th>
              <th scope="col" className={styles.end}>
                <Trans>Recovery rate</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {cohort.agencies.map(({ agency, caseFiles, placed, collected, recoveryRate }) => (
              <tr key={agency.id}>
                <th scope="row">
                  {agency.name}{" "}
                  <span className={styles.dim}>
                    <Plural value={caseFiles} one="# case file" other="# case files" />
                  </span>
                </th>
                <td className={styles.end}>
                  <Money value={placed} />
                </td>
                <td className={styles.end}>
                  <Money value={collected} />
                </td>
                <td className={styles.end}>{formatPercent(recoveryRate, i18n.locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

type Props = { entity: string | undefined; onEntity: (entity: string | undefined) => void };

/** The agencies of one creditor, or of a group, side by side on what was placed in the same month. */
export function AgenciesPage({ entity, onEntity }: Props) {
  const { t } = useLingui();
  const variables = { creditorId: entity ?? null };
  const [asked, ask] = useQuery({ query: CohortsQuery, variables, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>Agencies side by side</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ agencyCohorts, entities }) => (
          <div className={styles.stack}>
            <p>
              <Trans>
                Only what was placed in the same month is compared: recovery takes time. The rate is the principal
                collected until today over the principal placed, of all case files.
              </Trans>
            </p>
            {entities.length > 0 && (
              <NativeSelect
                className={styles.filters}
                label={t`Entity`}
                data={[
                  { value: "", label: t`Every entity` },
                  ...entities.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                value={entity ?? ""}
                onChange={(event) => onEntity(event.currentTarget.value || undefined)}
              />
            )}
            {agencyCohorts.length === 0 && (
              <Empty Icon={IconScale} title={<Trans>Nothing was placed in the last twelve months</Trans>}>
                <Trans>Months appear here as soon as a placement is confirmed.</Trans>
              </Empty>
            )}
            {agencyCohorts.map((cohort) => (
              <CohortTable key={`${cohort.month} ${cohort.currency}`} cohort={cohort} />
            ))}
          </div>
        )}
      </Answer>
    </Page>
  );
}
