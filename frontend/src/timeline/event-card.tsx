import { Trans, useLingui } from "@lingui/react/macro";
import { IconLock, IconUsers } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { Chain } from "@/api/enums";
import type { Tone } from "@/design/facts";
import { Instant } from "@/design/values";
import type { TimelineEventData } from "@/timeline/documents";
import styles from "@/timeline/event-card.module.css";
import { Supersession } from "@/timeline/supersession";

/** Who may read the event: one side only, or both parties. */
export function AudienceMark({ chain }: { chain: Chain }) {
  const shared = chain === "PARTIES";
  return (
    <span className={styles.audience} data-audience={shared ? "shared" : "private"}>
      {shared ? <IconUsers size={12} aria-hidden="true" /> : <IconLock size={12} aria-hidden="true" />}
      {shared ? <Trans>Shared with both parties</Trans> : <Trans>Private to your side</Trans>}
    </span>
  );
}

const PROVIDERS: Record<string, string> = { twilio: "Twilio", sendgrid: "SendGrid" };

function Actor({ actor }: { actor: TimelineEventData["actor"] }) {
  const { t } = useLingui();
  const machines = { SYSTEM: t`Tandem`, DEBTOR: t`Debtor`, PROVIDER: t`Provider`, PERSON: "" };
  const known = actor.kind === "PROVIDER" && actor.name ? (PROVIDERS[actor.name] ?? actor.name) : actor.name;
  const name = known ?? machines[actor.kind];
  return (
    <span className={styles.actor}>
      {[name, actor.kind === "PERSON" ? actor.organization : null].filter(Boolean).join(" · ")}
    </span>
  );
}

type CardProps = {
  event: TimelineEventData;
  Icon: ComponentType<{ size?: number }>;
  tone: Tone;
  note?: boolean;
  children?: ReactNode;
};

/** The frame of every timeline row, under the event's sentence. Notes are coloured by audience; other events carry a mark when they are private. */
export function EventCard({ event, Icon, tone, note = false, children }: CardProps) {
  const shared = event.chain === "PARTIES";
  return (
    <div
      className={styles.event}
      data-tone={tone}
      data-kind={event.__typename}
      data-superseded={event.supersededBy ? "" : undefined}
    >
      <span className={styles.icon} aria-hidden="true">
        <Icon size={16} />
      </span>
      <div className={styles.card} data-note={note ? (shared ? "shared" : "private") : undefined}>
        <div className={styles.head}>
          <span className={styles.title}>{event.sentence}</span>
          {(note || !shared) && <AudienceMark chain={event.chain} />}
          <Actor actor={event.actor} />
          <span className={styles.when}>
            <Instant value={event.occurredAt} />
          </span>
        </div>
        {children}
        <Supersession event={event} />
      </div>
    </div>
  );
}

export function Body({ children }: { children: ReactNode }) {
  return <p className={styles.body}>{children}</p>;
}

/** Why a correction was made. */
export function ReasonOf({ event }: { event: TimelineEventData }) {
  const reason = "reason" in event ? event.reason : null;
  if (!reason) return null;
  return (
    <Body>
      <Trans>Reason: {reason}</Trans>
    </Body>
  );
}

/** Words that left for the debtor or came from them. */
export function Quote({ children }: { children: ReactNode }) {
  return <blockquote className={styles.quote}>{children}</blockquote>;
}

export function ReasonList({ reasons }: { reasons: readonly { code: string; message: string }[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={reason.code} data-code={reason.code}>
          {reason.message}
        </li>
      ))}
    </ul>
  );
}
