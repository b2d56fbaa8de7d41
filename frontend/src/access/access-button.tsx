import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { AudienceOfAll, OwnSight } from "@/access/audience";
import { useViewer } from "@/app/viewer";

/** Opens "Who can see this?": of everybody for whoever may ask about colleagues, of oneself for all others. */
export function AccessButton({ caseFileId }: { caseFileId: string }) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [opened, { open, close }] = useDisclosure();
  const title = viewerCan.seeWhatOthersSee ? t`Who can see this?` : t`What can I see?`;
  return (
    <>
      <Button variant="default" leftSection={<IconEye size={15} />} onClick={open}>
        {viewerCan.seeWhatOthersSee ? <Trans>Who can see this?</Trans> : <Trans>What can I see?</Trans>}
      </Button>
      <Modal opened={opened} onClose={close} size="xl" title={title}>
        {viewerCan.seeWhatOthersSee ? <AudienceOfAll caseFileId={caseFileId} /> : <OwnSight caseFileId={caseFileId} />}
      </Modal>
    </>
  );
}
