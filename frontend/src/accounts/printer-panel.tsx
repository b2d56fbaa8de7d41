import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { Tested } from "@/accounts/account-panel";
import styles from "@/accounts/accounts.module.css";
import {
  type Account,
  CheckProviderAccount,
  RemoveProviderAccount,
  type Unread,
  UsePrinter,
} from "@/accounts/documents";
import { UnreadFiles } from "@/accounts/unread-files";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { AskingButton } from "@/people/asking";

/** Whether a printer prints and posts the agency's letters: it takes them from a folder that it shares with Tandem. */
export function PrinterPanel({ account, unread }: { account?: Account; unread?: Unread }) {
  const { t } = useLingui();
  const [start, starting] = useCommand(UsePrinter);
  const [check, checking] = useCommand(CheckProviderAccount);
  const [remove, removing] = useCommand(RemoveProviderAccount);
  const folder = account?.folder ?? undefined;

  return (
    <Panel title={<Trans>Letters: a printer</Trans>}>
      <Stack gap="sm">
        {account ? (
          <>
            <div role="status">
              <Tested account={account} />
            </div>
            <p>
              <Trans>
                Each letter that is produced is put into the printer’s folder{" "}
                <code className={styles.address}>{folder}</code>, and what the printer tells is read there every minute.
              </Trans>
            </p>
            {unread && unread.total > 0 && <UnreadFiles unread={unread} folder={folder} />}
            <Group gap="xs">
              <Button loading={checking} onClick={() => check({ input: { accountId: account.id } })}>
                <Trans>Test the folder</Trans>
              </Button>
              <AskingButton
                label={<Trans>Use it no more</Trans>}
                title={t`Use it no more`}
                consequence={
                  <Trans>
                    Letters wait for your own print run again. What the printer has already is still its to post.
                  </Trans>
                }
                yes={<Trans>Use it no more</Trans>}
                busy={removing}
                onYes={() => remove({ input: { accountId: account.id } })}
              />
            </Group>
          </>
        ) : (
          <>
            <p>
              <Trans>Your agency prints and posts its letters itself.</Trans>
            </p>
            <Group>
              <AskingButton
                label={<Trans>Have a printer print and post them</Trans>}
                title={t`Have a printer print and post them`}
                consequence={
                  <Trans>
                    From then on each letter that is produced is handed to the printer at once, and waits for no print
                    run of yours.
                  </Trans>
                }
                yes={<Trans>Have them printed and posted</Trans>}
                busy={starting}
                onYes={() => start({})}
              />
            </Group>
          </>
        )}
      </Stack>
    </Panel>
  );
}
