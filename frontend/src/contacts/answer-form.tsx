import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu, NativeSelect, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconChevronDown } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useQuery } from "urql";
import { useKeyedCommand } from "@/api/use-keyed-command";
import type { CaseFile } from "@/casefiles/documents";
import { AnswerFrames, AnswerMessage, AnswerPreview, ReadyReplies } from "@/contacts/answer-documents";
import type { Answered } from "@/contacts/answering";
import { AttachmentChoice } from "@/contacts/attachment-choice";
import styles from "@/contacts/composer.module.css";
import { type Reachable, reachableBy } from "@/contacts/reachable";
import { Segments, SendLabel, toDoBy, WhatLeaves } from "@/contacts/what-leaves";
import { DialogForm } from "@/design/dialog-form";
import { formatAddress } from "@/formatting/addresses";
import { channelLabels } from "@/formatting/labels";

const BY = ["SMS", "EMAIL"] as const;
type By = (typeof BY)[number];

/** The addresses of whoever wrote, theirs that wrote first; all of the case file where nobody is known by it. */
export function addressesOf(from: string | null, reachable: readonly Reachable[], caseFile: CaseFile): Reachable[] {
  const wrote = caseFile.parties.filter(({ contactPoints }) => contactPoints.some(({ value }) => value === from));
  const theirs = reachable.filter(({ party }) => wrote.some(({ id }) => id === party.id));
  const offered = theirs.length > 0 ? theirs : [...reachable];
  return offered.toSorted((one, other) => Number(other.point.value === from) - Number(one.point.value === from));
}

/** The text with a ready reply after what is written already. */
export function withReply(words: string, reply: string): string {
  return words.trim() ? `${words.trimEnd()}\n\n${reply}` : reply;
}

type AnswerFormProps = { caseFile: CaseFile; message: Answered; onDone: () => void };

/** An answer in one's own words: how it leaves, framed, and what is wrong with it come before the button. */
export function AnswerForm({ caseFile, message, onDone }: AnswerFormProps) {
  const { t, i18n } = useLingui();
  const [channel, setChannel] = useState<By>(message.channel === "SMS" ? "SMS" : "EMAIL");
  const [words, setWords] = useState("");
  const [chosenPoint, setPoint] = useState<string | null>(null);
  const [chosenFrame, setFrame] = useState<string | null>(null);
  const [attached, setAttached] = useState<string[]>([]);
  const [answer, busy] = useKeyedCommand(AnswerMessage);
  const text = useRef<HTMLTextAreaElement>(null);

  const recipients = addressesOf(message.from, reachableBy(channel, caseFile), caseFile);
  const recipient = recipients.find(({ point }) => point.id === chosenPoint) ?? recipients[0];
  const contactPointId = recipient?.point.id ?? "";
  const [frames] = useQuery({
    query: AnswerFrames,
    variables: { caseFileId: caseFile.id, channel, contactPointId: contactPointId || null },
    pause: !contactPointId,
  });
  const offered = frames.data?.messageTemplates ?? [];
  const frame = offered.find(({ id }) => id === chosenFrame) ?? offered[0];
  const documentIds = channel === "EMAIL" ? attached : [];
  const [tried] = useDebouncedValue(words, 300);
  const [previewed] = useQuery({
    query: AnswerPreview,
    variables: {
      caseFileId: caseFile.id,
      contactPointId,
      channel,
      templateId: frame?.id ?? "",
      documentIds,
      messageId: message.id,
      words: tried,
    },
    pause: !contactPointId || !frame,
    requestPolicy: "network-only",
  });
  const [replies] = useQuery({
    query: ReadyReplies,
    variables: { caseFileId: caseFile.id, contactPointId, channel },
    pause: !contactPointId,
    requestPolicy: "cache-and-network",
  });
  const ready = replies.data?.readyReplies ?? [];
  const preview = contactPointId && frame ? previewed.data?.contactPreview : null;
  const problems = preview?.problems ?? [];
  const availability = caseFile.channels.find((one) => one.channel === channel);
  const verdict = preview?.verdict;
  const toDo = toDoBy(verdict);
  const possible = Boolean(words.trim() && problems.length === 0 && toDo.possible && availability?.configured);

  function putIn(reply: string) {
    setWords(withReply(words, reply));
    requestAnimationFrame(() => text.current?.focus());
  }

  async function send(event?: { preventDefault: () => void }) {
    event?.preventDefault();
    if (!frame || !possible) return;
    const sent = await answer({
      caseFileId: caseFile.id,
      messageId: message.id,
      contactPointId,
      channel,
      templateId: frame.id,
      words,
      sendAt: toDo.deferredTo,
      documentIds,
    });
    if (!sent) return;
    notifications.show(
      sent.attempt?.state === "NEEDS_PERSON"
        ? { color: "yellow", message: t`It waits for the decision of a manager.` }
        : { color: "green", message: t`Planned. The timeline follows it.` },
    );
    onDone();
  }

  return (
    <DialogForm
      onSubmit={send}
      onCancel={onDone}
      busy={busy}
      disabled={!possible}
      action={
        <SendLabel verdict={verdict}>
          <Trans>Send</Trans>
        </SendLabel>
      }
    >
      {message.body && (
        <blockquote className={styles.preview} aria-label={t`The message`} tabIndex={0}>
          {message.subject && <strong>{`${message.subject}\n`}</strong>}
          {message.body}
        </blockquote>
      )}
      <div className={styles.line}>
        <NativeSelect
          label={t`Answer by`}
          value={channel}
          onChange={(event) => {
            setChannel(event.currentTarget.value as By);
            setPoint(null);
          }}
          data={BY.map((value) => ({ value, label: i18n._(channelLabels[value]) }))}
        />
        <NativeSelect
          label={t`Recipient`}
          value={contactPointId}
          onChange={(event) => setPoint(event.currentTarget.value)}
          data={recipients.map(({ party, point }) => ({
            value: point.id,
            label: [formatAddress(point.value), party.name].filter(Boolean).join(" · "),
          }))}
        />
        {offered.length > 1 && (
          <NativeSelect
            label={t`Frame`}
            value={frame?.id ?? ""}
            onChange={(event) => setFrame(event.currentTarget.value)}
            data={offered.map(({ id, title, language }) => ({ value: id, label: `${title} (${language})` }))}
          />
        )}
      </div>
      {recipients.length === 0 && (
        <p>
          <Trans>No contact detail for this channel. Add one under “Parties” to use it.</Trans>
        </p>
      )}
      {contactPointId && frames.data && offered.length === 0 && (
        <p>
          <Trans>Your agency has no approved text that frames an answer by this channel.</Trans>
        </p>
      )}
      {ready.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" size="compact-sm" w="fit-content" rightSection={<IconChevronDown size={14} />}>
              <Trans>Ready replies</Trans>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ready.map((one) => (
              <Menu.Item key={one.id} onClick={() => putIn(one.text)}>
                {`${one.title} (${one.language})`}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Textarea
        ref={text}
        data-autofocus
        label={t`Your answer`}
        description={t`In your own words. Write to consumers in France in French: the language is not checked.`}
        autosize
        minRows={4}
        maxRows={12}
        lang={frame?.language}
        value={words}
        error={problems.map((one) => one.message).join(" ") || undefined}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      {channel === "EMAIL" && (
        <AttachmentChoice documents={caseFile.documents} chosen={attached} onChosen={setAttached} />
      )}
      <WhatLeaves
        availability={availability}
        preview={preview}
        stale={previewed.stale}
        verdict={verdict}
        zones={recipient?.zones}
      />
      <Segments preview={preview} />
    </DialogForm>
  );
}
