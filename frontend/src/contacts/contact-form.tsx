import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClock, IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import type { Channel } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { useIdempotencyKey } from "@/api/use-idempotency-key";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/composer.module.css";
import { PlanContact, Preview, Templates } from "@/contacts/documents";
import { recipientsFor } from "@/contacts/recipients";
import { chosenInstant, initialSendTime, SendTimeChoice } from "@/contacts/send-time";
import { VerdictNotice } from "@/contacts/verdict";
import { Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";

type ContactFormProps = { caseFile: CaseFile; channel: Exclude<Channel, "VOICE">; onSent?: () => void };

/** An SMS, e-mail or letter from a template: the text as it will leave and the gate's answer come before the button. */
export function ContactForm({ caseFile, channel, onSent }: ContactFormProps) {
  const { t } = useLingui();
  const recipients = recipientsFor(channel, caseFile.parties);
  const [chosenPoint, setPoint] = useState<string | null>(null);
  const [chosenTemplate, setTemplate] = useState<string | null>(null);
  const [time, setTime] = useState(initialSendTime);
  const [plan, busy] = useCommand(PlanContact);
  const key = useIdempotencyKey();

  const [templates] = useQuery({ query: Templates, variables: { caseFileId: caseFile.id, channel } });
  const offered = templates.data?.messageTemplates ?? [];
  const contactPointId = chosenPoint ?? recipients[0]?.point.id ?? "";
  const templateId = chosenTemplate ?? offered[0]?.id ?? "";
  const sendAt = chosenInstant(time);
  const [previewed, askPreview] = useQuery({
    query: Preview,
    variables: { caseFileId: caseFile.id, contactPointId, channel, templateId, sendAt },
    pause: !contactPointId || !templateId,
    requestPolicy: "cache-and-network",
  });
  const preview = contactPointId && templateId ? previewed.data?.contactPreview : null;
  const availability = caseFile.channels.find((one) => one.channel === channel);
  const standing = JSON.stringify(availability?.verdict);
  const judged = useRef(standing);

  // Something happened on the case file: what could leave a moment ago is judged anew.
  useEffect(() => {
    if (judged.current === standing) return;
    judged.current = standing;
    askPreview({ requestPolicy: "network-only" });
  }, [standing, askPreview]);

  const verdict = preview?.verdict ?? availability?.verdict;
  const deferredTo = verdict?.decision === "DEFER" ? verdict.until : null;
  const possible = Boolean(preview && (verdict?.decision === "ALLOW" || deferredTo) && availability?.configured);

  async function send() {
    const sent = await plan({
      input: {
        caseFileId: caseFile.id,
        contactPointId,
        channel,
        templateId,
        sendAt: deferredTo ?? sendAt,
        idempotencyKey: key.current(),
      },
    });
    if (!sent) return;
    key.renew();
    setTime(initialSendTime());
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
          data={recipients.map(({ party, point, usable }) => ({
            value: point.id,
            label: [formatAddress(point.value), party.name, usable ? null : t`not usable`].filter(Boolean).join(" · "),
          }))}
          maw={320}
        />
        <NativeSelect
          aria-label={t`Template`}
          value={templateId}
          onChange={(event) => setTemplate(event.currentTarget.value)}
          data={offered.map(({ id, title, language }) => ({ value: id, label: `${title} (${language})` }))}
          maw={280}
        />
      </div>
      {availability && !availability.configured && (
        <p>
          <Trans>This channel is off: no provider is configured.</Trans>
        </p>
      )}
      {preview && (
        <section className={styles.preview} aria-label={t`Preview`} aria-busy={previewed.stale} tabIndex={0}>
          {preview.subject && <strong>{`${preview.subject}\n`}</strong>}
          {preview.body}
        </section>
      )}
      {verdict && <VerdictNotice verdict={verdict} />}
      <div className={styles.line}>
        <SendTimeChoice value={time} onChange={setTime} />
        {preview?.segments != null && (
          <span className={styles.count}>
            <Plural value={preview.segments} one="# SMS" other="# SMS" />
            {preview.encoding === "UCS-2" && (
              <>
                {" "}
                · <Trans>characters outside the basic alphabet make it longer</Trans>
              </>
            )}
          </span>
        )}
        <Button
          className={styles.end}
          disabled={!possible}
          loading={busy}
          leftSection={deferredTo || sendAt ? <IconClock size={14} /> : <IconSend size={14} />}
          onClick={send}
        >
          {deferredTo ? (
            <span>
              <Trans>
                Schedule for <Instant value={deferredTo} shape="short" />
              </Trans>
            </span>
          ) : sendAt ? (
            <Trans>Schedule</Trans>
          ) : channel === "LETTER" ? (
            <Trans>Produce the letter</Trans>
          ) : (
            <Trans>Send</Trans>
          )}
        </Button>
      </div>
    </>
  );
}
