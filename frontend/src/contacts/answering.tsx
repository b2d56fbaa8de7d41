import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import { createContext, type ReactNode, use, useState } from "react";
import type { CaseFile } from "@/casefiles/documents";
import { AnswerForm } from "@/contacts/answer-form";
import type { EventOf } from "@/timeline/documents";

export type Answered = Pick<EventOf<"InboundMessageReceived">, "id" | "channel" | "from" | "subject" | "body">;

const Answer = createContext<((message: Answered) => void) | null>(null);

/** Lets the rows of a case file's timeline answer the messages that came in, for whoever may contact the person. */
export function Answering({ caseFile, children }: { caseFile: CaseFile; children: ReactNode }) {
  const { t } = useLingui();
  const [message, setMessage] = useState<Answered | null>(null);
  const close = () => setMessage(null);
  return (
    <Answer value={caseFile.viewerCan.planContact ? setMessage : null}>
      {children}
      <Modal opened={message !== null} onClose={close} size="lg" title={t`Answer the message`}>
        {message && <AnswerForm key={message.id} caseFile={caseFile} message={message} onDone={close} />}
      </Modal>
    </Answer>
  );
}

/** Opens the answer to a message; null where the reader answers nobody, or it is no text and no e-mail. */
export function useAnswer(message: Answered): (() => void) | null {
  const answer = use(Answer);
  const written = message.channel === "SMS" || message.channel === "EMAIL";
  return answer && written ? () => answer(message) : null;
}
