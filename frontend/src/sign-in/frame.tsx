import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { LocaleSwitch, SchemeSwitch } from "@/app/user-menu";
import styles from "@/sign-in/sign-in.module.css";

/** The page around everything that is done before somebody is signed in. */
export function Frame({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.tools}>
        <LocaleSwitch />
        <SchemeSwitch />
      </div>
      <div className={styles.box}>
        <div className={styles.brand}>
          <img src="/favicon.svg" width={32} height={32} alt="" />
          Tandem
        </div>
        <p className={styles.motto}>
          <Trans>One case file, shared by the agency, the creditor and the banker.</Trans>
        </p>
        <div className={styles.card}>
          <h1 className={styles.title}>{title}</h1>
          {children}
        </div>
      </div>
    </main>
  );
}
