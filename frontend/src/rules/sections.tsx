import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Decision } from "@/api/enums";
import { Panel } from "@/design/page";
import { Day } from "@/design/values";
import { natureLabels, segmentLabels } from "@/formatting/labels";
import { regionName } from "@/formatting/regions";
import type { Pack } from "@/rules/documents";
import styles from "@/rules/rules.module.css";
import { SourceText } from "@/rules/source-text";

const decisionLabels: Record<Decision, MessageDescriptor> = {
  ALLOW: msg`Allowed`,
  DEFER: msg`Put off`,
  REVIEW: msg`Left to a person`,
  BLOCK: msg`Stopped`,
};

/** What stops a contact, puts it off, or leaves it to a person. */
export function Obstacles({ obstacles }: Pick<Pack, "obstacles">) {
  const { i18n } = useLingui();
  return (
    <Panel title={<Trans>What stops a contact</Trans>}>
      <ul className={styles.list}>
        {obstacles.map(({ code, label, decision, source }) => (
          <li key={code}>
            <p>
              <strong>{label}</strong> · {i18n._(decisionLabels[decision])}
            </p>
            <SourceText source={source} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** How long claims may be asked for, by what they are for and who owes them. */
export function Limitations({ limitations }: Pick<Pack, "limitations">) {
  const { i18n } = useLingui();
  return (
    <Panel title={<Trans>Limitation periods</Trans>}>
      <ul className={styles.list}>
        {limitations.map(({ segments, natures, region, years, fromNextJanuary, barred, source }) => (
          <li key={`${segments.join()} ${natures.join()} ${region}`}>
            <p>
              <strong>{natures.map((nature) => i18n._(natureLabels[nature])).join(", ")}</strong>
              {" · "}
              {segments.map((segment) => i18n._(segmentLabels[segment])).join(", ")}
              {region && <> · {regionName(region, i18n)}</>}
              {" · "}
              {years === null ? (
                <Trans>set by another law, not counted here</Trans>
              ) : (
                <Plural value={years} one="# year" other="# years" />
              )}
              {fromNextJanuary && (
                <>
                  {" "}
                  <Trans>from the following 1 January</Trans>
                </>
              )}
              {" · "}
              <Trans>then: {i18n._(decisionLabels[barred])}</Trans>
            </p>
            <SourceText source={source} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Public holidays of this year and the next, by region. */
export function Holidays({ regions }: Pick<Pack, "regions">) {
  const { i18n } = useLingui();
  return (
    <Panel title={<Trans>Public holidays</Trans>}>
      <ul className={styles.list}>
        {regions.map(({ name, zones, holidaysOff, holidays, source }) => (
          <li key={name}>
            <details>
              <summary>
                <strong>{regionName(name, i18n)}</strong> <span className={styles.dim}>{zones.join(", ")}</span> ·{" "}
                {holidaysOff ? (
                  <Trans>nobody is contacted on public holidays</Trans>
                ) : (
                  <Trans>public holidays are days like others</Trans>
                )}
              </summary>
              <SourceText source={source} />
              {holidays.length > 0 && (
                <ul className={styles.holidays}>
                  {holidays.map(({ day, name: holiday }) => (
                    <li key={day}>
                      <Day value={day} /> {holiday}
                    </li>
                  ))}
                </ul>
              )}
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Every article and default that these rules rest on. */
export function Sources({ sources }: Pick<Pack, "sources">) {
  return (
    <Panel title={<Trans>Sources</Trans>}>
      <ul className={styles.list}>
        {sources.map((source) => (
          <li key={source.source}>
            <SourceText source={source} />{" "}
            <span className={styles.dim}>
              <Trans>
                since <Day value={source.since} />
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
