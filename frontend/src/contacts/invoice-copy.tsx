import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Kbd, Popover, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileInvoice } from "@tabler/icons-react";
import { useState } from "react";
import { useClient } from "urql";
import type { ResultOf } from "@/api/graphql";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { useShortcuts, useShortcutsOn } from "@/app/shortcuts";
import { InvoiceCopies, SendInvoiceCopy } from "@/contacts/documents";
import styles from "@/contacts/invoice-copy.module.css";
import { Instant, Money } from "@/design/values";

type Copies = ResultOf<typeof InvoiceCopies>["invoiceCopies"];
type Copy = Copies[number];

/**
 * Sends the debtor the copy of an invoice by e-mail in one key. A single copy that was added as its claim's invoice
 * leaves at once; one that its name alone tells is looked at first, of several one is chosen; with none it says what to do.
 */
export function InvoiceCopyButton({ caseFileId }: { caseFileId: string }) {
  const { t } = useLingui();
  const client = useClient();
  const keys = useShortcutsOn();
  const [send, busy] = useKeyedCommand(SendInvoiceCopy);
  const [asking, setAsking] = useState(false);
  const [choice, setChoice] = useState<Copies | null>(null);

  async function sendCopy({ claimId, documentId, fileName }: Copy) {
    if (!documentId) return;
    const sent = await send({ caseFileId, claimId, documentId });
    if (!sent?.attempt) return;
    setChoice(null);
    const { state, until, to } = sent.attempt;
    const waits = state === "NEEDS_PERSON";
    notifications.show({
      color: waits ? "yellow" : "green",
      message: waits ? (
        <Trans>{fileName} waits for the decision of a manager.</Trans>
      ) : until ? (
        <Trans>
          {fileName} leaves <Instant value={until} shape="short" /> for {to}.
        </Trans>
      ) : (
        <Trans>
          {fileName} leaves for {to}.
        </Trans>
      ),
    });
  }

  async function begin() {
    if (asking || busy) return;
    setAsking(true);
    const asked = await client.query(InvoiceCopies, { caseFileId }, { requestPolicy: "network-only" }).toPromise();
    setAsking(false);
    if (!asked.data) {
      notifications.show({ color: "red", title: t`This did not go through`, message: t`Try again in a moment.` });
      return;
    }
    const [only, ...others] = asked.data.invoiceCopies;
    if (only?.addedForClaim && others.length === 0) await sendCopy(only);
    else setChoice(asked.data.invoiceCopies);
  }

  useShortcuts({ f: () => void begin() });
  return (
    <Popover
      opened={choice !== null}
      onChange={(opened) => !opened && setChoice(null)}
      position="bottom-end"
      width={320}
      trapFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFileInvoice size={15} />}
          rightSection={keys ? <Kbd size="xs">f</Kbd> : undefined}
          loading={asking || busy}
          onClick={begin}
        >
          <Trans>Send an invoice</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Which invoice to send a copy of`}>
        <Stack gap="xs">
          {choice?.length === 0 && (
            <p>
              <Trans>Nothing is owed on this case file.</Trans>
            </p>
          )}
          {choice?.map((copy) => (
            <Button
              key={copy.claimId}
              variant="light"
              justify="space-between"
              h="auto"
              py={6}
              classNames={{ label: styles.choice }}
              disabled={!copy.documentId}
              loading={busy}
              rightSection={<Money value={copy.outstanding} />}
              onClick={() => sendCopy(copy)}
            >
              <span>
                {copy.documentNumber}
                {copy.fileName && (
                  <>
                    <br />
                    <bdi className={styles.file}>{copy.fileName}</bdi>
                  </>
                )}
              </span>
            </Button>
          ))}
          {choice?.some((copy) => copy.documentId && !copy.addedForClaim) && (
            <p>
              <Trans>The name of the file tells which invoice it is. Look that it is the invoice, then send it.</Trans>
            </p>
          )}
          {choice?.some((copy) => !copy.documentId) && (
            <p>
              <Trans>
                An invoice without a copy cannot be sent: add it as a shared document, with its number in the name of
                the file.
              </Trans>
            </p>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
