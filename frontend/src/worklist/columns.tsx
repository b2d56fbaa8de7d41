import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { Badges, StageLabel } from "@/casefiles/status";
import { Distance, Money } from "@/design/values";
import type { Column } from "@/design/virtual-grid";
import { Unread } from "@/timeline/unread";
import type { Item } from "@/worklist/documents";
import styles from "@/worklist/queue.module.css";
import { shownReasons } from "@/worklist/reasons";

function Priority({ item }: { item: Item }) {
  const level = item.priority >= 70 ? "high" : item.priority >= 40 ? "middle" : "low";
  return (
    <span
      className={styles.priority}
      data-level={level}
      title={item.reasons.map((reason) => reason.message).join("\n")}
    >
      {item.priority}
    </span>
  );
}

function DebtorLink({ item }: { item: Item }) {
  const { caseFile } = item;
  return (
    <Link className={styles.name} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }} tabIndex={-1}>
      {caseFile.debtor.name ?? caseFile.debtor.reference}
      <Unread count={caseFile.timelineUnread} />
    </Link>
  );
}

function Why({ item }: { item: Item }) {
  const { reasons } = item;
  return (
    <span className={`${styles.two} ${styles.dim}`} title={reasons.map(({ message }) => message).join("\n")}>
      {shownReasons(reasons)
        .map(({ message }) => message)
        .join(" · ")}
    </span>
  );
}

function NextStep({ item, wraps }: { item: Item; wraps?: boolean }) {
  return (
    <span className={wraps ? styles.wraps : undefined} title={item.nextAction.message}>
      {item.nextAction.message}
      {item.nextAction.at && (
        <span className={styles.dim}>
          {" "}
          <Distance value={item.nextAction.at} />
        </span>
      )}
    </span>
  );
}

/** The columns of the work queue. */
export function useQueueColumns(): Column<Item>[] {
  const { t } = useLingui();
  return useMemo(
    () => [
      { key: "priority", header: t`Priority`, width: "58px", cell: (item) => <Priority item={item} /> },
      {
        key: "debtor",
        header: t`Debtor`,
        width: "minmax(190px, 2.8fr)",
        cell: (item) => (
          <span className={styles.reasoned}>
            <DebtorLink item={item} />
            <Why item={item} />
          </span>
        ),
      },
      {
        key: "creditor",
        header: t({ message: "Creditor", context: "seen by the agency" }),
        width: "minmax(130px, 1.1fr)",
        cell: ({ caseFile }) => (
          <>
            <span>{caseFile.creditor.name}</span>
            <span className={`${styles.reference} ${styles.dim}`}>{caseFile.reference}</span>
          </>
        ),
      },
      {
        key: "balance",
        header: t`Balance`,
        width: "100px",
        end: true,
        cell: ({ caseFile }) => <Money value={caseFile.balance.outstanding} />,
      },
      {
        key: "overdue",
        header: t`Overdue`,
        width: "62px",
        end: true,
        cell: ({ caseFile }) => (caseFile.daysOverdue == null ? "—" : <Trans>{caseFile.daysOverdue} d</Trans>),
      },
      {
        key: "stage",
        header: t`Stage`,
        width: "minmax(150px, 0.9fr)",
        cell: ({ caseFile }) => (
          <>
            <StageLabel stage={caseFile.stage} closeCode={caseFile.closeCode} />
            <span className={styles.states}>
              <Badges badges={caseFile.badges} />
            </span>
          </>
        ),
      },
      {
        key: "next",
        header: t`Next action`,
        width: "minmax(160px, 1.5fr)",
        cell: (item) => <NextStep item={item} wraps />,
      },
    ],
    [t],
  );
}

/** A row of the queue on a narrow screen. */
export function queueCard(item: Item) {
  const { caseFile } = item;
  return (
    <div className={styles.card}>
      <span className={styles.ellipsis}>
        <DebtorLink item={item} />
      </span>
      <Money value={caseFile.balance.outstanding} />
      <span className={`${styles.ellipsis} ${styles.dim}`}>
        {caseFile.creditor.name} · {caseFile.reference}
      </span>
      <StageLabel stage={caseFile.stage} closeCode={caseFile.closeCode} />
      <span className={styles.ellipsis}>
        <Priority item={item} /> <NextStep item={item} />
      </span>
      <span className={styles.dim}>
        {caseFile.daysOverdue != null && <Plural value={caseFile.daysOverdue} one="# day" other="# days" />}
      </span>
    </div>
  );
}
