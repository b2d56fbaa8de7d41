import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconLock, IconUsers } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { Audience } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { useViewer } from "@/app/viewer";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/composer.module.css";
import { WriteNote } from "@/notes/documents";
import { WithdrawOffer } from "@/notes/withdraw-offer";

type NoteFormProps = {
  caseFile: CaseFile;
  audience: Audience;
  draft: string;
  onDraft: (draft: string) => void;
  onWritten?: () => void;
};

/** A note to one's own side or to both parties; which of the two is said in words, colour and icon, and on the button. */
export function NoteForm({ caseFile, audience, draft, onDraft, onWritten }: NoteFormProps) {
  const { t } = useLingui();
  const { organization } = useViewer().membership;
  const [write, busy] = useCommand(WriteNote);
  const [error, setError] = useState<string | null>(null);
  const shared = audience === "PARTIES";
  const other = organization.id === caseFile.agency.id ? caseFile.creditor.name : caseFile.agency.name;

  async function publish() {
    const body = draft.trim();
    if (!body) return setError(t`Write something first.`);
    const written = await write({ input: { caseFileId: caseFile.id, body, audience } });
    if (!written) return;
    onDraft("");
    setError(null);
    const { noteId, publishesAt } = written;
    const wait = publishesAt ? new Date(publishesAt).getTime() - now() : 0;
    if (shared && noteId && wait > 0) {
      const id = `note-${noteId}`;
      notifications.show({
        id,
        autoClose: wait,
        withCloseButton: false,
        title: t`The note becomes shared in a few seconds`,
        message: <WithdrawOffer noteId={noteId} notification={id} onWithdrawn={onDraft} />,
      });
    }
    onWritten?.();
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void publish();
  }

  return (
    <>
      <p className={styles.audience} data-audience={shared ? "shared" : "private"} id="note-audience">
        {shared ? <IconUsers size={15} aria-hidden="true" /> : <IconLock size={15} aria-hidden="true" />}
        {shared ? (
          <Trans>
            Shared: {organization.name} and {other} will read it
          </Trans>
        ) : (
          <Trans>Private: only {organization.name} reads it</Trans>
        )}
      </p>
      <Textarea
        aria-label={shared ? t`Shared note` : t`Private note`}
        aria-describedby="note-audience"
        placeholder={t`Write a note… Ctrl+Enter to publish`}
        autosize
        minRows={2}
        maxRows={8}
        value={draft}
        error={error}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div className={styles.line}>
        <Button
          className={styles.end}
          color={shared ? "teal" : "yellow"}
          loading={busy}
          leftSection={shared ? <IconUsers size={14} /> : <IconLock size={14} />}
          onClick={publish}
        >
          {shared ? <Trans>Share with {other}</Trans> : <Trans>Add the private note</Trans>}
        </Button>
      </div>
    </>
  );
}
