import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { Channel } from "@/api/enums";
import { formatDay } from "@/formatting/dates";
import { channelLabels } from "@/formatting/labels";
import type { RefusalFigure } from "@/refusals/documents";
import styles from "@/refusals/refusals.module.css";
import { narrowed, type RefusalView } from "@/refusals/view";

/** What a figure is of, in the reader's words. */
export function useFigureName() {
  const { t, i18n } = useLingui();
  return ({ by, key, label }: RefusalFigure): string => {
    if (key === null) return t`By nobody: asked for by the person`;
    if (by === "CHANNEL") return i18n._(channelLabels[key.toUpperCase() as Channel]);
    if (by === "WEEK") return t`Week of ${formatDay(key, i18n.locale)}`;
    return label ?? key;
  };
}

type FigureTableProps = { title: string; figures: readonly RefusalFigure[]; view: RefusalView; most: number };

/** Contacts by one way of looking; each line leads to its own figures and case files. */
export function FigureTable({ title, figures, view, most }: FigureTableProps) {
  const nameOf = useFigureName();
  return (
    <table className={styles.table} aria-label={title}>
      <thead>
        <tr>
          <td />
          <th scope="col">
            <Trans>Contacts</Trans>
          </th>
          <th scope="col">
            <Trans context="contacts">Stopped</Trans>
          </th>
          <th scope="col">
            <Trans>Put off</Trans>
          </th>
          <th scope="col">
            <Trans>To decide</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => {
          const search = narrowed(view, figure);
          return (
            <tr key={figure.key ?? ""}>
              <th scope="row">
                {search ? (
                  <Link className={styles.link} to="/refusals" search={search}>
                    {nameOf(figure)}
                  </Link>
                ) : (
                  nameOf(figure)
                )}
                <meter className={styles.share} max={most} value={figure.contacts} aria-hidden="true" />
              </th>
              <td>{figure.contacts}</td>
              <td>{figure.stopped}</td>
              <td>{figure.putOff}</td>
              <td>{figure.leftToAPerson}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
