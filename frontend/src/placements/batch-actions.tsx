import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useCommand } from "@/api/use-command";
import { AbandonPlacement, AcceptPlacement, type Summary } from "@/placements/documents";

/** The agency takes the batch in charge; its case files enter the work queue. */
export function AcceptButton({ batch }: { batch: Summary }) {
  const [accept, busy] = useCommand(AcceptPlacement);
  if (!batch.viewerCan.accept) return null;
  return (
    <Button loading={busy} onClick={() => accept({ input: { batchId: batch.id } })}>
      <Trans>Accept the placement</Trans>
    </Button>
  );
}

export function AbandonButton({ batch }: { batch: Summary }) {
  const [abandon, busy] = useCommand(AbandonPlacement);
  if (!batch.viewerCan.abandon) return null;
  return (
    <Button variant="default" loading={busy} onClick={() => abandon({ input: { batchId: batch.id } })}>
      <Trans>Abandon</Trans>
    </Button>
  );
}
