import { Trans, useLingui } from "@lingui/react/macro";
import { Mark } from "@/design/facts";
import type { Source } from "@/rules/documents";
import styles from "@/rules/rules.module.css";

/** What the packs quote and name their sources in, whatever the reader's language. */
const LANGUAGE_OF_PACKS = "fr";

/** Said once on a page: to whom reads another language, that the sources are in their own. */
export function SourcesNote() {
  const { i18n } = useLingui();
  if (i18n.locale === LANGUAGE_OF_PACKS) return null;
  return (
    <p className={styles.dim}>
      <Trans>Sources are quoted in French, their original language.</Trans>
    </p>
  );
}

/** Whether a rule is the law's or our default, and where it comes from. */
export function SourceText({ source }: { source: Pick<Source, "source" | "basis"> }) {
  return (
    <span className={styles.source}>
      <Mark tone={source.basis === "LAW" ? "info" : "neutral"}>
        {source.basis === "LAW" ? <Trans>Law</Trans> : <Trans>Good practice</Trans>}
      </Mark>{" "}
      <span lang={LANGUAGE_OF_PACKS}>{source.source}</span>
    </span>
  );
}
