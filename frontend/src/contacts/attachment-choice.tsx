import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { CaseDocument } from "@/casefiles/documents";
import styles from "@/contacts/attachment-choice.module.css";
import { formatSize } from "@/formatting/sizes";

/** As the server counts them: what mail servers take once the files have become a third longer on their way. */
const MOST_FILES = 10;
const MOST_BYTES = 15_000_000;

type AttachmentChoiceProps = {
  documents: readonly CaseDocument[];
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
  /** The text says that something is attached, and nothing is yet. */
  needed?: boolean;
  /** They are printed: only what paper can show is offered. */
  onPaper?: boolean;
};

/** As the printer takes them: what else there is has no pages. */
const PRINTABLE = ["application/pdf", "image/png", "image/jpeg"];

/** Which documents leave with the message: only those that both parties read, who read the copy as sent too. */
export function AttachmentChoice({ documents, chosen, onChosen, needed = false, onPaper }: AttachmentChoiceProps) {
  const { i18n } = useLingui();
  const offered = documents.filter(
    ({ chain, state, contentType }) =>
      chain === "PARTIES" && state === "RECORDED" && (!onPaper || PRINTABLE.includes(contentType)),
  );
  const size = offered.filter(({ id }) => chosen.includes(id)).reduce((sum, one) => sum + one.size, 0);
  const full = chosen.length >= MOST_FILES;
  const total = formatSize(size, i18n.locale);
  const [opened, setOpened] = useState(needed);
  const [before, setBefore] = useState(needed);
  // Opened when a text is chosen that needs files; the first file that is ticked does not shut it again.
  if (needed !== before) {
    setBefore(needed);
    if (needed) setOpened(true);
  }
  return (
    <details className={styles.choice} open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        {chosen.length > 0 ? (
          <Trans>Attached files ({total})</Trans>
        ) : onPaper ? (
          <Trans>Enclose documents of the case file</Trans>
        ) : (
          <Trans>Attach documents of the case file</Trans>
        )}
      </summary>
      {offered.length === 0 && (
        <p>
          {onPaper ? (
            <Trans>
              There is no shared document on this case file that can be printed: a PDF, or a PNG or JPEG picture.
            </Trans>
          ) : (
            <Trans>
              There is no shared document on this case file. Only what both parties can read can be attached.
            </Trans>
          )}
        </p>
      )}
      <ul className={styles.files}>
        {offered.map((document) => {
          const on = chosen.includes(document.id);
          return (
            <li key={document.id}>
              <Checkbox
                size="sm"
                checked={on}
                disabled={!on && (full || size + document.size > MOST_BYTES)}
                onChange={() => onChosen(on ? chosen.filter((id) => id !== document.id) : [...chosen, document.id])}
                label={
                  <>
                    <bdi>{document.name}</bdi> · {formatSize(document.size, i18n.locale)}
                  </>
                }
              />
            </li>
          );
        })}
      </ul>
      {needed && offered.length > 0 && (
        <p role="status">
          <Trans>This text says that files are attached: choose them first.</Trans>
        </p>
      )}
    </details>
  );
}
