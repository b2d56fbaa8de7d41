import { Trans } from "@lingui/react/macro";
import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconInbox, IconLock } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { CombinedError } from "urql";
import styles from "@/design/page.module.css";

type EmptyProps = {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  Icon?: ComponentType<{ size?: number }>;
};

/** Nothing to show, and what to do next. */
export function Empty({ title, children, action, Icon = IconInbox }: EmptyProps) {
  return (
    <div className={styles.state}>
      <span className={styles.stateIcon} aria-hidden="true">
        <Icon size={32} />
      </span>
      <h2 className={styles.stateTitle}>{title}</h2>
      {children && <p className={styles.stateText}>{children}</p>}
      {action}
    </div>
  );
}

/** Why the server refuses to answer, in its own words; null where asking again may help. */
function refusalOf(error: unknown): string | null {
  const refused =
    error instanceof CombinedError && error.graphQLErrors.find((one) => one.extensions.code === "FORBIDDEN");
  return refused ? refused.message : null;
}

/** What this person may not see: nothing to try again, and who can help. */
function Refused({ why }: { why: string }) {
  return (
    <Empty Icon={IconLock} title={why}>
      <Trans>If your work needs this, ask an administrator of your organization.</Trans>
    </Empty>
  );
}

/** A question that failed; the rest of the page stays usable. `compact` is for a part of a page. */
export function Failed({ onRetry, compact = false }: { onRetry: () => void; compact?: boolean }) {
  if (compact) {
    return (
      <p role="alert">
        <Trans>This could not be loaded</Trans>{" "}
        <Button variant="default" onClick={onRetry} ml="xs">
          <Trans>Try again</Trans>
        </Button>
      </p>
    );
  }
  return (
    <div className={styles.state} role="alert">
      <span className={styles.stateIcon} aria-hidden="true">
        <IconAlertTriangle size={32} />
      </span>
      <h2 className={styles.stateTitle}>
        <Trans>This could not be loaded</Trans>
      </h2>
      <p className={styles.stateText}>
        <Trans>The server did not answer as expected. Nothing was lost.</Trans>
      </p>
      <Button onClick={onRetry}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  );
}

/** The shape of what is coming. */
export function Loading({ rows = 8, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div className={styles.rows} aria-busy="true" data-testid="loading">
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={height} radius="sm" />
      ))}
    </div>
  );
}

type Asked<Data> = { data?: Data | undefined; fetching: boolean; error?: unknown };

/** Skeleton while a question is out, the reason when it was refused, error with retry when it failed, else what `children` makes of the answer. */
export function Answer<Data>(props: {
  asked: Asked<Data>;
  onRetry: () => void;
  loading?: ReactNode;
  compact?: boolean;
  children: (data: Data) => ReactNode;
}) {
  const { asked, onRetry, loading, compact, children } = props;
  if (asked.data) return children(asked.data);
  const refusal = refusalOf(asked.error);
  if (refusal && !compact) return <Refused why={refusal} />;
  if (asked.error) return <Failed onRetry={onRetry} compact={compact} />;
  return loading ?? <Loading />;
}
