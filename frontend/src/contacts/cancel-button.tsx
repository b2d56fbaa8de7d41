import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { CancelContact } from "@/contacts/documents";

/** Withdraws an attempt that has not left. Nothing is shown where it cannot be. */
export function CancelButton({ attempt }: { attempt: Attempt }) {
  const [cancel, busy] = useCommand(CancelContact);
  if (!attempt.viewerCan.cancel) return null;
  return (
    <Button
      variant="subtle"
      color="red"
      mt={4}
      loading={busy}
      onClick={() => cancel({ input: { attemptId: attempt.id } })}
    >
      {attempt.channel === "VOICE" ? <Trans>Cancel the call</Trans> : <Trans>Cancel this contact</Trans>}
    </Button>
  );
}
