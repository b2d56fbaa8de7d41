import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import styles from "@/accounts/accounts.module.css";
import { SetAgencyTelephone } from "@/accounts/documents";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { Dot } from "@/design/facts";
import { Panel } from "@/design/page";
import { formatPhone } from "@/formatting/addresses";

type TelephoneProps = { telephone: string | null };

function TelephoneForm({ telephone, onDone }: TelephoneProps & { onDone: () => void }) {
  const { t } = useLingui();
  const [set, busy] = useCommand(SetAgencyTelephone);
  const form = useForm({ initialValues: { telephone: telephone ? formatPhone(telephone) : "" } });

  async function submit(values: typeof form.values) {
    if (await set({ input: values }, form)) onDone();
  }

  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Save the telephone</Trans>}
      busy={busy}
    >
      <TextInput
        label={t`Telephone`}
        description={t`One that your office answers. What has left already names the former one.`}
        type="tel"
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps("telephone")}
      />
    </DialogForm>
  );
}

/** The telephone that people are told to ring; a number that the agency calls from is none that its office answers. */
export function TelephonePanel({ telephone, isSender }: TelephoneProps & { isSender: boolean }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const number = telephone ? formatPhone(telephone) : "";
  return (
    <Panel title={<Trans>Your agency’s telephone</Trans>}>
      <Stack gap="sm" className={styles.sentences}>
        <p>
          {telephone ? (
            <Trans>
              Letters, messages and calls tell people to dial <strong>{number}</strong>.
            </Trans>
          ) : (
            <Trans>Letters, messages and calls name no telephone, since none is entered.</Trans>
          )}
        </p>
        {isSender && (
          <Dot tone="warn">
            <Trans>
              It is one of your own senders: a call there reaches a collector whose line is open and free, and otherwise
              nobody. Enter a telephone that your office answers.
            </Trans>
          </Dot>
        )}
        <Group>
          <Button variant="default" onClick={open}>
            <Trans>Change the telephone</Trans>
          </Button>
        </Group>
      </Stack>
      <Modal opened={opened} onClose={close} title={t`Change the telephone`}>
        <TelephoneForm telephone={telephone} onDone={close} />
      </Modal>
    </Panel>
  );
}
