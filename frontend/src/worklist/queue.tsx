import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconChecks, IconRefresh } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useViewer } from "@/app/viewer";
import { useChanges } from "@/casefiles/use-changes";
import { GridHints } from "@/design/grid-hints";
import { Page } from "@/design/page";
import { SearchBox } from "@/design/search-box";
import { Answer, Empty, Loading } from "@/design/states";
import { VirtualGrid } from "@/design/virtual-grid";
import { queueCard, useQueueColumns } from "@/worklist/columns";
import { type Item, WorklistPage } from "@/worklist/documents";
import { keepView, type QueueView } from "@/worklist/kept-view";
import { assignmentOf, Whose } from "@/worklist/whose";

/** One row per case file: pages asked at different moments may both hold it. */
export function onePerCaseFile(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.caseFile.id, item])).values()];
}

type QueueProps = QueueView & { onView: (view: QueueView) => void };

/** The collector's work queue: the next best case file on top, with the reason it is there. */
export function Queue({ search, whose, onView }: QueueProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const columns = useQueueColumns();
  const membershipId = useViewer().membership.id;
  const [after, goOn] = usePage([search, whose]);
  const assignment = useMemo(() => assignmentOf(whose, membershipId), [whose, membershipId]);
  useEffect(() => keepView({ search, whose }), [search, whose]);
  // Work on a case file changes the order: what is kept shows at once, and is asked again.
  const [asked, ask] = useQuery({
    query: WorklistPage,
    variables: { after, search: search || null, assignment },
    requestPolicy: "cache-and-network",
  });
  const { changed, clear } = useChanges();

  const worklist = asked.data?.worklist;
  const items = useMemo(() => onePerCaseFile(worklist?.edges.map((edge) => edge.node) ?? []), [worklist]);
  const endCursor = worklist?.pageInfo.endCursor ?? null;
  const loadMore = useCallback(() => {
    if (!asked.fetching && !asked.stale) goOn(endCursor);
  }, [asked.fetching, asked.stale, endCursor, goOn]);
  const open = useCallback(
    (item: Item) => navigate({ to: "/cases/$caseFileId", params: { caseFileId: item.caseFile.id } }),
    [navigate],
  );

  function filter(next: Partial<QueueView>) {
    clear();
    onView({ search, whose, ...next });
  }

  function refresh() {
    clear();
    goOn(null);
    ask({ requestPolicy: "network-only" });
  }

  return (
    <Page
      flush
      title={<Trans>My queue</Trans>}
      aside={worklist && <Plural value={worklist.totalCount} one="# case file" other="# case files" />}
      actions={
        <>
          {changed > 0 && (
            <Button variant="light" leftSection={<IconRefresh size={14} />} onClick={refresh}>
              <Plural value={changed} one="# change, refresh" other="# changes, refresh" />
            </Button>
          )}
          <Whose whose={whose} onWhose={(next) => filter({ whose: next })} />
          <SearchBox label={t`Filter`} value={search} onSearch={(next) => filter({ search: next })} />
        </>
      }
    >
      <Answer
        asked={asked}
        onRetry={() => ask({ requestPolicy: "network-only" })}
        loading={<Loading rows={14} height={32} />}
      >
        {({ worklist: { totalCount, pageInfo } }) =>
          items.length === 0 ? (
            <Empty
              Icon={IconChecks}
              title={
                search ? (
                  <Trans>Nothing matches “{search}”</Trans>
                ) : whose ? (
                  <Trans>Nothing matches this filter</Trans>
                ) : (
                  <Trans>The queue is done</Trans>
                )
              }
            >
              {search ? (
                <Trans>Try the beginning of a name, a reference or an invoice number.</Trans>
              ) : (
                <Trans>Case files appear here as soon as there is something to do on them.</Trans>
              )}
            </Empty>
          ) : (
            <>
              <VirtualGrid
                label={t`My queue`}
                rows={items}
                total={totalCount}
                rowKey={(item) => item.caseFile.id}
                columns={columns}
                card={queueCard}
                onOpen={open}
                more={pageInfo.hasNextPage}
                loadMore={loadMore}
              />
              <GridHints />
            </>
          )
        }
      </Answer>
    </Page>
  );
}
