import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { FormEvent } from "react";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { RequireSecondFactor } from "@/people/documents";

/** Whether everybody needs a second step; asks before, since whoever signed in without one is signed out. */
export function SecondStepRule({ since }: { since: string | null }) {
  const { t } = useLingui();
  const [require, busy] = useCommand(RequireSecondFactor);
  const [opened, { open, close }] = useDisclosure();

  async function ask(event?: FormEvent) {
    event?.preventDefault();
    if (await require({ input: { required: true } })) close();
  }

  return (
    <>
      <Checkbox
        label={t`Everybody needs a second step at sign-in`}
        description={t`Who has none sets it up the next time they sign in`}
        checked={since !== null}
        disabled={busy}
        onChange={(event) => (event.currentTarget.checked ? open() : require({ input: { required: false } }))}
      />
      <Modal opened={opened} onClose={close} title={t`Everybody needs a second step at sign-in`}>
        <DialogForm onSubmit={ask} onCancel={close} action={<Trans>Ask everybody for it</Trans>} busy={busy} danger>
          <p>
            <Trans>
              Whoever is signed in without a second step is signed out at once, and sets one up the next time they sign
              in. You need to have signed in with your own.
            </Trans>
          </p>
        </DialogForm>
      </Modal>
    </>
  );
}
