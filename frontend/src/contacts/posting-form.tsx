import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMailbox, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import type { PostalService } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import type { Attempt } from "@/casefiles/documents";
import { RecordLetterPosting } from "@/contacts/documents";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { NotSentButton } from "@/letter-steps/not-sent-button";
import { serviceLabels } from "@/printing/labels";

/** A letter on its way to the post: print it, then record the day it was posted. Printed is not posted. */
export function PostingForm({ attempt }: { attempt: Attempt }) {
  const { t, i18n } = useLingui();
  const [record, busy] = useCommand(RecordLetterPosting);
  const [day, setDay] = useState<string | null>(dayOf(now()));
  const [service, setService] = useState<PostalService>(attempt.postalService);
  const [number, setNumber] = useState(attempt.trackingNumber ?? "");
  const isRegistered = service !== "ORDINARY";

  async function save() {
    if (!day) return;
    const trackingNumber = isRegistered ? number : null;
    const saved = await record({ input: { attemptId: attempt.id, postedOn: day, service, trackingNumber } });
    if (!saved) return;
    notifications.show({
      color: "green",
      message: t`The posting is recorded.`,
    });
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
          <Select
            aria-label={t`Postal service`}
            w={220}
            size="xs"
            allowDeselect={false}
            data={Object.entries(serviceLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
            value={service}
            onChange={(value) => value && setService(value as PostalService)}
          />
          {isRegistered && (
            <TextInput
              aria-label={t`Tracking number`}
              placeholder={t`Tracking number`}
              w={180}
              size="xs"
              maxLength={30}
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
            />
          )}
          <Button onClick={save} disabled={!day || (isRegistered && !number.trim())} loading={busy}>
            <Trans>Record the posting</Trans>
          </Button>
        </>
      )}
      <NotSentButton attempt={attempt} />
    </Group>
  );
}

/** A letter that somebody said was not sent: that was a mistake, and its posting is recorded after all. */
export function PostedAfterAll({ attempt }: { attempt: Attempt }) {
  const [opened, { toggle }] = useDisclosure();
  return (
    <Stack gap={4} align="flex-start">
      <Button
        variant="subtle"
        size="compact-xs"
        mt={4}
        leftSection={<IconMailbox size={12} />}
        aria-expanded={opened}
        onClick={toggle}
      >
        <Trans>It was posted after all</Trans>
      </Button>
      {opened && <PostingForm attempt={attempt} />}
    </Stack>
  );
}
