import { Plural, Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { Answer } from "@/design/states";
import { Instant } from "@/design/values";
import { type Grant, GrantViews } from "@/grants/documents";
import styles from "@/grants/grants.module.css";

function ViewList({ id }: { id: string }) {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: GrantViews, variables: { id, after }, requestPolicy: "cache-and-network" });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ node }) =>
        node?.__typename === "BankGrant" && (
          <>
            <ul className={styles.views}>
              {node.views.edges.map(({ node: view }) => (
                <li key={view.id}>
                  {view.personName} · <Instant value={view.at} />
                </li>
              ))}
            </ul>
            {node.views.pageInfo.hasNextPage && (
              <Button size="compact-sm" variant="default" onClick={() => goOn(node.views.pageInfo.endCursor)}>
                <Trans>Show more</Trans>
              </Button>
            )}
          </>
        )
      }
    </Answer>
  );
}

/** How often and when last the bank looked, and who; grows while the page is open. */
export function Views({ grant }: { grant: Grant }) {
  const [opened, setOpened] = useState(false);
  if (!grant.latestView) {
    return (
      <p className={styles.dim}>
        <Trans>The bank has not looked yet</Trans>
      </p>
    );
  }
  return (
    <details className={styles.more} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <Plural value={grant.viewCount} one="looked at once" other="looked at # times" />,{" "}
        <Trans>
          last by {grant.latestView.personName}, <Instant value={grant.latestView.at} />
        </Trans>
      </summary>
      {opened && <ViewList id={grant.id} />}
    </details>
  );
}
