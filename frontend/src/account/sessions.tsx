import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { OwnSession } from "@/account/types";
import { useAsk } from "@/account/use-ask";
import { Mark } from "@/design/facts";
import { Panel } from "@/design/page";
import styles from "@/people/people.module.css";
import { SessionText } from "@/people/session-text";
import { Problem } from "@/sign-in/problem";

/** Where one is signed in, and the way to end it. */
export function Sessions({ sessions, onChanged }: { sessions: OwnSession[]; onChanged: () => void }) {
  const { t } = useLingui();
  const { run, busy, problem } = useAsk();

  async function end(sessionId?: string) {
    if (await run("account/sessions/end", sessionId ? { sessionId } : {}, t`Signed out there.`)) onChanged();
  }

  const others = sessions.filter((one) => !one.current);
  return (
    <Panel
      title={<Trans>Where you are signed in</Trans>}
      aside={
        others.length > 0 && (
          <Button variant="default" loading={busy} onClick={() => end()}>
            <Trans>Sign out everywhere else</Trans>
          </Button>
        )
      }
    >
      <Problem problem={problem} />
      <ul className={styles.sessions}>
        {sessions.map((one) => (
          <li key={one.id}>
            <span>
              <SessionText session={one} />
              {one.current && (
                <>
                  {" "}
                  <Mark tone="info">
                    <Trans>This one</Trans>
                  </Mark>
                </>
              )}
            </span>
            {!one.current && (
              <Button variant="default" loading={busy} onClick={() => end(one.id)}>
                <Trans>Sign out there</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
