import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, Radio, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMapSearch } from "@tabler/icons-react";
import type { TracingOutcome } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import type { Attempt } from "@/casefiles/documents";
import { DialogForm } from "@/design/dialog-form";
import { FinishTracing } from "@/returns/documents";

/** Ends the search for a better address: with one, or with what was tried. Absent where nothing is searched for. */
export function TracingButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [finish, busy] = useCommand(FinishTracing);
  const form = useForm({ initialValues: { outcome: "FOUND" as TracingOutcome, address: "", comment: "" } });
  if (!attempt.viewerCan.finishTracing) return null;
  const found = form.values.outcome === "FOUND";

  async function submit({ outcome, address, comment }: typeof form.values) {
    const input = {
      attemptId: attempt.id,
      outcome,
      address: found ? address.trim() || null : null,
      comment: comment.trim() || null,
    };
    if (!(await finish({ input }, form))) return;
    close();
    notifications.show({
      color: "green",
      message: t`The search is closed.`,
    });
  }

  return (
    <>
      <Button variant="default" leftSection={<IconMapSearch size={14} />} onClick={open}>
        <Trans>Close the address search</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Close the address search`}>
        <DialogForm
          onSubmit={form.onSubmit(submit)}
          onCancel={close}
          action={<Trans>Close the search</Trans>}
          busy={busy}
          disabled={!found && !form.values.comment.trim()}
        >
          <Radio.Group label={t`What you found`} {...form.getInputProps("outcome")}>
            <Stack gap={6} mt={4}>
              <Radio value="FOUND" label={t`A better address`} data-autofocus />
              <Radio value="NOT_FOUND" label={t`Nothing`} />
            </Stack>
          </Radio.Group>
          {found && (
            <Textarea
              label={t`New address`}
              description={t`As on an envelope, without the name. Leave it empty when it is on the case file already.`}
              autosize
              minRows={3}
              {...form.getInputProps("address")}
            />
          )}
          <Textarea
            label={found ? t`Where you found it` : t`What was tried`}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps("comment")}
          />
        </DialogForm>
      </Modal>
    </>
  );
}
