import type { ReactNode } from "react";
import styles from "@/design/page.module.css";

type PageProps = { title: ReactNode; aside?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode };

/** A screen: its one heading, what it can do, and its scrolling body (`flush`: the body scrolls by itself). */
export function Page({ title, aside, actions, flush, children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {aside && <div className={styles.aside}>{aside}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={styles.body} data-flush={flush || undefined}>
        {flush ? children : <div className={styles.inner}>{children}</div>}
      </div>
    </div>
  );
}

/** A titled box. */
export function Panel({
  title,
  aside,
  children,
  flush,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={styles.panel}>
      <header className={styles.panelHead}>
        <h2 className={styles.panelTitle}>{title}</h2>
        {aside}
      </header>
      <div className={flush ? undefined : styles.panelBody}>{children}</div>
    </section>
  );
}
