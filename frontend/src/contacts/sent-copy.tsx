import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { useQuery } from "urql";
import type { Attempt } from "@/casefiles/documents";
import { AsSent } from "@/contacts/documents";
import { type AsSentAttempt, framed, providerName } from "@/contacts/sent";
import styles from "@/contacts/sent-copy.module.css";
import { Fact, Facts } from "@/design/facts";
import { Failed, Loading } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";

/** Opens the message exactly as it left, or the script that a call was begun with. Nothing is shown for what has not left. */
export function AsSentButton({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  if (!attempt.sentCopy) return null;
  const isCall = attempt.channel === "VOICE";
  return (
    <>
      <Button variant="subtle" mt={4} leftSection={<IconEye size={15} />} onClick={open}>
        {isCall ? <Trans>View the script</Trans> : <Trans>View as sent</Trans>}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        size="lg"
        title={isCall ? t`Script of the call` : t`As sent: ${attempt.templateTitle}`}
      >
        <AsSentContent attemptId={attempt.id} />
      </Modal>
    </>
  );
}

function AsSentContent({ attemptId }: { attemptId: string }) {
  const [{ data, error }, ask] = useQuery({
    query: AsSent,
    variables: { id: attemptId },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Failed compact onRetry={() => ask({ requestPolicy: "network-only" })} />;
  if (data?.node?.__typename !== "ContactAttempt" || !data.node.sentCopy) return <Loading rows={4} />;
  return <SentMessage attempt={data.node} copy={data.node.sentCopy} />;
}

type SentMessageProps = { attempt: AsSentAttempt; copy: NonNullable<AsSentAttempt["sentCopy"]> };

/** Recipient, times, the words or the file, and what the provider told. */
export function SentMessage({ attempt, copy }: SentMessageProps) {
  const isCall = attempt.channel === "VOICE";
  return (
    <div className={styles.sent}>
      <Facts>
        <Fact label={isCall ? <Trans>Number called</Trans> : <Trans>Recipient</Trans>}>{formatAddress(copy.to)}</Fact>
        <Fact label={isCall ? <Trans>Number shown</Trans> : <Trans>Sender</Trans>}>
          {copy.senderName ? `${copy.senderName} <${copy.sender}>` : formatAddress(copy.sender)}
        </Fact>
        <Fact label={isCall ? <Trans>Begun</Trans> : attempt.document ? <Trans>Printed</Trans> : <Trans>Sent</Trans>}>
          <Instant value={copy.sentAt} />
        </Fact>
        {attempt.postedOn && (
          <Fact label={<Trans>Posted on</Trans>}>
            <Day value={attempt.postedOn} />
          </Fact>
        )}
      </Facts>
      <Words copy={copy} />
      {attempt.document && copy.attachments.length > 0 && (
        <p>
          <Anchor href={attempt.document.url} target="_blank" rel="noopener" size="sm">
            <Trans>Open the letter (PDF)</Trans>
          </Anchor>
        </p>
      )}
      <Deliveries deliveries={attempt.deliveries} isCall={isCall} />
      <Fingerprint attachments={copy.attachments} sha256={copy.sha256} />
    </div>
  );
}

function Words({ copy }: Pick<SentMessageProps, "copy">) {
  const { t } = useLingui();
  const { html, text, segments } = copy;
  return (
    <>
      {copy.subject && <h3 className={styles.subject}>{copy.subject}</h3>}
      {html ? (
        <>
          <iframe className={styles.frame} sandbox="" srcDoc={framed(html)} title={t`The e-mail as sent`} />
          <details>
            <summary>
              <Trans>The same as plain text</Trans>
            </summary>
            <p className={styles.text}>{text}</p>
          </details>
        </>
      ) : (
        text && <p className={styles.text}>{text}</p>
      )}
      {segments && (
        <p className={styles.small}>
          <Plural value={segments} one="# SMS" other="# SMS" />
        </p>
      )}
    </>
  );
}

type DeliveriesProps = Pick<AsSentAttempt, "deliveries"> & { isCall: boolean };

function Deliveries({ deliveries, isCall }: DeliveriesProps) {
  if (deliveries.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>
        {isCall ? <Trans>What the telephone provider told</Trans> : <Trans>Proof of delivery</Trans>}
      </h3>
      <ol className={styles.deliveries}>
        {deliveries.map((one) => (
          <li key={`${one.label} ${one.occurredAt ?? one.receivedAt}`}>
            <span>
              {one.label}
              {one.code && (
                <>
                  {" "}
                  · <Trans>code {one.code}</Trans>
                </>
              )}
            </span>
            <span className={styles.small}>
              <Instant value={one.occurredAt ?? one.receivedAt} />
              {[providerName(one.provider), one.providerId].map((name) => name && ` · ${name}`)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What lets a stranger prove that this is what left: the case file's chain holds the same number, sealed. */
function Fingerprint({ attachments, sha256 }: { attachments: readonly { sha256: string }[]; sha256: string }) {
  return (
    <p className={styles.small}>
      <Trans>Fingerprint (SHA-256) sealed in the history of this case file:</Trans>{" "}
      <code className={styles.code}>{attachments[0]?.sha256 ?? sha256}</code>
    </p>
  );
}
