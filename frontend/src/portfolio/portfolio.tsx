import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFolders, IconPackageImport, IconRefresh, IconScale } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useViewer } from "@/app/viewer";
import { CaseFilesPage, type Row } from "@/casefiles/list-documents";
import { useChanges } from "@/casefiles/use-changes";
import { GridHints } from "@/design/grid-hints";
import { Page } from "@/design/page";
import { Answer, Empty, Loading } from "@/design/states";
import { VirtualGrid } from "@/design/virtual-grid";
import { usePortfolioCard, usePortfolioColumns } from "@/portfolio/columns";
import { PortfolioFigures } from "@/portfolio/documents";
import { KpiStrip } from "@/portfolio/figures";
import { Filters, type FiltersProps, filterOf } from "@/portfolio/filters";
import styles from "@/portfolio/portfolio.module.css";
import { SelectionBar, useSelectColumn, useSelection } from "@/portfolio/selection";

/** Every case file one reaches, live; under the key figures of a client's portfolio. */
export function Portfolio({ view, onView }: FiltersProps) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const navigate = useNavigate();
  const [after, goOn] = usePage(view);
  const variables = { after, filter: filterOf(view), sort: view.sort ?? "OLDEST_DUE" };
  const [asked, ask] = useQuery({ query: CaseFilesPage, variables, requestPolicy: "cache-and-network" });
  const [figures, askFigures] = useQuery({
    query: PortfolioFigures,
    variables: { creditorId: view.entity ?? null, agencyId: view.agency ?? null },
    pause: !viewerCan.seePortfolio,
  });
  const followFigures = useDebouncedCallback(() => {
    if (viewerCan.seePortfolio) askFigures({ requestPolicy: "network-only" });
  }, 400);
  const { changed, clear } = useChanges(followFigures);

  const list = asked.data?.caseFiles;
  const rows = useMemo(() => list?.edges.map((edge) => edge.node) ?? [], [list]);
  const order = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(order);
  const selecting = useSelectColumn(selection, viewerCan.assignCaseFiles);
  const shown = usePortfolioColumns();
  const columns = useMemo(() => [...selecting, ...shown], [selecting, shown]);
  const card = usePortfolioCard(viewerCan.assignCaseFiles ? selection : undefined);
  const { toggle } = selection;
  const mark = useCallback((row: Row, upTo: boolean) => toggle(row.id, upTo), [toggle]);
  const endCursor = list?.pageInfo.endCursor ?? null;
  const loadMore = useCallback(() => {
    if (!asked.fetching && !asked.stale) goOn(endCursor);
  }, [asked.fetching, asked.stale, endCursor, goOn]);
  const open = useCallback(
    (row: Row) => navigate({ to: "/cases/$caseFileId", params: { caseFileId: row.id } }),
    [navigate],
  );

  function refresh() {
    clear();
    goOn(null);
    ask({ requestPolicy: "network-only" });
  }

  const place = viewerCan.placeClaims && (
    <Button component={Link} to="/placements/new" leftSection={<IconPackageImport size={15} />}>
      <Trans>Place unpaid invoices</Trans>
    </Button>
  );
  const { sort: _sort, ...narrowing } = view;
  const filtered = Object.values(narrowing).some(Boolean);
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
          {viewerCan.seePortfolio && (
            <Button component={Link} to="/portfolio/agencies" variant="default" leftSection={<IconScale size={15} />}>
              <Trans>Compare agencies</Trans>
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
        {({ caseFiles: { totalCount, pageInfo } }) =>
          rows.length === 0 ? (
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
            <>
              <VirtualGrid
                label={viewerCan.seePortfolio ? t`Portfolio` : t`Case files`}
                rows={rows}
                total={totalCount}
                rowKey={(row) => row.id}
                columns={columns}
                card={card}
                onOpen={open}
                onMark={viewerCan.assignCaseFiles ? mark : undefined}
                more={pageInfo.hasNextPage}
                loadMore={loadMore}
              />
              <SelectionBar rows={rows} selection={selection} />
              <GridHints marks={viewerCan.assignCaseFiles} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}
