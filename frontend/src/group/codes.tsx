import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { Instant } from "@/design/values";
import { CreateGroupCode, type Hierarchy, WithdrawGroupCode } from "@/group/documents";
import styles from "@/group/group.module.css";
import people from "@/people/people.module.css";

/** The codes by which creditors join, and the button that makes one. */
export function Codes({ codes }: Pick<Hierarchy, "codes">) {
  const { t } = useLingui();
  const [create, creating] = useCommand(CreateGroupCode);
  const [withdraw, withdrawing] = useCommand(WithdrawGroupCode);
  const [made, setMade] = useState<string | null>(null);
  return (
    <Panel
      title={<Trans>Let a creditor join</Trans>}
      aside={
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          loading={creating}
          onClick={async () => setMade((await create({}))?.code ?? null)}
        >
          <Trans>Make a code</Trans>
        </Button>
      }
    >
      <Stack gap="sm">
        <p>
          <Trans>
            Give the code to the administrator of one creditor. Once they enter it, you read all of their case files;
            they may leave at any time.
          </Trans>
        </p>
        {codes.length > 0 && (
          <ul className={people.sessions}>
            {codes.map(({ id, createdBy, expiresAt }) => (
              <li key={id}>
                <span>
                  <Trans>
                    Made by {createdBy}, good until <Instant value={expiresAt} />
                  </Trans>
                </span>
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={withdrawing}
                  onClick={() => withdraw({ input: { codeId: id } })}
                >
                  <Trans>Withdraw</Trans>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Stack>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={t`A code for one creditor`}>
        <Stack gap="sm">
          <p>
            <Trans>It is shown this once. It works for one creditor, for fourteen days.</Trans>
          </p>
          <code className={styles.code}>{made}</code>
          <Group justify="flex-end">
            <Button onClick={() => setMade(null)}>
              <Trans>I have noted it</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Panel>
  );
}
