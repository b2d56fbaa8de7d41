import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, VisuallyHidden } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { AssignButton } from "@/assigning/assign-button";
import type { Row } from "@/casefiles/list-documents";
import type { Column } from "@/design/virtual-grid";
import styles from "@/portfolio/portfolio.module.css";
import { between, toggled } from "@/portfolio/range";

/** Assigned at once at most: what one command takes. */
const MOST = 500;

/** Which of the rows on screen are selected, by their ids in the order of the list. */
export function useSelection(order: readonly string[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const clear = useCallback(() => setIds(new Set()), []);
  const toggle = useCallback(
    (id: string, upTo = false) => {
      setIds((known) => toggled(known, id, upTo ? between(order, last, id) : [id]));
      setLast(id);
    },
    [order, last],
  );
  return { ids, clear, toggle, set: setIds };
}

export type Selection = ReturnType<typeof useSelection>;

/** The box before a row. */
export function SelectBox({ row, selection }: { row: Row; selection: Selection }) {
  const { t } = useLingui();
  const name = row.debtor.name ?? row.debtor.reference;
  return (
    <Checkbox
      size="xs"
      display="inline-block"
      mr={8}
      aria-label={t`Select ${name}, ${row.reference}`}
      checked={selection.ids.has(row.id)}
      onChange={({ nativeEvent }) =>
        selection.toggle(row.id, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true)
      }
    />
  );
}

/** The column of boxes; none where nothing can be done with many case files at once. */
export function useSelectColumn(selection: Selection, offered: boolean): Column<Row>[] {
  const { t } = useLingui();
  return useMemo(
    () =>
      offered
        ? [
            {
              key: "select",
              header: <VisuallyHidden>{t`Selected`}</VisuallyHidden>,
              width: "34px",
              cell: (row) => <SelectBox row={row} selection={selection} />,
            },
          ]
        : [],
    [offered, selection, t],
  );
}

/** What is selected, what can be done with it, and how many it will touch. */
export function SelectionBar({ rows, selection }: { rows: readonly Row[]; selection: Selection }) {
  const chosen = rows.filter(({ id }) => selection.ids.has(id)).slice(0, MOST);
  const shown = rows.slice(0, MOST);
  if (chosen.length === 0) return null;
  return (
    <div className={styles.selection} role="status">
      <strong>
        <Plural value={chosen.length} one="# case file selected" other="# case files selected" />
      </strong>
      <AssignButton caseFiles={chosen} label={<Trans>Assign these</Trans>} onDone={selection.clear} />
      {chosen.length < shown.length && (
        <Button variant="default" onClick={() => selection.set(new Set(shown.map(({ id }) => id)))}>
          <Trans>Select all {shown.length} shown</Trans>
        </Button>
      )}
      <Button variant="subtle" onClick={selection.clear}>
        <Trans>Select none</Trans>
      </Button>
    </div>
  );
}
