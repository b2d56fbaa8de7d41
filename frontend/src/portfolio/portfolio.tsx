import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFolders, IconPackageImport, IconRefresh } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useQuery } from "urql";
import type { CaseBadge, CaseFileSort, Stage } from "@/api/enums";
import { useViewer } from "@/app/viewer";
import { CaseFilesPage, type Row } from "@/casefiles/list-documents";
import { useChanges } from "@/casefiles/use-changes";
import { Page } from "@/design/page";
import { SearchBox } from "@/design/search-box";
import { Answer, Empty, Loading } from "@/design/states";
import { VirtualGrid } from "@/design/virtual-grid";
import { badgeLabels, stageLabels } from "@/formatting/labels";
import { portfolioCard, usePortfolioColumns } from "@/portfolio/columns";
import { PortfolioFigures } from "@/portfolio/documents";
import { KpiStrip } from "@/portfolio/figures";
import styles from "@/portfolio/portfolio.module.css";

export type PortfolioView = { q?: string; stage?: Stage; badge?: CaseBadge; sort?: CaseFileSort };

type FiltersProps = { view: PortfolioView; onView: (view: PortfolioView) => void };

function Filters({ view, onView }: FiltersProps) {
  const { t, i18n } = useLingui();
  const sorts: Record<CaseFileSort, string> = {
    OLDEST_DUE: t`Oldest due first`,
    LARGEST: t`Largest first`,
    NEWEST: t`Newest first`,
    NAME: t`By name`,
  };
  const choices = (labels: Record<string, Parameters<typeof i18n._>[0]>, all: string) => [
    { value: "", label: all },
    ...Object.entries(labels).map(([value, label]) => ({ value, label: i18n._(label as string) })),
  ];
  return (
    <div className={styles.filters}>
      <SearchBox label={t`Filter`} value={view.q ?? ""} onSearch={(q) => onView({ ...view, q: q || undefined })} />
      <NativeSelect
        aria-label={t`Stage`}
        data={choices(stageLabels as never, t`Every stage`)}
        value={view.stage ?? ""}
        onChange={(event) => onView({ ...view, stage: (event.currentTarget.value || undefined) as Stage | undefined })}
      />
      <NativeSelect
        aria-label={t`State`}
        data={choices(badgeLabels as never, t`Every state`)}
        value={view.badge ?? ""}
        onChange={(event) =>
          onView({ ...view, badge: (event.currentTarget.value || undefined) as CaseBadge | undefined })
        }
      />
      <NativeSelect
        aria-label={t`Order`}
        data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
        value={view.sort ?? "OLDEST_DUE"}
        onChange={(event) => onView({ ...view, sort: event.currentTarget.value as CaseFileSort })}
      />
    </div>
  );
}

/** Every case file one reaches, live; under the key figures of a client's portfolio. */
export function Portfolio({ view, onView }: FiltersProps) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const navigate = useNavigate();
  const columns = usePortfolioColumns();
  const key = JSON.stringify(view);
  const [page, setPage] = useState<{ key: string; after: string | null }>({ key, after: null });
  const filter = { search: view.q ?? null, stages: view.stage ? [view.stage] : null, badge: view.badge ?? null };
  const variables = { after: page.key === key ? page.after : null, filter, sort: view.sort ?? "OLDEST_DUE" };
  const [asked, ask] = useQuery({ query: CaseFilesPage, variables, requestPolicy: "cache-and-network" });
  const [figures, askFigures] = useQuery({ query: PortfolioFigures, pause: !viewerCan.seePortfolio });
  const followFigures = useDebouncedCallback(() => {
    if (viewerCan.seePortfolio) askFigures({ requestPolicy: "network-only" });
  }, 400);
  const { changed, clear } = useChanges(followFigures);

  const list = asked.data?.caseFiles;
  const endCursor = list?.pageInfo.endCursor ?? null;
  const loadMore = useCallback(() => {
    if (!asked.fetching && !asked.stale) setPage({ key, after: endCursor });
  }, [asked.fetching, asked.stale, endCursor, key]);
  const open = useCallback(
    (row: Row) => navigate({ to: "/cases/$caseFileId", params: { caseFileId: row.id } }),
    [navigate],
  );

  function refresh() {
    clear();
    setPage({ key, after: null });
    ask({ requestPolicy: "network-only" });
  }

  const place = viewerCan.placeClaims && (
    <Button component={Link} to="/placements/new" leftSection={<IconPackageImport size={15} />}>
      <Trans>Place unpaid invoices</Trans>
    </Button>
  );
  const filtered = Boolean(view.q || view.stage || view.badge);
  return (
    <Page
      flush
      title={viewerCan.seePortfolio ? <Trans>Portfolio</Trans> : <Trans>Case files</Trans>}
      aside={list && <Plural value={list.totalCount} one="# case file" other="# case files" />}
      actions={
        <>
          {changed > 0 && (
            <Button variant="light" leftSection={<IconRefresh size={14} />} onClick={refresh}>
              <Plural value={changed} one="# change, refresh" other="# changes, refresh" />
            </Button>
          )}
          {place}
        </>
      }
    >
      {viewerCan.seePortfolio && (
        <section className={styles.kpis} aria-label={t`Key figures`} tabIndex={0}>
          <Answer
            compact
            asked={figures}
            onRetry={() => askFigures({ requestPolicy: "network-only" })}
            loading={<Loading rows={1} height={62} />}
          >
            {({ portfolioFigures: { currencies } }) =>
              currencies.map((one) => <KpiStrip key={one.currency} figures={one} />)
            }
          </Answer>
        </section>
      )}
      <Filters view={view} onView={onView} />
      <Answer
        asked={asked}
        onRetry={() => ask({ requestPolicy: "network-only" })}
        loading={<Loading rows={12} height={32} />}
      >
        {({ caseFiles: { edges, totalCount, pageInfo } }) =>
          edges.length === 0 ? (
            <Empty
              Icon={IconFolders}
              title={filtered ? <Trans>Nothing matches this filter</Trans> : <Trans>No case file yet</Trans>}
              action={filtered ? undefined : place}
            >
              {filtered ? (
                <Trans>Try the beginning of a name, a reference or an invoice number.</Trans>
              ) : viewerCan.placeClaims ? (
                <Trans>Place your unpaid invoices, and follow each of them here.</Trans>
              ) : (
                <Trans>What is placed and taken on appears here.</Trans>
              )}
            </Empty>
          ) : (
            <VirtualGrid
              label={viewerCan.seePortfolio ? t`Portfolio` : t`Case files`}
              rows={edges.map((edge) => edge.node)}
              total={totalCount}
              rowKey={(row) => row.id}
              columns={columns}
              card={portfolioCard}
              onOpen={open}
              more={pageInfo.hasNextPage}
              loadMore={loadMore}
            />
          )
        }
      </Answer>
    </Page>
  );
}
