import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconMessageCircleOff } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { CaseFile } from "@/casefiles/documents";
import { Instant } from "@/design/values";
import { ReleaseDirective } from "@/directives/documents";
import styles from "@/directives/holds-panel.module.css";
import { directiveLabels } from "@/formatting/labels";

type Directive = CaseFile["directives"][number];

/** What the client says of how, and whom, one may contact, with the button for who may lift it. Holds stand apart. */
export function Instructions({ directives }: { directives: readonly Directive[] }) {
  const inForce = directives.filter(({ kind, state }) => kind !== "HOLD" && state === "ISSUED");
  if (inForce.length === 0) return null;
  return (
    <ul className={styles.instructions}>
      {inForce.map((directive) => (
        <InForce key={directive.id} directive={directive} />
      ))}
    </ul>
  );
}

function InForce({ directive }: { directive: Directive }) {
  const { i18n } = useLingui();
  const [release, busy] = useCommand(ReleaseDirective);
  return (
    <li className={styles.hold}>
      <p className={styles.kind}>
        <IconMessageCircleOff size={15} aria-hidden="true" />
        {[i18n._(directiveLabels[directive.kind]), directive.party?.name].filter(Boolean).join(" · ")}
      </p>
      <p>{directive.reason}</p>
      <p className={styles.by}>
        {directive.issuedBy} · <Instant value={directive.issuedAt} />
      </p>
      {directive.viewerCanRelease && (
        <Button
          mt={6}
          variant="default"
          loading={busy}
          onClick={() => release({ input: { directiveId: directive.id } })}
        >
          <Trans>Lift this instruction</Trans>
        </Button>
      )}
    </li>
  );
}
