import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import type { RowVerdict } from "@/api/enums";
import { usePage } from "@/api/pages";
import { Mark, type Tone } from "@/design/facts";
import { Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { Day, Money } from "@/design/values";
import { verdictLabels } from "@/formatting/labels";
import { BatchRows } from "@/placements/documents";
import styles from "@/placements/placements.module.css";

const tones: Record<RowVerdict, Tone> = { NEW: "good", MERGED: "info", UNCHANGED: "neutral", REFUSED: "bad" };

type RefusalProps = { column: string | null; value: string | null; message: string };

/** Column, value and reason; most reasons quote the value themselves. */
function Refusal({ column, value, message }: RefusalProps) {
  if (!column) return message;
  return (
    <>
      <strong>
        {value && !message.includes(value) ? (
          <Trans>
            {column} “{value}”:
          </Trans>
        ) : (
          <Trans>{column}:</Trans>
        )}
      </strong>{" "}
      {message}
    </>
  );
}

/** The dry run row by row: what becomes of each line, and for a refused one which column, which value and why. */
export function Rows({ batchId }: { batchId: string }) {
  const { t, i18n } = useLingui();
  const [verdict, setVerdict] = useState<RowVerdict | null>(null);
  const [after, goOn] = usePage(verdict);
  const [asked, ask] = useQuery({ query: BatchRows, variables: { id: batchId, after, verdict } });
  const filters = Object.entries(verdictLabels).map(([value, label]) => ({ value, label: i18n._(label) }));
  return (
    <Panel
      flush
      title={<Trans>Row by row</Trans>}
      aside={
        <SegmentedControl
          size="xs"
          ml="auto"
          maw="100%"
          style={{ overflowX: "auto" }}
          aria-label={t`Verdict`}
          value={verdict ?? "all"}
          onChange={(value) => setVerdict(value === "all" ? null : (value as RowVerdict))}
          data={[{ value: "all", label: t`All` }, ...filters]}
        />
      }
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ placementBatch }) => {
          const rows = placementBatch?.rows;
          if (!rows) return null;
          return (
            <>
              <section className={styles.tableBox} aria-label={t`Rows of the file`} tabIndex={0}>
                <table className={styles.table}>
                  <thead>
                    <tr>
                      <th scope="col">
                        <Trans>Line</Trans>
                      </th>
                      <th scope="col">
                        <Trans>Verdict</Trans>
                      </th>
                      <th scope="col">
                        <Trans>Debtor</Trans>
                      </th>
                      <th scope="col">
                        <Trans>Invoice</Trans>
                      </th>
                      <th scope="col">
                        <Trans>Due on</Trans>
                      </th>
                      <th scope="col" className={styles.end}>
                        <Trans>Amount</Trans>
                      </th>
                      <th scope="col">
                        <Trans>Remark</Trans>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.edges.map(({ node: row }) => (
                      <tr key={row.line}>
                        <td>{row.line}</td>
                        <td>
                          <Mark tone={tones[row.verdict]}>{i18n._(verdictLabels[row.verdict])}</Mark>
                        </td>
                        <td>{row.debtorName ?? row.debtorReference}</td>
                        <td>{row.documentNumber}</td>
                        <td>{row.dueOn && <Day value={row.dueOn} />}</td>
                        <td className={styles.end}>{row.amount && <Money value={row.amount} />}</td>
                        <td>
                          {row.timeBarred && (
                            <Mark tone="bad">
                              <Trans>Time-barred</Trans>
                            </Mark>
                          )}{" "}
                          {row.message && <Refusal column={row.column} value={row.value} message={row.message} />}{" "}
                          <span className={styles.dim}>{row.warnings.join(" · ")}</span>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
              <div className={styles.bar} style={{ padding: "0 12px 12px" }}>
                <span className={styles.dim}>
                  <Plural value={rows.totalCount} one="# row" other="# rows" />
                </span>
                {rows.pageInfo.hasNextPage && (
                  <Button variant="default" loading={asked.fetching} onClick={() => goOn(rows.pageInfo.endCursor)}>
                    <Trans>Show more</Trans>
                  </Button>
                )}
              </div>
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
