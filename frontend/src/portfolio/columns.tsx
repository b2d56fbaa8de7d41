import { Plural, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useViewer } from "@/app/viewer";
import type { Row } from "@/casefiles/list-documents";
import { Badges, StageLabel } from "@/casefiles/status";
import { Distance, Money } from "@/design/values";
import type { Column } from "@/design/virtual-grid";
import { useListChoices } from "@/portfolio/choices";
import { SelectBox, type Selection } from "@/portfolio/selection";
import { Unread } from "@/timeline/unread";
import styles from "@/worklist/queue.module.css";

function DebtorLink({ row }: { row: Row }) {
  return (
    <Link className={styles.name} to="/cases/$caseFileId" params={{ caseFileId: row.id }} tabIndex={-1}>
      {row.debtor.name ?? row.debtor.reference}
      <Unread count={row.timelineUnread} />
    </Link>
  );
}

/** The columns of the client's list. */
export function usePortfolioColumns(): Column<Row>[] {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const { agencies, entities } = useListChoices();
  const several = { agencies: agencies.length > 1, entities: entities.length > 0 };
  // What says whose a case file is takes the place of what its page says too.
  const extra = (viewerCan.seeAssignments ? 2 : 0) + (several.agencies ? 1 : 0) + (several.entities ? 1 : 0);
  return useMemo(
    () => [
      {
        key: "debtor",
        header: t`Debtor`,
        width: "minmax(150px, 2fr)",
        cell: (row) => (
          <>
            <DebtorLink row={row} />
            <span className={`${styles.two} ${styles.dim}`}>{row.debtor.reference}</span>
          </>
        ),
      },
      { key: "reference", header: t`Case file`, width: "92px", cell: (row) => row.reference },
      ...(several.entities
        ? [
            {
              key: "entity",
              header: t`Entity`,
              width: "minmax(96px, 1fr)",
              cell: (row: Row) => <span className={styles.wraps}>{row.creditor.name}</span>,
            },
          ]
        : []),
      ...(several.agencies
        ? [
            {
              key: "agency",
              header: t`Agency`,
              width: "minmax(96px, 1fr)",
              cell: (row: Row) => <span className={styles.wraps}>{row.agency.name}</span>,
            },
          ]
        : []),
      ...(viewerCan.seeAssignments
        ? [
            {
              key: "creditor",
              header: t({ message: "Creditor", context: "seen by the agency" }),
              width: "minmax(96px, 1fr)",
              cell: (row: Row) => <span className={styles.wraps}>{row.creditor.name}</span>,
            },
            {
              key: "assignee",
              header: t({ message: "Collector", context: "whom a case file is assigned to" }),
              width: "minmax(96px, 1fr)",
              cell: (row: Row) => (
                <>
                  <span className={styles.ellipsis}>{row.assignee?.name ?? "—"}</span>
                  {row.team && <span className={`${styles.two} ${styles.dim}`}>{row.team.name}</span>}
                </>
              ),
            },
          ]
        : []),
      ...(extra > 0
        ? []
        : [
            {
              key: "claims",
              header: t`Invoices`,
              width: "70px",
              end: true,
              cell: (row: Row) => row.claimCount,
            },
          ]),
      {
        key: "balance",
        header: t`Balance`,
        width: "106px",
        end: true,
        cell: (row) => <Money value={row.balance.outstanding} />,
      },
      ...(extra > 1
        ? []
        : [
            {
              key: "paid",
              header: t({ message: "Paid", context: "amount" }),
              width: "110px",
              end: true,
              cell: (row: Row) => <Money value={row.balance.paid} />,
            },
          ]),
      {
        key: "overdue",
        header: t`Overdue`,
        width: "70px",
        end: true,
        cell: (row) => (row.daysOverdue == null ? "—" : t`${row.daysOverdue} d`),
      },
      {
        key: "stage",
        header: t`Stage`,
        width: "minmax(148px, 1.4fr)",
        cell: (row) => (
          <>
            <StageLabel stage={row.stage} closeCode={row.closeCode} />
            <span className={styles.states}>
              <Badges badges={row.badges} />
            </span>
          </>
        ),
      },
      {
        key: "contact",
        header: t`Last contact`,
        width: "96px",
        cell: (row) => (row.lastContactAt ? <Distance value={row.lastContactAt} /> : "—"),
      },
    ],
    [t, several.agencies, several.entities, viewerCan.seeAssignments, extra],
  );
}

/** A row of the list on a narrow screen: what says whose it is takes the place of the debtor's reference. */
export function usePortfolioCard(selection?: Selection) {
  const { viewerCan } = useViewer();
  const { agencies, entities } = useListChoices();
  return (row: Row) => (
    <div className={styles.card}>
      <span className={styles.ellipsis}>
        {selection && <SelectBox row={row} selection={selection} />}
        <DebtorLink row={row} />
      </span>
      <Money value={row.balance.outstanding} />
      <span className={`${styles.ellipsis} ${styles.dim}`}>
        {viewerCan.seeAssignments || entities.length > 0 ? row.creditor.name : row.debtor.reference} · {row.reference}
        {agencies.length > 1 && ` · ${row.agency.name}`}
        {row.assignee && ` · ${row.assignee.name}`}
      </span>
      <StageLabel stage={row.stage} closeCode={row.closeCode} />
      <span className={styles.states}>
        <Badges badges={row.badges} />
      </span>
      <span className={styles.dim}>
        {row.daysOverdue != null && <Plural value={row.daysOverdue} one="# day" other="# days" />}
      </span>
    </div>
  );
}
