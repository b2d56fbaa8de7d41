import { Trans } from "@lingui/react/macro";
import { IconShieldCheck } from "@tabler/icons-react";
import type { ResultOf } from "@/api/graphql";
import { Instant } from "@/design/values";
import type { TimelinePage } from "@/timeline/documents";
import styles from "@/timeline/proved-until.module.css";

type CaseFile = NonNullable<ResultOf<typeof TimelinePage>["caseFile"]>;

/** Up to when all that the reader sees is anchored outside of Tandem; it stays true whatever comes after. */
export function ProvedUntil({ anchor }: { anchor: NonNullable<CaseFile["timelineAnchor"]> }) {
  const until = <Instant value={anchor.madeAt} />;
  return (
    <p className={styles.line}>
      <IconShieldCheck size={14} aria-hidden />
      <span>
        {anchor.qualified ? (
          <Trans>Proof kept outside Tandem up to {until}, with a qualified time stamp</Trans>
        ) : (
          <Trans>Proof kept outside Tandem up to {until}</Trans>
        )}
      </span>
    </p>
  );
}
