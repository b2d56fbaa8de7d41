import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { SettleContact } from "@/contacts/documents";

/** A person says what became of a contact that no provider could: nothing is ever sent again blindly. */
export function SettleButtons({ attempt }: { attempt: Attempt }) {
  const [settle, busy] = useCommand(SettleContact);
  return (
    <>
      <Button loading={busy} onClick={() => settle({ input: { attemptId: attempt.id, outcome: "DELIVERED" } })}>
        <Trans>It was delivered</Trans>
      </Button>
      <Button
        variant="default"
        loading={busy}
        onClick={() => settle({ input: { attemptId: attempt.id, outcome: "NOT_SENT" } })}
      >
        <Trans>It was not sent</Trans>
      </Button>
    </>
  );
}
