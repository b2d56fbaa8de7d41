import { Trans, useLingui } from "@lingui/react/macro";
import { IconPaperclip } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useViewer } from "@/app/viewer";
import { Mark } from "@/design/facts";
import { Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { channelLabels } from "@/formatting/labels";
import { AnswerPlaced } from "@/inbound/answer-placed";
import type { Message } from "@/inbound/documents";
import styles from "@/inbound/inbound.module.css";
import { asideLabels, whyLabels } from "@/inbound/labels";
import { PlaceMessage } from "@/inbound/place-message";

const SHORT = 280;

function Words({ message }: { message: Message }) {
  const { body } = message;
  if (!body) {
    return (
      <p className={styles.dim}>
        {message.channel === "VOICE" ? <Trans>A missed call.</Trans> : <Trans>It has no text that can be read.</Trans>}
      </p>
    );
  }
  if (body.length <= SHORT) return <p className={styles.words}>{body}</p>;
  return (
    <details className={styles.long}>
      <summary>
        <span className={styles.words}>{body.slice(0, SHORT)}…</span>{" "}
        <span className={styles.more}>
          <Trans>Whole message</Trans>
        </span>
      </summary>
      <p className={styles.words}>{body}</p>
    </details>
  );
}

function Outcome({ message }: { message: Message }) {
  const { i18n } = useLingui();
  const { caseFile, handledBy } = message;
  return (
    <p className={styles.dim}>
      {caseFile ? (
        <>
          <Trans>Put onto</Trans>{" "}
          <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
            {caseFile.reference}
          </Link>
        </>
      ) : (
        message.setAsideAs && i18n._(asideLabels[message.setAsideAs])
      )}
      {handledBy && <> · {handledBy}</>}
      {message.handledAt && (
        <>
          {" "}
          · <Instant value={message.handledAt} />
        </>
      )}
      {message.comment && <> · {message.comment}</>}
    </p>
  );
}

/** What every browser shows. */
const seen = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** What a program wrote was put aside by itself: that is said, with the case files on which it may matter. */
function OfItself({ message }: { message: Message }) {
  const { i18n } = useLingui();
  return (
    <p className={styles.why}>
      {i18n._(whyLabels.AUTOMATIC)}{" "}
      <Trans>It was put aside by itself: nobody waits for an answer. Read it, it may say until when.</Trans>
      {message.suggestions.map(({ id, reference }) => (
        <span key={id}>
          {" "}
          <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: id }}>
            {reference}
          </Link>
        </span>
      ))}
    </p>
  );
}

/** A file by its name, which opens it; a picture is seen at once, so that one knows whose message it is. */
function Attached({ file }: { file: Message["attachments"][number] }) {
  const { t } = useLingui();
  const { name } = file;
  if (!file.url) return name;
  return (
    <a className={styles.link} href={file.url} target="_blank" rel="noreferrer">
      {name}
      {seen.has(file.contentType) && (
        <img
          className={styles.picture}
          src={file.url}
          loading="lazy"
          alt={t`The file ${name}, shown before it is filed`}
        />
      )}
    </a>
  );
}

/** A message with all that is known of it, and what can be done. */
export function MessageCard({ message }: { message: Message }) {
  const { i18n, t } = useLingui();
  const { viewerCan } = useViewer();
  const heading = useId();
  return (
    <li>
      <article className={styles.message} aria-labelledby={heading}>
        <header className={styles.head}>
          <h2 id={heading} className={styles.from}>
            {message.from ? formatAddress(message.from) : t`Unknown sender`}
          </h2>
          <Mark>{i18n._(channelLabels[message.channel])}</Mark>
          <span className={styles.dim}>
            <Instant value={message.receivedAt} />
          </span>
        </header>
        {message.subject && <p className={styles.subject}>{message.subject}</p>}
        <Words message={message} />
        {message.attachments.length > 0 && (
          <ul className={styles.files}>
            {message.attachments.map((file, place) => (
              <li key={place}>
                <IconPaperclip size={14} aria-hidden="true" /> <Attached file={file} />
                {file.refused && <span className={styles.dim}> ({file.refused})</span>}
              </li>
            ))}
          </ul>
        )}
        {message.state === "WAITING" && message.why && <p className={styles.why}>{i18n._(whyLabels[message.why])}</p>}
        {message.state !== "WAITING" && <Outcome message={message} />}
        {message.state === "SET_ASIDE" && message.setAsideAs === "AUTOMATIC" && <OfItself message={message} />}
        {message.setAsideAs === "WISH" && (
          <p className={styles.why}>
            <Trans>
              No open case file has this number. The wish holds for it, also on every case file that comes later.
            </Trans>
          </p>
        )}
        <AnswerPlaced message={message} />
        {viewerCan.placeMessages && message.state !== "ATTACHED" && <PlaceMessage message={message} />}
      </article>
    </li>
  );
}
