import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconBuildingBank } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery, useSubscription } from "urql";
import { usePage } from "@/api/pages";
import styles from "@/dashboard/case-files.module.css";
import { type Opened, OpenedUntil } from "@/dashboard/dashboard";
import { type BankCaseFile, BankCaseFilesPage, BankDashboardLive, BankDashboardPage } from "@/dashboard/documents";
import { milestoneLabels } from "@/dashboard/milestones";
import { Mark } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day, Money } from "@/design/values";
import { formatMonth } from "@/formatting/dates";
import { ageingLabels, closeCodeLabels, stageLabels } from "@/formatting/labels";

function Details({ row }: { row: BankCaseFile }) {
  const { i18n } = useLingui();
  return (
    <div className={styles.details}>
      {row.claims.length > 0 && (
        <div>
          <h3>
            <Trans>Invoices financed</Trans>
          </h3>
          <ul>
            {row.claims.map((claim, index) => (
              <li key={index}>
                {claim.number && <strong>{claim.number}</strong>}{" "}
                {claim.dueOn && (
                  <Trans>
                    due <Day value={claim.dueOn} />
                  </Trans>
                )}{" "}
                ·{" "}
                <Trans>
                  <Money value={claim.outstanding} /> outstanding of <Money value={claim.placed} />
                </Trans>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3>
          <Trans>Milestones</Trans>
        </h3>
        {row.milestones.length === 0 ? (
          <p>
            <Trans>None is shown: a placement that is not open to you opened this case file.</Trans>
          </p>
        ) : (
          <ol>
            {row.milestones.map(({ position, kind, on }) => {
              const label = milestoneLabels[kind];
              return (
                <li key={position}>
                  <Day value={on} /> · {label ? i18n._(label) : kind}
                </li>
              );
            })}
          </ol>
        )}
      </div>
    </div>
  );
}

function CaseFileRow({ row }: { row: BankCaseFile }) {
  const { i18n } = useLingui();
  return (
    <li className={styles.row}>
      <details>
        <summary className={styles.summary}>
          <span className={styles.name}>
            {row.pseudonym}
            {row.disputed && (
              <Mark tone="warn">
                <Trans>Disputed, not eligible</Trans>
              </Mark>
            )}
          </span>
          <span>
            {row.stage ? i18n._(stageLabels[row.stage]) : <Trans>Stage not shown</Trans>}
            {row.closeCode && ` (${i18n._(closeCodeLabels[row.closeCode])})`}
            <small>
              <Trans>
                placed {formatMonth(row.placedMonth, i18n.locale)}, {i18n._(ageingLabels[row.ageing])}
              </Trans>
            </small>
          </span>
          <span className={styles.amount}>
            <small>
              <Trans>Placed</Trans>
            </small>
            <Money value={row.placed} />
          </span>
          <span className={styles.amount}>
            <small>
              <Trans>Collected</Trans>
            </small>
            <Money value={row.collected} />
          </span>
          <span className={styles.amount}>
            <small>
              <Trans context="amount">Outstanding</Trans>
            </small>
            <Money value={row.outstanding} />
          </span>
        </summary>
        <Details row={row} />
      </details>
    </li>
  );
}

function CaseFileList({ opened }: { opened: Opened }) {
  const { t } = useLingui();
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: BankCaseFilesPage, variables: { portfolioId: opened.id, after } });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ bankCaseFiles: { edges, pageInfo, totalCount } }) => (
        <>
          <p className={styles.note}>
            <Plural value={totalCount} one="# case file" other="# case files" />
            {" · "}
            <Trans>
              The names are drawn by lot for this access alone: they say nothing about who owes, and their order means
              nothing.
            </Trans>
          </p>
          <ul className={styles.list} aria-label={t`Case files`}>
            {edges.map(({ node }) => (
              <CaseFileRow key={node.pseudonym} row={node} />
            ))}
          </ul>
          {pageInfo.hasNextPage && (
            <Button mt="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
              <Trans>Show more</Trans>
            </Button>
          )}
        </>
      )}
    </Answer>
  );
}

/** The case files of one access, under pseudonyms; empties by itself when the access ends. */
export function BankCaseFiles({ portfolioId }: { portfolioId: string }) {
  const [asked, ask] = useQuery({ query: BankDashboardPage });
  useSubscription({ query: BankDashboardLive });
  const opened = asked.data?.bankDashboard.portfolios.find(({ id }) => id === portfolioId);
  return (
    <Page
      title={opened ? `${opened.creditor} · ${opened.portfolio}` : <Trans>Case files</Trans>}
      aside={opened && <OpenedUntil opened={opened} />}
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {() =>
          opened && opened.level === "PSEUDONYMOUS_CASES" ? (
            <CaseFileList opened={opened} />
          ) : (
            <Empty
              Icon={IconBuildingBank}
              title={<Trans>This access has ended</Trans>}
              action={
                <Button variant="default" component={Link} to="/dashboard">
                  <Trans>To the dashboard</Trans>
                </Button>
              }
            >
              <Trans>Your client ended it, changed it, or its last day is over. Nothing of it is shown any more.</Trans>
            </Empty>
          )
        }
      </Answer>
    </Page>
  );
}
