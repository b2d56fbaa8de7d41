import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserShare } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useCommand } from "@/api/use-command";
import { type Assigned, AssignForm } from "@/assigning/assign-form";
import { TakeCaseFile } from "@/assigning/documents";

type Props = { caseFiles: readonly Assigned[]; label?: ReactNode; onDone?: () => void };

/** Asks to whom one case file, or several, shall go. */
export function AssignButton({ caseFiles, label, onDone }: Props) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();

  function done() {
    close();
    onDone?.();
  }

  return (
    <>
      <Button variant="default" leftSection={<IconUserShare size={15} />} onClick={open}>
        {label ?? <Trans>Assign</Trans>}
      </Button>
      <Modal opened={opened} onClose={close} title={t`Assign`}>
        <AssignForm caseFiles={caseFiles} onDone={done} onCancel={close} />
      </Modal>
    </>
  );
}

/** Takes a case file that nobody works yet. */
export function TakeButton({ caseFileId }: { caseFileId: string }) {
  const [take, busy] = useCommand(TakeCaseFile);
  return (
    <Button
      variant="default"
      leftSection={<IconUserShare size={15} />}
      loading={busy}
      onClick={() => take({ input: { caseFileId } })}
    >
      <Trans>Take it on</Trans>
    </Button>
  );
}
