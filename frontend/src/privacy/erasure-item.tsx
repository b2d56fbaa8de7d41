import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Dot } from "@/design/facts";
import { Instant } from "@/design/values";
import type { Erasure } from "@/privacy/documents";
import { groundLabels } from "@/privacy/labels";
import styles from "@/privacy/privacy.module.css";

/** Where an erasure stands, in words. */
export function ErasureStanding({ erasure }: { erasure: Erasure }) {
  if (erasure.state === "STOPPED") {
    return (
      <Dot tone="bad">
        <Trans>Stopped</Trans>
      </Dot>
    );
  }
  if (erasure.finishedAt) {
    return (
      <Dot tone="good">
        <Trans context="person">Erased</Trans>
      </Dot>
    );
  }
  return (
    <Dot tone="info">{erasure.state === "ERASED" ? <Trans>Destroying files</Trans> : <Trans>Being erased</Trans>}</Dot>
  );
}

/** A line of the journal: when, why, where it stands; never who. */
export function ErasureItem({ erasure }: { erasure: Erasure }) {
  const { i18n } = useLingui();
  const references = erasure.caseFiles.map(({ reference }) => reference).join(", ");
  return (
    <li>
      <div className={styles.what}>
        <p>
          <ErasureStanding erasure={erasure} /> · {i18n._(groundLabels[erasure.ground])}
        </p>
        <p className={styles.dim}>
          <Instant value={erasure.erasedAt ?? erasure.requestedAt} /> · {erasure.creditor.name} · {references}
        </p>
      </div>
      <Link to="/privacy/erasures/$erasureId" params={{ erasureId: erasure.id }}>
        <Trans>Certificate</Trans>
      </Link>
    </li>
  );
}
