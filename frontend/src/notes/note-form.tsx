import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Textarea } from "@mantine/core";
import { IconLock, IconUsers } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { Audience } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/composer.module.css";
import { WithdrawNote, WriteNote } from "@/notes/documents";
import { AudienceLine, useSides } from "@/publishing/audience-line";
import { offerWithdrawal } from "@/publishing/withdraw-offer";

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
  const { other } = useSides(caseFile);
  const [write, busy] = useCommand(WriteNote);
  const [withdraw] = useCommand(WithdrawNote);
  const [error, setError] = useState<string | null>(null);
  const shared = audience === "PARTIES";

  async function publish() {
    const body = draft.trim();
    if (!body) return setError(t`Write something first.`);
    const written = await write({ input: { caseFileId: caseFile.id, body, audience } });
    if (!written) return;
    onDraft("");
    setError(null);
    const { noteId, publishesAt } = written;
    if (noteId) {
      offerWithdrawal({
        id: `note-${noteId}`,
        title: t`The note becomes shared in a few seconds`,
        publishesAt,
        withdraw: async () => {
          const taken = await withdraw({ input: { noteId } });
          if (taken) onDraft(taken.body ?? "");
        },
      });
    }
    onWritten?.();
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void publish();
  }

  return (
    <>
      <AudienceLine id="note-audience" audience={audience} caseFile={caseFile} />
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
