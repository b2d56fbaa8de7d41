import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { Page, Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { ApiTokens } from "@/people/api-tokens";
import { MembersQuery } from "@/people/documents";
import { Invitations } from "@/people/invitations";
import { InviteButton } from "@/people/invite";
import { MemberRow } from "@/people/member-row";
import styles from "@/people/people.module.css";

/** The people of one's organization: who they are, who is invited, and the tokens that act as them. */
export function PeoplePage() {
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: MembersQuery, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>People</Trans>} actions={viewerCan.managePeople && <InviteButton />}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ members }) => (
          <div className={styles.stack}>
            <Panel
              flush
              title={<Trans>Members</Trans>}
              aside={<Plural value={members.length} one="# person" other="# people" />}
            >
              <ul className={styles.rows}>
                {members.map((member) => (
                  <MemberRow key={member.id} member={member} />
                ))}
              </ul>
            </Panel>
            {viewerCan.managePeople && <Invitations />}
            {viewerCan.seeTokens && <ApiTokens />}
          </div>
        )}
      </Answer>
    </Page>
  );
}
