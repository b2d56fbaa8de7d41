import type { ReactNode } from "react";
import styles from "@/design/facts.module.css";

export type Tone = "neutral" | "info" | "good" | "warn" | "bad";

/** Label and value pairs. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A state in words with a coloured dot: colour never speaks alone. */
export function Dot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles.dot} data-tone={tone}>
      {children}
    </span>
  );
}

/** A small label beside a name. */
export function Mark({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      {children}
    </span>
  );
}
