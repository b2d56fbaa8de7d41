import { Trans } from "@lingui/react/macro";
import { IconSitemap } from "@tabler/icons-react";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Codes } from "@/group/codes";
import { HierarchyQuery } from "@/group/documents";
import { Joining } from "@/group/joining";
import { Tree } from "@/group/tree";
import people from "@/people/people.module.css";

/** The organization's place among others: the groups above it, all below it, and how that changes. */
export function GroupPage() {
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: HierarchyQuery, requestPolicy: "cache-and-network" });
  const mayJoin = viewerCan.joinGroups;
  return (
    <Page title={<Trans>Group</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ hierarchy }) =>
          hierarchy ? (
            <div className={people.stack}>
              {hierarchy.entities.length > 0 && (
                <Panel title={<Trans>Your entities</Trans>}>
                  <Tree own={hierarchy.own} entities={hierarchy.entities} />
                </Panel>
              )}
              <Joining
                groups={hierarchy.groups.map(({ name }) => name)}
                leads={hierarchy.entities.length > 0}
                mayJoin={mayJoin}
              />
              {hierarchy.entities.length === 0 && hierarchy.groups.length === 0 && !mayJoin && (
                <Empty Icon={IconSitemap} title={<Trans>Your organization stands alone</Trans>}>
                  <Trans>An administrator may let it join a group, whose head then reads its case files.</Trans>
                </Empty>
              )}
              {mayJoin && !viewerCan.placeClaims && <Codes codes={hierarchy.codes} />}
            </div>
          ) : (
            <Empty Icon={IconSitemap} title={<Trans>Only creditors form groups</Trans>}>
              <Trans>Agencies and banks have none.</Trans>
            </Empty>
          )
        }
      </Answer>
    </Page>
  );
}
