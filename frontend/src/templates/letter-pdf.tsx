import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useState } from "react";
import { useClient } from "urql";
import { TemplateLetter } from "@/templates/documents";
import type { Words } from "@/templates/words";

type Props = { words: Words; caseFileId: string | null };

/** The page as it would be posted, taken as a file. */
export function LetterPdf({ words, caseFileId }: Props) {
  const { t } = useLingui();
  const api = useClient();
  const [busy, setBusy] = useState(false);

  async function take() {
    setBusy(true);
    const options = { requestPolicy: "network-only" as const };
    const { data } = await api.query(TemplateLetter, { words, caseFileId }, options).toPromise();
    setBusy(false);
    if (!data?.templateLetter) {
      notifications.show({ color: "red", message: t`This letter cannot be printed yet: something is missing.` });
      return;
    }
    const link = document.createElement("a");
    link.href = `data:application/pdf;base64,${data.templateLetter}`;
    link.download = `${words.titleFr || "lettre"}.pdf`;
    link.click();
  }

  return (
    <Button variant="default" leftSection={<IconFileTypePdf size={15} />} loading={busy} onClick={take}>
      <Trans>Take the page as PDF</Trans>
    </Button>
  );
}
