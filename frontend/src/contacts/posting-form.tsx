import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { Attempt } from "@/casefiles/documents";
import { RecordLetterPosting } from "@/contacts/documents";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";

/** A letter on its way to the post: print it, then record the day it was posted. Printed is not posted. */
export function PostingForm({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [record, busy] = useCommand(RecordLetterPosting);
  const [day, setDay] = useState<string | null>(dayOf(now()));

  async function save() {
    if (!day) return;
    const saved = await record({ input: { attemptId: attempt.id, postedOn: day } });
    if (saved) notifications.show({ color: "green", message: t`The posting is recorded.` });
  }

  return (
    <Group gap="xs">
      {attempt.document && (
        <Button
          component="a"
          href={attempt.document.url}
          target="_blank"
          rel="noopener"
          variant="default"
          leftSection={<IconPrinter size={14} />}
        >
          <Trans>Print the letter</Trans>
        </Button>
      )}
      {attempt.viewerCan.recordPosting && (
        <>
          <DayInput aria-label={t`Posted on`} w={120} maxDate={dayOf(now())} value={day} onChange={setDay} />
          <Button onClick={save} disabled={!day} loading={busy}>
            <Trans>Record the posting</Trans>
          </Button>
        </>
      )}
    </Group>
  );
}
