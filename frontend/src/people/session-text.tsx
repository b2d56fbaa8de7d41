import { Trans } from "@lingui/react/macro";
import { Distance, Instant } from "@/design/values";
import styles from "@/people/people.module.css";

type Session = { browser: string; platform: string; network: string; createdAt: string; lastSeenAt: string };

/** A sign-in in plain words: the browser, its machine, from where, and when it was last used. */
export function SessionText({ session }: { session: Session }) {
  const { browser, platform, network, createdAt, lastSeenAt } = session;
  return (
    <>
      {browser && platform ? (
        <Trans>
          {browser} on {platform}
        </Trans>
      ) : (
        browser || platform || <Trans>Unknown device</Trans>
      )}
      <span className={styles.dim}>
        {network && <> · {network}</>} ·{" "}
        <Trans>
          signed in <Instant value={createdAt} />, last used <Distance value={lastSeenAt} />
        </Trans>
      </span>
    </>
  );
}
