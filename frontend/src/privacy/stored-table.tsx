import { useLingui } from "@lingui/react/macro";
import { storeLabels } from "@/privacy/labels";
import styles from "@/privacy/privacy.module.css";

type Stored = readonly { table: string; rows: number }[];

/** How much of what, one line a store. */
export function StoredTable({ stored, label }: { stored: Stored; label: string }) {
  const { i18n } = useLingui();
  const named = (table: string) => (storeLabels[table] ? i18n._(storeLabels[table]) : table);
  return (
    <table className={styles.table} aria-label={label}>
      <tbody>
        {[...stored]
          .sort((one, other) => named(one.table).localeCompare(named(other.table), i18n.locale))
          .map(({ table, rows }) => (
            <tr key={table}>
              <th scope="row">{named(table)}</th>
              <td className="figures">{i18n.number(rows)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
