import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "@/app/shortcuts";
import styles from "@/design/virtual-grid.module.css";

const NARROW = "(max-width: 61.99em)";
/** Heights in rem, as in the style sheet: rows grow with the reader's text. */
const HEAD = 2.125;
const ROW = 3.25;
const CARD = 5.25;
const remInPixels = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
/** The next page is asked while this many rows are still to come. */
const AHEAD = 40;
const NO_KEYS = {};

export type Column<Row> = {
  key: string;
  header: ReactNode;
  /** A CSS grid track. */
  width: string;
  end?: boolean;
  cell: (row: Row) => ReactNode;
};

type RowProps<Row> = {
  id: string;
  row: Row;
  index: number;
  start: number;
  active: boolean;
  columns: readonly Column<Row>[];
  card: ((row: Row) => ReactNode) | null;
  onOpen: (row: Row) => void;
};

/** Memoised by hand: while scrolling, only rows that enter are drawn. */
const GridRow = memo(function GridRow<Row>({ id, row, index, start, active, columns, card, onOpen }: RowProps<Row>) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its active row
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={card ? `${styles.row} ${styles.card}` : styles.row}
      style={{ transform: `translateY(${start}px)` }}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("a, button, input, label")) onOpen(row);
      }}
    >
      {card ? (
        <div role="gridcell" className={styles.cardCell}>
          {card(row)}
        </div>
      ) : (
        columns.map((column) => (
          <div key={column.key} role="gridcell" className={styles.cell} data-end={column.end || undefined}>
            {column.cell(row)}
          </div>
        ))
      )}
    </div>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

type GridProps<Row> = {
  label: string;
  rows: readonly Row[];
  total: number;
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** How a row looks where the columns do not fit. */
  card: (row: Row) => ReactNode;
  onOpen: (row: Row) => void;
  /** Where rows can be selected: what `x` does to the active one, `X` also to all since the last. */
  onMark?: ((row: Row, upTo: boolean) => void) | undefined;
  more: boolean;
  loadMore: () => void;
};

/** A long list: only what is visible is drawn, pages load as they come near, j/k/arrows move, Enter opens and x selects. */
export function VirtualGrid<Row>({
  label,
  rows,
  total,
  rowKey,
  columns,
  card,
  onOpen,
  onMark,
  more,
  loadMore,
}: GridProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [rem] = useState(remInPixels);
  const head = narrow ? 0 : HEAD * rem;
  const size = (narrow ? CARD : ROW) * rem;

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => (rows[index] ? rowKey(rows[index]) : index),
    overscan: 8,
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const current = Math.min(active, rows.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of height asks for new measures
  useEffect(() => virtualizer.measure(), [size]);

  useEffect(() => {
    if (more && last >= rows.length - AHEAD) loadMore();
  }, [more, last, rows.length, loadMore]);

  const keys = useMemo(() => {
    function move(by: number) {
      setActive((at) => {
        const next = Math.max(0, Math.min(rows.length - 1, Math.min(at, rows.length - 1) + by));
        virtualizer.scrollToIndex(next);
        return next;
      });
      scroller.current?.focus({ preventScroll: true });
    }
    return { j: () => move(1), k: () => move(-1) };
  }, [rows.length, virtualizer]);
  useShortcuts(keys, { steps: true });
  const here = rows[current];
  const marks = useMemo(() => {
    if (!onMark || !here) return NO_KEYS;
    return { x: () => onMark(here, false), X: () => onMark(here, true) };
  }, [onMark, here]);
  useShortcuts(marks);

  function press(event: KeyboardEvent) {
    if (event.target !== event.currentTarget) return;
    if (event.key === "ArrowDown") keys.j();
    else if (event.key === "ArrowUp") keys.k();
    else if (event.key === "Enter" && here) onOpen(here);
    else return;
    event.preventDefault();
  }

  // The list is what the screen is for: it takes the focus that nothing else on the page has asked for.
  useEffect(() => {
    const later = setTimeout(() => {
      const focused = document.activeElement;
      if (focused === document.body || focused?.id === "main") scroller.current?.focus({ preventScroll: true });
    });
    return () => clearTimeout(later);
  }, []);

  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-activedescendant={rows[current] ? `row-${rowKey(rows[current])}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      style={{ "--columns": columns.map((column) => column.width).join(" ") } as React.CSSProperties}
    >
      {!narrow && (
        <div role="row" aria-rowindex={1} className={styles.head}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={styles.cell} data-end={column.end || undefined}>
              {column.header}
            </div>
          ))}
        </div>
      )}
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <GridRow
              key={item.key}
              id={`row-${rowKey(row)}`}
              row={row}
              index={item.index}
              start={item.start - head}
              active={item.index === current}
              columns={columns}
              card={narrow ? card : null}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}
