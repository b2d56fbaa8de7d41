import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { RequireSecondFactor } from "@/people/documents";

/** Whether everybody needs a second step; asks before, since whoever signed in without one is signed out. */
export function SecondStepRule({ since }: { since: string | null }) {
  const { t } = useLingui();
  const [require, busy] = useCommand(RequireSecondFactor);
  const [opened, { open, close }] = useDisclosure();
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
        <Stack gap="sm">
          <p>
            <Trans>
              Whoever is signed in without a second step is signed out at once, and sets one up the next time they sign
              in. You need to have signed in with your own.
            </Trans>
          </p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              <Trans>Cancel</Trans>
            </Button>
            <Button
              color="red"
              loading={busy}
              onClick={async () => {
                if (await require({ input: { required: true } })) close();
              }}
            >
              <Trans>Ask everybody for it</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
