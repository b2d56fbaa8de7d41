import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import type { Hold } from "@/casefiles/documents";
import { Day, Instant, Money } from "@/design/values";
import { ReleaseDirective } from "@/directives/documents";
import styles from "@/directives/holds-panel.module.css";
import { holdLabels } from "@/formatting/labels";

/** Holds that end together: those of one directive. */
function together(holds: readonly Hold[]): Hold[][] {
  const found = new Map<string, Hold[]>();
  for (const hold of holds) {
    const key = hold.directive?.id ?? hold.id;
    found.set(key, [...(found.get(key) ?? []), hold]);
  }
  return [...found.values()];
}

function HeldBy({ hold, parts }: { hold: Hold; parts: readonly Hold[] }) {
  const { i18n } = useLingui();
  const [release, busy] = useCommand(ReleaseDirective);
  const { directive } = hold;
  return (
    <li className={styles.hold}>
      <p className={styles.kind}>
        <IconPlayerPause size={15} aria-hidden="true" />
        {i18n._(holdLabels[hold.kind])}
      </p>
      {parts.map(
        ({ id, claim, amount }) =>
          claim && (
            <p key={id}>
              {claim.documentNumber}
              {amount && (
                <>
                  {" "}
                  · <Money value={amount} />
                </>
              )}
            </p>
          ),
      )}
      <p>{hold.reason}</p>
      <p className={styles.by}>
        {[hold.byName, hold.byOrganization.name].filter(Boolean).join(", ")} · <Instant value={hold.since} />
        {hold.until && (
          <>
            {" "}
            ·{" "}
            <Trans>
              until <Day value={hold.until.slice(0, 10)} />
            </Trans>
          </>
        )}
      </p>
      {hold.viewerCanRelease && directive && (
        <Button
          mt={6}
          variant="default"
          loading={busy}
          onClick={() => release({ input: { directiveId: directive.id } })}
        >
          <Trans>Release the hold</Trans>
        </Button>
      )}
    </li>
  );
}

/** What stops this case file, since when, until when, and the button for who may lift it. */
export function HoldsPanel({ holds }: { holds: readonly Hold[] }) {
  if (holds.length === 0) {
    return (
      <p className={styles.by}>
        <Trans>Nothing stops this case file.</Trans>
      </p>
    );
  }
  return (
    <ul>{together(holds).map((parts) => parts[0] && <HeldBy key={parts[0].id} hold={parts[0]} parts={parts} />)}</ul>
  );
}
