import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, Progress, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFile, IconLock, IconUsers } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import type { Audience } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import type { CaseFile } from "@/casefiles/documents";
import composer from "@/contacts/composer.module.css";
import { WithdrawDocument } from "@/files/documents";
import styles from "@/files/files.module.css";
import { useAdding } from "@/files/use-adding";
import { formatSize } from "@/formatting/sizes";
import { AudienceLine, useSides } from "@/publishing/audience-line";
import { offerWithdrawal } from "@/publishing/withdraw-offer";

type FormProps = {
  caseFile: CaseFile;
  audience: Audience;
  onAudience: (audience: Audience) => void;
  onAdded?: () => void;
};

/** A file for one's own side, or by a second choice for both parties; nothing is sent before the button is pressed. */
export function DocumentForm({ caseFile, audience, onAudience, onAdded }: FormProps) {
  const { i18n, t } = useLingui();
  const { other } = useSides(caseFile);
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const { run, percent, problem, setProblem, refusalOf } = useAdding(caseFile.id);
  const [withdraw] = useCommand(WithdrawDocument);
  const shared = audience === "PARTIES";

  function choose(chosen: File | null | undefined) {
    if (!chosen) return;
    const refusal = refusalOf(chosen);
    setProblem(refusal);
    setFile(refusal ? null : chosen);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  }

  async function add() {
    if (!file) return setProblem(t`Choose a file first.`);
    const document = await run(file, audience);
    if (!document) return;
    setFile(null);
    if (shared) {
      offerWithdrawal({
        id: `document-${document.id}`,
        title: t`The document becomes shared in a few seconds`,
        publishesAt: document.publishesAt,
        withdraw: async () => void (await withdraw({ input: { documentId: document.id } })),
      });
    } else {
      notifications.show({
        color: "green",
        message: t`The document is added.`,
      });
    }
    onAdded?.();
  }

  return (
    <>
      <SegmentedControl
        className={styles.choice}
        size="xs"
        aria-label={t`Who will read it`}
        value={audience}
        onChange={(value) => onAudience(value as Audience)}
        data={[
          { value: "OWN_SIDE", label: t`Private document` },
          { value: "PARTIES", label: t`Shared document` },
        ]}
      />
      <AudienceLine id="document-audience" audience={audience} caseFile={caseFile} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same by keyboard */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileButton onChange={choose} inputProps={{ "aria-label": t`File of the document` }}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFile size={14} />} disabled={percent !== null}>
              {file ? <Trans>Choose another file</Trans> : <Trans>Choose a file</Trans>}
            </Button>
          )}
        </FileButton>
        <span className={styles.chosen} role="status">
          {file ? (
            <>
              <bdi>{file.name}</bdi> · {formatSize(file.size, i18n.locale)}
            </>
          ) : (
            <Trans>or drop it here: PDF, pictures, office files, e-mails, up to 50 MB</Trans>
          )}
        </span>
        {percent !== null && <Progress value={percent} w="100%" aria-label={t`Upload`} />}
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={composer.line}>
        <Button
          className={composer.end}
          color={shared ? "teal" : "yellow"}
          loading={percent !== null}
          aria-describedby="document-audience"
          leftSection={shared ? <IconUsers size={14} /> : <IconLock size={14} />}
          onClick={add}
        >
          {shared ? <Trans>Share with {other}</Trans> : <Trans>Add the private document</Trans>}
        </Button>
      </div>
    </>
  );
}
