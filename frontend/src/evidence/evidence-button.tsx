import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileCertificate } from "@tabler/icons-react";
import { EvidencePanel } from "@/evidence/evidence-panel";

/** The way to a case file's evidence bundles: rarely needed, so it stays quiet beside the work. */
export function EvidenceButton({ caseFileId }: { caseFileId: string }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<IconFileCertificate size={15} />} onClick={open}>
        <Trans>Evidence file…</Trans>
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={t`Evidence file`}>
        {opened && <EvidencePanel caseFileId={caseFileId} />}
      </Modal>
    </>
  );
}
