import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTruckDelivery } from "@tabler/icons-react";
import type { Attempt } from "@/casefiles/documents";
import { StepForm } from "@/letter-steps/step-form";

/** Tells where a posted letter is, with its proof; absent where the reader cannot. */
export function StepButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  if (!attempt.viewerCan.recordStep) return null;
  return (
    <>
      <Button variant="subtle" size="compact-xs" mt={4} leftSection={<IconTruckDelivery size={12} />} onClick={open}>
        <Trans>Where the letter is</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Where the letter is`}>
        {opened && <StepForm attempt={attempt} onDone={close} />}
      </Modal>
    </>
  );
}
