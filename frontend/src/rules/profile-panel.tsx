import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { now } from "@/app/clock";
import { Fact, Facts } from "@/design/facts";
import { Panel } from "@/design/page";
import { Day } from "@/design/values";
import { dayOf } from "@/formatting/dates";
import { segmentLabels } from "@/formatting/labels";
import { regionName } from "@/formatting/regions";
import type { Limits, OwnVersion, Profile } from "@/rules/documents";
import { NarrowForm } from "@/rules/narrow-form";
import styles from "@/rules/rules.module.css";
import { SourceText } from "@/rules/source-text";
import { WeekTable } from "@/rules/week-table";

/** A limit, and that of the rules where the agency's is smaller. */
function Limit({ profile, of }: { profile: Profile; of: keyof Limits }): ReactNode {
  const [held, allowed] = [profile.limits[of], profile.allowed[of]];
  if (held === null) return <Trans>no limit</Trans>;
  if (held === allowed) return held;
  return (
    <>
      {held}{" "}
      <span className={styles.allowed}>
        {allowed === null ? <Trans>rules: no limit</Trans> : <Trans>rules: {allowed}</Trans>}
      </span>
    </>
  );
}

function CountedPer({ value }: { value: string }) {
  if (value === "person") return <Trans>for each person, over all clients</Trans>;
  return value === "debtor" ? <Trans>for each debtor of a client</Trans> : <Trans>for each debt</Trans>;
}

type Props = { country: string; profile: Profile; own?: OwnVersion | undefined; mayChange: boolean };

/** Who a set of rules is for, its week, its limits, and the agency's own within them. */
export function ProfilePanel({ country, profile, own, mayChange }: Props) {
  const { t, i18n } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const people = profile.segments.map((segment) => i18n._(segmentLabels[segment])).join(", ");
  const { limits } = profile;
  const hours = profile.weeks.flatMap(({ sources }) => sources);
  const sources = [...new Map([...hours, profile.limitsSource].map((one) => [one.source, one])).values()];
  const title = t`The agency’s own hours and limits: ${people}`;
  const later = own && own.startsOn > dayOf(now()) ? own : undefined;
  return (
    <Panel
      title={people}
      aside={
        mayChange && (
          <Button variant="default" onClick={open} aria-label={t`Narrow hours and limits: ${people}`}>
            <Trans>Narrow hours and limits</Trans>
          </Button>
        )
      }
    >
      {profile.regions && (
        <p className={styles.dim}>{profile.regions.map((one) => regionName(one, i18n)).join(", ")}</p>
      )}
      {later && (
        <p className={styles.notice}>
          <Trans>
            From <Day value={later.startsOn} /> the agency’s own hours and limits change: see version {later.version}{" "}
            below.
          </Trans>
        </p>
      )}
      <div className={styles.profile}>
        <WeekTable profile={profile} />
        <div>
          <Facts>
            <Fact label={<Trans>Calls a day</Trans>}>
              <Limit profile={profile} of="callsDay" />
            </Fact>
            <Fact label={<Trans>Calls in 7 days</Trans>}>
              <Limit profile={profile} of="calls7d" />
            </Fact>
            <Fact label={<Trans>Contacts in 7 days</Trans>}>
              <Limit profile={profile} of="contacts7d" />
            </Fact>
            <Fact label={<Trans>Attempts in 7 days, letters among them</Trans>}>
              <Limit profile={profile} of="attempts7d" />
            </Fact>
            <Fact label={<Trans>Pause after a conversation</Trans>}>
              {limits.cooldownDays === null ? (
                <Trans>none</Trans>
              ) : (
                <Plural value={limits.cooldownDays} one="# day" other="# days" />
              )}
            </Fact>
            {limits.elsewhere30d !== null && (
              <Fact label={<Trans>Calls and texts in 30 days, neither at home nor to a mobile</Trans>}>
                <Limit profile={profile} of="elsewhere30d" />
              </Fact>
            )}
            <Fact label={<Trans>Counted</Trans>}>
              <CountedPer value={profile.countedPer} />
            </Fact>
            {profile.language && (
              <Fact label={<Trans>Language of texts by law</Trans>}>
                {new Intl.DisplayNames(i18n.locale, { type: "language" }).of(profile.language)}
              </Fact>
            )}
          </Facts>
          <ul className={styles.sources}>
            {sources.map((source) => (
              <li key={source.source}>
                <SourceText source={source} />
              </li>
            ))}
          </ul>
        </div>
      </div>
      <Modal opened={opened} onClose={close} title={title} size="lg">
        {opened && <NarrowForm country={country} profile={profile} own={own} onDone={close} />}
      </Modal>
    </Panel>
  );
}
