import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMessageReply } from "@tabler/icons-react";
import { useQuery } from "urql";
import { CaseFilePage } from "@/casefiles/documents";
import { AnswerForm } from "@/contacts/answer-form";
import type { Answered } from "@/contacts/answering";
import { Answer } from "@/design/states";
import type { Message } from "@/inbound/documents";

type OnCaseFileProps = { caseFileId: string; message: Answered; onDone: () => void };

function OnCaseFile({ caseFileId, message, onDone }: OnCaseFileProps) {
  const [asked, ask] = useQuery({ query: CaseFilePage, variables: { id: caseFileId } });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ caseFile }) =>
        caseFile?.viewerCan.planContact ? (
          <AnswerForm caseFile={caseFile} message={message} onDone={onDone} />
        ) : (
          <p>
            <Trans>You may not contact anybody on this case file.</Trans>
          </p>
        )
      }
    </Answer>
  );
}

/** Answers a message from the list, once it is on a case file; absent for a call, and for what is on none. */
export function AnswerPlaced({ message }: { message: Message }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const { caseFile, channel, eventId, from, subject, body } = message;
  if (!caseFile || !eventId || channel === "VOICE") return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconMessageReply size={14} />}
        onClick={open}
      >
        <Trans>Answer the message</Trans>
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={t`Answer the message`}>
        <OnCaseFile caseFileId={caseFile.id} message={{ id: eventId, channel, from, subject, body }} onDone={close} />
      </Modal>
    </>
  );
}
