import { Trans, useLingui } from "@lingui/react/macro";
import { Fragment } from "react";
import { channelLabels } from "@/formatting/labels";
import type { Profile, RuleDay } from "@/rules/documents";
import styles from "@/rules/rules.module.css";
import { hoursText, isNarrower, weekdayName } from "@/rules/week";

function Cell({ day }: { day: RuleDay }) {
  const allowed = hoursText(day.allowed);
  return (
    <td>
      {day.hours.length === 0 && <Trans context="hours">closed</Trans>}
      {day.hours.map((range, place) => (
        <Fragment key={range.opens}>
          {place > 0 && ", "}
          <span className={styles.range}>{hoursText([range])}</span>
        </Fragment>
      ))}
      {isNarrower(day) && (
        <span className={styles.allowed}>
          <Trans>rules: {allowed}</Trans>
        </span>
      )}
    </td>
  );
}

/** The open hours of each weekday by channel; where the agency allows itself less, both. */
export function WeekTable({ profile }: { profile: Profile }) {
  const { t, i18n } = useLingui();
  const { name, weeks } = profile;
  return (
    <table className={styles.table} aria-label={t`Hours of ${name}`}>
      <thead>
        <tr>
          <td />
          {weeks.map(({ channel }) => (
            <th key={channel} scope="col">
              {i18n._(channelLabels[channel])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks[0]?.days.map(({ weekday }) => (
          <tr key={weekday}>
            <th scope="row">{weekdayName(weekday, i18n.locale)}</th>
            {weeks.map(({ channel, days }) => {
              const day = days[weekday];
              return day ? <Cell key={channel} day={day} /> : <td key={channel} />;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
