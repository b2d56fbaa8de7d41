import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClock, IconSend, IconUserQuestion } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import type { Channel, PostalService } from "@/api/enums";
import { useKeyedCommand } from "@/api/use-keyed-command";
import type { CaseFile } from "@/casefiles/documents";
import { AttachmentChoice } from "@/contacts/attachment-choice";
import styles from "@/contacts/composer.module.css";
import { PlanContact, Preview, Templates } from "@/contacts/documents";
import { reachableBy } from "@/contacts/reachable";
import { chosenInstant, initialSendTime, SendTimeChoice } from "@/contacts/send-time";
import { Segments, SendLabel, toDoBy, WhatLeaves } from "@/contacts/what-leaves";
import { formatAddress } from "@/formatting/addresses";
import { serviceLabels } from "@/printing/labels";

type ContactFormProps = { caseFile: CaseFile; channel: Exclude<Channel, "VOICE">; onSent?: () => void };

/** An SMS, e-mail or letter from a template: the text as it will leave and the gate's answer come before the button. */
export function ContactForm({ caseFile, channel, onSent }: ContactFormProps) {
  const { t, i18n } = useLingui();
  const recipients = reachableBy(channel, caseFile);
  const [chosenPoint, setPoint] = useState<string | null>(null);
  const [chosenTemplate, setTemplate] = useState<string | null>(null);
  const [attached, setAttached] = useState<string[]>([]);
  const [postalService, setPostalService] = useState<PostalService>("ORDINARY");
  const [time, setTime] = useState(initialSendTime);
  const [plan, busy] = useKeyedCommand(PlanContact);

  const contactPointId = chosenPoint ?? recipients[0]?.point.id ?? "";
  const [templates] = useQuery({
    query: Templates,
    variables: { caseFileId: caseFile.id, channel, contactPointId: contactPointId || null },
  });
  const offered = templates.data?.messageTemplates ?? [];
  // One recipient may lack the opening letter that another has had.
  const templateId = (offered.find((one) => one.id === chosenTemplate) ?? offered[0])?.id ?? "";
  const sendAt = chosenInstant(time);
  const documentIds = channel === "SMS" ? [] : attached;
  const filesMissing = documentIds.length === 0 && offered.find((one) => one.id === templateId)?.sendsFiles === true;
  const [previewed, askPreview] = useQuery({
    query: Preview,
    variables: { caseFileId: caseFile.id, contactPointId, channel, templateId, sendAt, documentIds },
    pause: !contactPointId || !templateId,
    requestPolicy: "cache-and-network",
  });
  const preview = contactPointId && templateId ? previewed.data?.contactPreview : null;
  const availability = caseFile.channels.find((one) => one.channel === channel);
  const standing = JSON.stringify(availability);
  const judged = useRef(standing);

  // Something happened on the case file, or its hour has come: what could leave a moment ago is judged anew.
  useEffect(() => {
    if (judged.current === standing) return;
    judged.current = standing;
    askPreview({ requestPolicy: "network-only" });
  }, [standing, askPreview]);

  const recipient = recipients.find(({ point }) => point.id === contactPointId);
  const verdict = preview?.verdict ?? recipient?.verdict ?? availability?.verdict;
  const toDo = toDoBy(verdict);
  const possible = Boolean(preview && toDo.possible && availability?.configured && !filesMissing);

  const SendIcon = toDo.asked ? IconUserQuestion : toDo.deferredTo || sendAt ? IconClock : IconSend;

  async function send() {
    const sent = await plan({
      caseFileId: caseFile.id,
      contactPointId,
      channel,
      templateId,
      sendAt: toDo.deferredTo ?? sendAt,
      documentIds,
      ...(channel === "LETTER" && { postalService }),
    });
    if (!sent) return;
    setTime(initialSendTime());
    setAttached([]);
    if (sent.attempt?.state === "NEEDS_PERSON") {
      notifications.show({
        color: "yellow",
        message: t`It waits for the decision of a manager.`,
      });
      onSent?.();
      return;
    }
    notifications.show({
      color: "green",
      message: channel === "LETTER" ? t`The letter is being produced.` : t`Planned. The timeline follows it.`,
    });
    onSent?.();
  }

  if (recipients.length === 0) {
    return (
      <p>
        <Trans>No contact detail for this channel. Add one under “Parties” to use it.</Trans>
      </p>
    );
  }
  return (
    <>
      <div className={styles.line}>
        <NativeSelect
          aria-label={t`Recipient`}
          value={contactPointId}
          onChange={(event) => setPoint(event.currentTarget.value)}
          data={recipients.map(({ party, point, verdict: answered }) => ({
            value: point.id,
            label: [formatAddress(point.value), party.name, answered?.decision === "BLOCK" ? t`not possible` : null]
              .filter(Boolean)
              .join(" · "),
          }))}
          flex="1 1 16rem"
        />
        <NativeSelect
          aria-label={t`Template`}
          value={templateId}
          onChange={(event) => setTemplate(event.currentTarget.value)}
          data={offered.map(({ id, title, language, recommended }) => ({
            value: id,
            label:
              recommended && offered.length > 1 ? t`${title} (${language}), recommended` : `${title} (${language})`,
          }))}
          flex="1 1 16rem"
        />
      </div>
      {channel === "EMAIL" && (
        <AttachmentChoice
          documents={caseFile.documents}
          chosen={attached}
          onChosen={setAttached}
          needed={filesMissing}
        />
      )}
      {channel === "LETTER" && (
        <AttachmentChoice documents={caseFile.documents} chosen={attached} onChosen={setAttached} onPaper />
      )}
      {channel === "LETTER" && (
        <NativeSelect
          label={t`Postal service`}
          value={postalService}
          onChange={(event) => setPostalService(event.currentTarget.value as PostalService)}
          data={Object.entries(serviceLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
          maw={280}
        />
      )}
      <WhatLeaves
        availability={availability}
        preview={preview}
        stale={previewed.stale}
        verdict={verdict}
        zones={recipient?.zones}
      />
      <div className={styles.line}>
        <SendTimeChoice value={time} onChange={setTime} />
        <Segments preview={preview} />
        <Button
          className={styles.end}
          disabled={!possible}
          loading={busy}
          leftSection={<SendIcon size={14} />}
          onClick={send}
        >
          <SendLabel verdict={verdict}>
            {sendAt ? (
              <Trans>Schedule</Trans>
            ) : channel === "LETTER" ? (
              <Trans>Produce the letter</Trans>
            ) : (
              <Trans>Send</Trans>
            )}
          </SendLabel>
        </Button>
      </div>
    </>
  );
}
