import { Trans } from "@lingui/react/macro";
import { IconBuildingBank } from "@tabler/icons-react";
import { useQuery, useSubscription } from "urql";
import type { ResultOf } from "@/api/graphql";
import styles from "@/dashboard/dashboard.module.css";
import { BankDashboardLive, BankDashboardPage } from "@/dashboard/documents";
import { Page } from "@/design/page";
import { Answer, Empty, Loading } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { KpiStrip, Progress } from "@/portfolio/figures";

type Opened = ResultOf<typeof BankDashboardPage>["bankDashboard"]["portfolios"][number];

function OpenedPortfolio({ opened }: { opened: Opened }) {
  return (
    <section className={styles.portfolio}>
      <header className={styles.title}>
        <h2>
          {opened.creditor} · {opened.portfolio}
        </h2>
        {opened.expiresOn && (
          <span className={styles.dim}>
            <Trans>
              open until <Day value={opened.expiresOn} />
            </Trans>
          </span>
        )}
      </header>
      {opened.withheld ? (
        <p className={styles.withheld}>
          <Trans>
            No figure is given: fewer than five debtors stand behind this portfolio, and a total would point at them.
          </Trans>
        </p>
      ) : (
        opened.currencies.map((figures) => (
          <div key={figures.currency} className={styles.currency}>
            <KpiStrip figures={figures} />
            <div className={styles.charts}>
              <Progress figures={figures} />
            </div>
          </div>
        ))
      )}
    </section>
  );
}

/** The banker's only page: totals and progress of what creditors opened, live, empty as soon as they end it. */
export function Dashboard() {
  const [asked, ask] = useQuery({ query: BankDashboardPage });
  useSubscription({ query: BankDashboardLive });
  return (
    <Page
      title={<Trans>Dashboard</Trans>}
      aside={
        asked.data && (
          <Trans>
            as of <Instant value={asked.data.bankDashboard.asOf} />
          </Trans>
        )
      }
    >
      <Answer
        asked={asked}
        onRetry={() => ask({ requestPolicy: "network-only" })}
        loading={<Loading rows={5} height={72} />}
      >
        {({ bankDashboard: { portfolios } }) =>
          portfolios.length === 0 ? (
            <Empty Icon={IconBuildingBank} title={<Trans>No portfolio is open to you</Trans>}>
              <Trans>
                Your clients decide what you see. When one opens a portfolio, its totals appear here at once.
              </Trans>
            </Empty>
          ) : (
            portfolios.map((opened) => <OpenedPortfolio key={opened.id} opened={opened} />)
          )
        }
      </Answer>
    </Page>
  );
}
