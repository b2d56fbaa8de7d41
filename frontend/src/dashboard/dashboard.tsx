import { Plural, Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconBuildingBank, IconList } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery, useSubscription } from "urql";
import type { ResultOf } from "@/api/graphql";
import { BankFiguresOf } from "@/dashboard/bank-figures";
import styles from "@/dashboard/dashboard.module.css";
import { BankDashboardLive, BankDashboardPage } from "@/dashboard/documents";
import { WhyFiguresWait, WhyMonthsWait } from "@/dashboard/why";
import { Page } from "@/design/page";
import { Answer, Empty, Loading } from "@/design/states";
import { Day, Instant } from "@/design/values";

export type Opened = ResultOf<typeof BankDashboardPage>["bankDashboard"]["portfolios"][number];

/** Until when a portfolio is open, and which placements of it. */
export function OpenedUntil({ opened }: { opened: Opened }) {
  return (
    <span className={styles.dim}>
      {opened.batches.length > 0 && (
        <>
          <Plural
            value={opened.batches.length}
            one={`placement ${opened.batches.join(", ")}`}
            other={`placements ${opened.batches.join(", ")}`}
          />
          {opened.expiresOn && " · "}
        </>
      )}
      {opened.expiresOn && (
        <Trans>
          open until <Day value={opened.expiresOn} />
        </Trans>
      )}
    </span>
  );
}

function OpenedPortfolio({ opened }: { opened: Opened }) {
  return (
    <section className={styles.portfolio}>
      <header className={styles.title}>
        <h2>
          {opened.creditor} · {opened.portfolio}
        </h2>
        <OpenedUntil opened={opened} />
        {opened.level === "TOTALS" && opened.toldAt && (
          <span className={styles.dim}>
            <Trans>
              figures unchanged since <Instant value={opened.toldAt} />
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
        opened.currencies.map((shown) => <BankFiguresOf key={shown.currency} shown={shown} />)
      )}
      {opened.level === "TOTALS" ? <WhyFiguresWait /> : !opened.withheld && <WhyMonthsWait />}
      {opened.level === "PSEUDONYMOUS_CASES" && !opened.withheld && (
        <Button
          mt="md"
          variant="default"
          leftSection={<IconList size={16} />}
          renderRoot={(props) => <Link {...props} to="/bank-cases/$portfolioId" params={{ portfolioId: opened.id }} />}
        >
          <Trans>Case by case</Trans>
        </Button>
      )}
    </section>
  );
}

/** The banker's page: what creditors opened, live, empty as soon as they end it. */
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
