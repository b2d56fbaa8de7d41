import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Modal, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { SetAsideAs } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { ChooseCase } from "@/inbound/choose-case";
import { proposed } from "@/inbound/choosing";
import { AttachInboundMessage, type Message, SetAsideInboundMessage } from "@/inbound/documents";
import { asideLabels } from "@/inbound/labels";

type FormProps = { message: Message; onDone: () => void };

function AttachForm({ message, onDone }: FormProps) {
  const { t } = useLingui();
  const [attach, busy] = useCommand(AttachInboundMessage);
  const first = proposed(message);
  const [chosen, setChosen] = useState(first.chosen);
  const [shared, setShared] = useState(first.shared);

  async function save(event?: FormEvent) {
    event?.preventDefault();
    if (!chosen) return;
    const done = await attach({ input: { messageId: message.id, caseFileId: chosen, forBothParties: shared } });
    if (!done) return;
    notifications.show({ color: "green", message: t`The message is on the case file.` });
    onDone();
  }

  return (
    <DialogForm
      onSubmit={save}
      onCancel={onDone}
      action={<Trans>Put it onto the case file</Trans>}
      busy={busy}
      disabled={!chosen}
    >
      <ChooseCase suggested={message.suggestions} chosen={chosen} onChoose={setChosen} />
      <Checkbox
        label={t`The creditor may read it`}
        description={t`Leave it out when the message speaks of another creditor.`}
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}

function AsideForm({ message, onDone }: FormProps) {
  const { t, i18n } = useLingui();
  const [setAside, busy] = useCommand(SetAsideInboundMessage);
  const [reason, setReason] = useState<SetAsideAs | null>(null);
  const [comment, setComment] = useState("");

  async function save(event?: FormEvent) {
    event?.preventDefault();
    if (!reason) return;
    const done = await setAside({ input: { messageId: message.id, reason, comment: comment || null } });
    if (done) onDone();
  }

  const reasons = (Object.keys(asideLabels) as SetAsideAs[]).filter((one) => one !== "AUTOMATIC" && one !== "WISH");
  return (
    <DialogForm onSubmit={save} onCancel={onDone} action={<Trans>Put it aside</Trans>} busy={busy} disabled={!reason}>
      <Select
        label={t`Why it belongs to no case file`}
        data={reasons.map((value) => ({ value, label: i18n._(asideLabels[value]) }))}
        value={reason}
        onChange={(value) => setReason(value as SetAsideAs | null)}
        withAsterisk
      />
      <TextInput
        label={t`Comment`}
        maxLength={500}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

/** What a person does with a message: onto a case file, or aside with a reason. */
export function PlaceMessage({ message }: { message: Message }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<"attach" | "aside" | null>(null);
  const close = () => setOpen(null);
  return (
    <Group gap="xs">
      <Button onClick={() => setOpen("attach")}>
        <Trans>Attach to a case file</Trans>
      </Button>
      {message.state === "WAITING" && (
        <Button variant="default" onClick={() => setOpen("aside")}>
          <Trans>Put aside</Trans>
        </Button>
      )}
      <Modal opened={open === "attach"} onClose={close} title={t`Attach to a case file`}>
        <AttachForm message={message} onDone={close} />
      </Modal>
      <Modal opened={open === "aside"} onClose={close} title={t`Put aside`}>
        <AsideForm message={message} onDone={close} />
      </Modal>
    </Group>
  );
}
