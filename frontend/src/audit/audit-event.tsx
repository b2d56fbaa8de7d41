import { Trans, useLingui } from "@lingui/react/macro";
import { IconBuildingBank, IconDatabase, IconDownload, IconLogin2, IconMessage2, IconUsers } from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { AuditGroup } from "@/api/enums";
import { useViewer } from "@/app/viewer";
import styles from "@/audit/audit.module.css";
import type { AuditEvent } from "@/audit/documents";
import { Instant } from "@/design/values";

const icons: Record<AuditGroup, ComponentType<{ size?: number; className?: string }>> = {
  SIGN_IN: IconLogin2,
  PEOPLE: IconUsers,
  BANKS: IconBuildingBank,
  EXPORTS: IconDownload,
  DATA: IconDatabase,
  CONTACTS: IconMessage2,
};

type EventProps = { event: AuditEvent; onPerson: (person: string) => void };

/** One line of the log: what was done, by whom, when and from where; a name narrows the log to that person. */
export function AuditEventItem({ event, onPerson }: EventProps) {
  const { t } = useLingui();
  const { membership } = useViewer();
  const Icon = icons[event.group];
  const { person } = event;
  return (
    <li className={styles.event} data-failed={event.kind === "SIGN_IN_FAILED" || undefined}>
      <Icon size={18} className={styles.icon} aria-hidden="true" />
      <div className={styles.what}>
        <p>{event.sentence}</p>
        <p className={styles.dim}>
          {person ? (
            <button
              type="button"
              className={styles.who}
              aria-label={t`Only what ${event.who} did`}
              onClick={() => onPerson(person)}
            >
              {event.who}
            </button>
          ) : (
            event.who
          )}{" "}
          · <Instant value={event.at} />
          {event.organization.id !== membership.organization.id && <> · {event.organization.name}</>}
          {event.via === "token" && (
            <>
              {" "}
              · <Trans>by access token</Trans>
            </>
          )}
          {event.network && (
            <>
              {" "}
              · <Trans>from {event.network}</Trans>
            </>
          )}
        </p>
      </div>
      <span className={`${styles.number} figures`} title={t`Number in the chain`}>
        {event.sequence}
      </span>
    </li>
  );
}
