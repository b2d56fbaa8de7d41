import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import styles from "@/timeline/unread.module.css";

/** How much is new for the reader on a case file that they have read before; nothing where nothing is. */
export function Unread({ count }: { count: number | null }) {
  const { t } = useLingui();
  if (!count) return null;
  const said = t`${plural(count, { one: "# event not read yet", other: "# events not read yet" })}`;
  return (
    <span className={styles.unread} title={said} role="img" aria-label={said}>
      {count > 99 ? "99+" : count}
    </span>
  );
}
