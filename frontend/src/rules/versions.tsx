import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Panel } from "@/design/page";
import { Day, Instant } from "@/design/values";
import { ClosingsText } from "@/rules/closings";
import type { OwnVersion } from "@/rules/documents";
import styles from "@/rules/rules.module.css";
import { hoursText, weekdayName } from "@/rules/week";

function WeekText({ days }: { days: NonNullable<OwnVersion["voice"]> }) {
  const { i18n } = useLingui();
  return days.map((day) => `${weekdayName(day.weekday, i18n.locale)} ${hoursText([day])}`).join(", ");
}

/** What a version says, in a line each; nothing narrower: the rules as they are. */
function Said({ version }: { version: OwnVersion }) {
  const { voice, written, callsDay, calls7d, contacts7d, closings } = version;
  if (closings) return <ClosingsText closings={closings} />;
  const limits = callsDay ?? calls7d ?? contacts7d;
  if (!voice && !written && limits === null) return <Trans>as the rules have it</Trans>;
  return (
    <>
      {voice && (
        <p>
          <Trans>Calls:</Trans> <WeekText days={voice} />
        </p>
      )}
      {written && (
        <p>
          <Trans>Texts and e-mails:</Trans> <WeekText days={written} />
        </p>
      )}
      {limits !== null && (
        <p>
          {callsDay !== null && <Plural value={callsDay} one="# call a day. " other="# calls a day. " />}
          {calls7d !== null && <Plural value={calls7d} one="# call in 7 days. " other="# calls in 7 days. " />}
          {contacts7d !== null && (
            <Plural value={contacts7d} one="# contact in 7 days." other="# contacts in 7 days." />
          )}
        </p>
      )}
    </>
  );
}

/** All that the agency set itself, with who and when: decisions name the number. */
export function Versions({ versions }: { versions: readonly OwnVersion[] }) {
  return (
    <Panel title={<Trans>The agency’s own rules, version by version</Trans>}>
      {versions.length === 0 ? (
        <p className={styles.dim}>
          <Trans>None: the rules hold as they are.</Trans>
        </p>
      ) : (
        <ol className={styles.list}>
          {versions.map((version) => (
            <li key={version.version}>
              <p>
                <strong>
                  <Trans>Version {version.version}</Trans>
                </strong>{" "}
                · {version.profile ?? <Trans>closed days</Trans>}
                {version.profile && (
                  <>
                    {" · "}
                    <Trans>
                      from <Day value={version.startsOn} />
                    </Trans>
                  </>
                )}{" "}
                <span className={styles.dim}>
                  · {version.setBy}, <Instant value={version.setAt} />
                </span>
              </p>
              <Said version={version} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
