import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconBuildingBank } from "@tabler/icons-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Dot } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { type Grant, GrantsPage, RevokeBankGrant } from "@/grants/documents";
import { OpenGrantButton } from "@/grants/open-grant";
import styles from "@/placements/placements.module.css";

function GrantRow({ grant }: { grant: Grant }) {
  const [revoke, busy] = useCommand(RevokeBankGrant);
  return (
    <li className={styles.batch}>
      <div className={styles.batchWhat}>
        <p className={styles.batchHead}>
          <strong>{grant.bank.name}</strong>
          {grant.active ? (
            <Dot tone="good">
              <Trans context="access">Open</Trans>
            </Dot>
          ) : (
            <Dot tone="neutral">
              <Trans>Ended</Trans>
            </Dot>
          )}
        </p>
        <p>
          <Trans>Totals and progress of {grant.portfolio.name}</Trans>
        </p>
        <p className={styles.dim}>
          <Trans>
            Opened by {grant.createdBy}, <Instant value={grant.createdAt} />
          </Trans>
          {grant.expiresOn && (
            <>
              {" "}
              ·{" "}
              <Trans>
                until <Day value={grant.expiresOn} />
              </Trans>
            </>
          )}
          {grant.revokedAt && (
            <>
              {" "}
              ·{" "}
              <Trans>
                ended by {grant.revokedBy}, <Instant value={grant.revokedAt} />
              </Trans>
            </>
          )}
        </p>
      </div>
      {grant.viewerCanRevoke && (
        <Button variant="default" loading={busy} onClick={() => revoke({ input: { grantId: grant.id } })}>
          <Trans>End the access</Trans>
        </Button>
      )}
    </li>
  );
}

/** Who among banks sees what, and the button that ends it. */
export function Grants() {
  const { viewerCan } = useViewer();
  const [after, setAfter] = useState<string | null>(null);
  const [asked, ask] = useQuery({ query: GrantsPage, variables: { after } });
  const open = viewerCan.manageGrants && <OpenGrantButton />;
  return (
    <Page title={<Trans>Bank access</Trans>} actions={open}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ bankGrants: { edges, pageInfo } }) =>
          edges.length === 0 ? (
            <Empty Icon={IconBuildingBank} title={<Trans>No bank sees anything</Trans>}>
              <Trans>You may open totals and progress of a portfolio to your bank, and end it at any moment.</Trans>
            </Empty>
          ) : (
            <>
              <ul className={styles.batches}>
                {edges.map(({ node }) => (
                  <GrantRow key={node.id} grant={node} />
                ))}
              </ul>
              {pageInfo.hasNextPage && (
                <Button mt="md" variant="default" loading={asked.fetching} onClick={() => setAfter(pageInfo.endCursor)}>
                  <Trans>Show more</Trans>
                </Button>
              )}
            </>
          )
        }
      </Answer>
    </Page>
  );
}
