import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconBuildingBank } from "@tabler/icons-react";
import { useQuery, useSubscription } from "urql";
import { usePage } from "@/api/pages";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Dot } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { AsTheBank } from "@/grants/as-the-bank";
import { ChangeGrantButton } from "@/grants/change-grant";
import { type Grant, GrantsLive, GrantsPage, RevokeBankGrant } from "@/grants/documents";
import own from "@/grants/grants.module.css";
import { OpenGrantButton } from "@/grants/open-grant";
import { Views } from "@/grants/views";
import { AskingButton } from "@/people/asking";
import styles from "@/placements/placements.module.css";

/** What the bank sees, in words. */
function What({ grant }: { grant: Grant }) {
  const { t } = useLingui();
  const extras = [
    grant.showsInvoiceNumbers && t`invoice numbers`,
    grant.showsDueDates && t`due dates`,
    grant.showsDisputes && t`disputes`,
  ].filter(Boolean);
  return (
    <p>
      {grant.level === "TOTALS" ? (
        <Trans>Totals and progress of {grant.portfolio.name}</Trans>
      ) : (
        <Trans>Case files of {grant.portfolio.name} under pseudonyms</Trans>
      )}
      {extras.length > 0 && <> · {extras.join(", ")}</>}
    </p>
  );
}

/** Which placements the bank sees, and who placed them. */
function Placements({ grant }: { grant: Grant }) {
  if (grant.batches.length === 0) return null;
  return (
    <details className={own.more}>
      <summary>
        {grant.wholePortfolio ? (
          <Plural
            value={grant.batches.length}
            one="# placement, and all that is placed later"
            other="# placements, and all that is placed later"
          />
        ) : (
          <Plural value={grant.batches.length} one="# placement, no other" other="# placements, no other" />
        )}
      </summary>
      <ul className={own.views}>
        {grant.batches.map(({ id, reference, placedAt, placedBy }) => (
          <li key={id}>
            {reference} · <Trans>placed by {placedBy}</Trans>, <Instant value={placedAt} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function GrantRow({ grant }: { grant: Grant }) {
  const { t } = useLingui();
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
        <What grant={grant} />
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
        <Placements grant={grant} />
        <Views grant={grant} />
      </div>
      <div className={own.buttons}>
        {grant.viewerCanChange && <AsTheBank grant={grant} />}
        {grant.viewerCanChange && <ChangeGrantButton grant={grant} />}
        {grant.viewerCanRevoke && (
          <AskingButton
            label={<Trans>End the access</Trans>}
            title={t`End the access`}
            consequence={
              <Trans>
                From this moment {grant.bank.name} sees nothing of it any more: its open pages empty at once. Who
                looked, and when, stays in this list. To show {grant.portfolio.name} again, you open a new access.
              </Trans>
            }
            yes={<Trans>End it now</Trans>}
            busy={busy}
            onYes={() => revoke({ input: { grantId: grant.id } })}
          />
        )}
      </div>
    </li>
  );
}

/** Who among banks sees what, and the button that ends it. */
export function Grants() {
  const { viewerCan } = useViewer();
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: GrantsPage, variables: { after } });
  useSubscription({ query: GrantsLive });
  const open = viewerCan.manageGrants && <OpenGrantButton />;
  return (
    <Page title={<Trans>Bank access</Trans>} actions={open}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ bankGrants: { edges, pageInfo } }) =>
          edges.length === 0 ? (
            <Empty Icon={IconBuildingBank} title={<Trans>No bank sees anything</Trans>}>
              <Trans>You may open a portfolio to your bank, as totals or case by case, and end it at any moment.</Trans>
            </Empty>
          ) : (
            <>
              <ul className={styles.batches}>
                {edges.map(({ node }) => (
                  <GrantRow key={node.id} grant={node} />
                ))}
              </ul>
              {pageInfo.hasNextPage && (
                <Button mt="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
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
