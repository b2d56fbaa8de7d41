import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover, Stack } from "@mantine/core";
import { IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { useIdempotencyKey } from "@/api/use-idempotency-key";
import type { CaseFile } from "@/casefiles/documents";
import { PlanContact } from "@/contacts/documents";
import { recipientsFor } from "@/contacts/recipients";
import { VerdictNotice } from "@/contacts/verdict";

type CallButtonProps = { caseFile: CaseFile; opened: boolean; onOpened: (opened: boolean) => void };

/** Opens the numbers of the case file with the gate's answer; a number rings the collector first, then the debtor. */
export function CallButton({ caseFile, opened, onOpened }: CallButtonProps) {
  const { t } = useLingui();
  const [plan, busy] = useCommand(PlanContact);
  const key = useIdempotencyKey();
  const voice = caseFile.channels.find((one) => one.channel === "VOICE");
  const numbers = recipientsFor("VOICE", caseFile.parties);
  const possible = voice?.configured === true && voice.verdict.decision === "ALLOW";

  async function call(contactPointId: string) {
    const planned = await plan({
      input: { caseFileId: caseFile.id, contactPointId, channel: "VOICE", idempotencyKey: key.current() },
    });
    if (!planned) return;
    key.renew();
    onOpened(false);
  }

  return (
    <Popover opened={opened} onChange={onOpened} position="bottom-end" width={320} trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant={possible ? "filled" : "default"}
          c={possible ? undefined : "dimmed"}
          leftSection={possible ? <IconPhone size={15} /> : <IconPhoneOff size={15} />}
          onClick={() => onOpened(!opened)}
        >
          <Trans context="verb">Call</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Call the debtor`}>
        <Stack gap="xs">
          {voice && <VerdictNotice verdict={voice.verdict} />}
          {voice && !voice.configured && (
            <p>
              <Trans>This channel is off: no provider is configured.</Trans>
            </p>
          )}
          {numbers.length === 0 && (
            <p>
              <Trans>No phone number on this case file.</Trans>
            </p>
          )}
          {numbers.map(({ party, point, usable }) => (
            <Button
              key={point.id}
              variant="light"
              justify="space-between"
              disabled={!possible || !usable}
              loading={busy}
              rightSection={<IconPhone size={14} />}
              onClick={() => call(point.id)}
            >
              {[point.value, party.name].filter(Boolean).join(" · ")}
            </Button>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
