import { Trans } from "@lingui/react/macro";
import { Mark } from "@/design/facts";
import type { Source } from "@/rules/documents";
import styles from "@/rules/rules.module.css";

/** Whether a rule is the law's or our default, and where it comes from. */
export function SourceText({ source }: { source: Pick<Source, "source" | "basis"> }) {
  return (
    <span className={styles.source}>
      <Mark tone={source.basis === "LAW" ? "info" : "neutral"}>
        {source.basis === "LAW" ? <Trans>Law</Trans> : <Trans>Good practice</Trans>}
      </Mark>{" "}
      {source.source}
    </span>
  );
}
