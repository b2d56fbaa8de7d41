import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import {
  ApproveTemplateVersion,
  RejectTemplateVersion,
  type TemplateVersion,
  type WrittenTemplate,
} from "@/templates/documents";

type Props = { template: WrittenTemplate; version: TemplateVersion };

/** Lets a text go out, or tells its author why not. */
export function Decide({ template, version }: Props) {
  const { t } = useLingui();
  const [approve, approving] = useCommand(ApproveTemplateVersion);
  const [reject, rejecting] = useCommand(RejectTemplateVersion);
  const form = useForm({ initialValues: { comment: "" } });
  const { id: templateId } = template;
  const { number } = version;
  return (
    <form
      onSubmit={form.onSubmit(({ comment }) => void approve({ input: { templateId, number, comment } }, form))}
      aria-label={t`Decide about version ${number}`}
    >
      <Textarea
        label={t`Comment`}
        description={t`Needed when you reject: its author reads it.`}
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps("comment")}
      />
      <Group justify="flex-end" gap="xs" mt="xs">
        <Button
          variant="default"
          leftSection={<IconX size={14} />}
          loading={rejecting}
          onClick={() => reject({ input: { templateId, number, comment: form.values.comment } }, form)}
        >
          <Trans>Reject version {number}</Trans>
        </Button>
        <Button type="submit" leftSection={<IconCheck size={14} />} loading={approving}>
          <Trans>Approve version {number}</Trans>
        </Button>
      </Group>
    </form>
  );
}
