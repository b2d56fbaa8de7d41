import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day } from "@/design/values";
import { Closings } from "@/rules/closings";
import { type Rules, RulesPageQuery } from "@/rules/documents";
import { ProfilePanel } from "@/rules/profile-panel";
import styles from "@/rules/rules.module.css";
import { Holidays, Limitations, Obstacles, Sources } from "@/rules/sections";
import { SourcesNote } from "@/rules/source-text";
import { Versions } from "@/rules/versions";
import { othersIn } from "@/rules/view";
import { lastOf } from "@/rules/week";

const route = getRouteApi("/_app/rules");

/** Which country's rules, and the version that decisions keep. */
function Head({ rules: { countries, pack } }: { rules: Rules }) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const names = new Intl.DisplayNames(i18n.locale, { type: "region", fallback: "code" });
  return (
    <div className={styles.head}>
      <NativeSelect
        label={t`Country of the debtor`}
        value={pack.country}
        onChange={(event) => void navigate({ to: "/rules", search: { country: event.currentTarget.value } })}
        data={countries.map(({ code }) => ({ value: code, label: names.of(code) ?? code }))}
      />
      <p className={styles.dim}>
        <Trans>
          Version <code>{pack.label}</code>, unchanged since <Day value={pack.since} />
        </Trans>
      </p>
    </div>
  );
}

/** Which decision these rules are of, the rules of other countries that took part in it, and the way back to today. */
function Then({ judgedBy, day, country }: { judgedBy: string; day: string; country: string }) {
  return (
    <div role="note">
      <p>
        <Trans>
          The rules that a decision was made by, as they were on <Day value={day} />: <code>{judgedBy}</code>
        </Trans>
      </p>
      <p className={styles.links}>
        {othersIn(judgedBy).map((version) => (
          <Link key={version} to="/rules" search={{ version, day }}>
            <Trans>Also: {version}</Trans>
          </Link>
        ))}
        <Link to="/rules" search={{ country }}>
          <Trans>The rules of today</Trans>
        </Link>
      </p>
    </div>
  );
}

function Shown({ rules }: { rules: Rules }) {
  const { pack, closings, versions, viewerCanChange, judgedBy, day } = rules;
  return (
    <div className={styles.parts}>
      {judgedBy ? <Then judgedBy={judgedBy} day={day} country={pack.country} /> : <Head rules={rules} />}
      <SourcesNote />
      {pack.profiles.map((profile) => (
        <ProfilePanel
          key={profile.name}
          country={pack.country}
          profile={profile}
          own={judgedBy ? undefined : lastOf(versions, profile.name)}
          mayChange={viewerCanChange}
        />
      ))}
      <Closings closings={closings} mayChange={viewerCanChange} />
      <Versions versions={versions} />
      <Holidays regions={pack.regions} />
      <Limitations limitations={pack.limitations} />
      <Obstacles obstacles={pack.obstacles} />
      <Sources sources={pack.sources} />
    </div>
  );
}

/** The rules of contact in force, where they come from, and what the agency allows itself within them. */
export function RulesPage() {
  const { country, version, day } = route.useSearch();
  const [asked, ask] = useQuery({
    query: RulesPageQuery,
    variables: { country: country ?? null, version: version ?? null, day: day ?? null },
    requestPolicy: "cache-and-network",
  });
  return (
    <Page title={<Trans>Rules of contact</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ contactRules }) =>
          contactRules ? (
            <Shown rules={contactRules} />
          ) : (
            <Empty
              title={<Trans>This page does not exist</Trans>}
              action={
                <Button component={Link} to="/">
                  <Trans>Back to the start</Trans>
                </Button>
              }
            />
          )
        }
      </Answer>
    </Page>
  );
}
