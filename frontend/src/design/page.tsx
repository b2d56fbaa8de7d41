import { type ReactNode, useId } from "react";
import styles from "@/design/page.module.css";

type PageProps = { title: ReactNode; aside?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode };

/** A screen: its one heading, what it can do, and its scrolling body (`flush`: the body scrolls by itself). */
export function Page({ title, aside, actions, flush, children }: PageProps) {
  const heading = useId();
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 id={heading} className={styles.title}>
          {title}
        </h1>
        {aside && <div className={styles.aside}>{aside}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {flush ? (
        <div className={styles.body} data-flush>
          {children}
        </div>
      ) : (
        <section className={styles.body} aria-labelledby={heading} tabIndex={0}>
          <div className={styles.inner}>{children}</div>
        </section>
      )}
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
