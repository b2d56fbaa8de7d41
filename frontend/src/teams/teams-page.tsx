import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Group } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { AskingButton } from "@/people/asking";
import styles from "@/people/people.module.css";
import { RemoveTeam, type Team, TeamsQuery } from "@/teams/documents";
import { ScopePanel } from "@/teams/scope-panel";
import { type Colleague, TeamButton } from "@/teams/team-form";

function TeamRow({ team, colleagues, manages }: { team: Team; colleagues: readonly Colleague[]; manages: boolean }) {
  const { t } = useLingui();
  const [remove, busy] = useCommand(RemoveTeam);
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{team.name}</strong>
          <Link to="/portfolio" search={{ team: team.id }}>
            <Trans>Its case files</Trans>
          </Link>
        </p>
        <p className={styles.dim}>
          {team.members.length > 0 ? team.members.map(({ name }) => name).join(", ") : <Trans>Nobody yet</Trans>}
        </p>
      </div>
      {manages && (
        <Group gap="xs">
          <TeamButton
            team={team}
            colleagues={colleagues}
            label={<Trans>Change</Trans>}
            title={t`Change the team ${team.name}`}
          />
          <AskingButton
            label={<Trans>Remove</Trans>}
            title={t`Remove the team ${team.name}`}
            consequence={
              <Trans>Its case files stay with the persons they are assigned to; the others belong to no team.</Trans>
            }
            yes={<Trans>Remove the team</Trans>}
            busy={busy}
            onYes={() => remove({ input: { teamId: team.id } })}
          />
        </Group>
      )}
    </li>
  );
}

/** The teams of an agency, and what of its case files a collector reaches. */
export function TeamsPage() {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: TeamsQuery, requestPolicy: "cache-and-network" });
  const manages = viewerCan.manageTeams;
  const colleagues = asked.data?.colleagues ?? [];
  return (
    <Page
      title={<Trans>Teams</Trans>}
      actions={
        manages && (
          <TeamButton
            colleagues={colleagues}
            label={<Trans>New team</Trans>}
            title={t`New team`}
            icon={<IconPlus size={15} />}
          />
        )
      }
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ teams, caseScope }) => (
          <div className={styles.stack}>
            {teams.length === 0 ? (
              <Empty Icon={IconUsersGroup} title={<Trans>No team yet</Trans>}>
                <Trans>A team shares case files: each of its members finds them in their queue.</Trans>
              </Empty>
            ) : (
              <Panel
                flush
                title={<Trans>Teams</Trans>}
                aside={<Plural value={teams.length} one="# team" other="# teams" />}
              >
                <ul className={styles.rows}>
                  {teams.map((team) => (
                    <TeamRow key={team.id} team={team} colleagues={colleagues} manages={manages} />
                  ))}
                </ul>
              </Panel>
            )}
            <ScopePanel key={caseScope} scope={caseScope} mayChoose={manages} />
          </div>
        )}
      </Answer>
    </Page>
  );
}
