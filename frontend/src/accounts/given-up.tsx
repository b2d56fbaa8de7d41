import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import styles from "@/accounts/accounts.module.css";
import { GivenUpQuery, LetMessageGo, TryMessageAgain } from "@/accounts/documents";
import type { ResultOf } from "@/api/graphql";
import { usePage } from "@/api/pages";
import { useCommand } from "@/api/use-command";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { AskingButton } from "@/people/asking";

type Message = ResultOf<typeof GivenUpQuery>["givenUpMessages"]["edges"][number]["node"];

function MessageRow({ message }: { message: Message }) {
  const { t } = useLingui();
  const [tryAgain, trying] = useCommand(TryMessageAgain);
  const [letGo, letting] = useCommand(LetMessageGo);
  const input = { messageId: message.id };
  const { what, tries, error, organizationName, caseFileId } = message;
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{what}</strong>
          {organizationName && <span>{organizationName}</span>}
          {caseFileId && (
            <Link to="/cases/$caseFileId" params={{ caseFileId }}>
              <Trans>Open the case file</Trans>
            </Link>
          )}
        </p>
        <p className={styles.dim}>
          <Trans>
            given up <Instant value={message.failedAt} /> after {tries} tries
          </Trans>{" "}
          · <code>{message.topic}</code>
          {error && (
            <>
              {" "}
              · <code>{error}</code>
            </>
          )}
        </p>
      </div>
      <Button loading={trying} onClick={() => tryAgain({ input })} aria-label={t`Try again: ${what}`}>
        <Trans>Try again</Trans>
      </Button>
      <AskingButton
        label={<Trans>Let it go</Trans>}
        title={t`Let it go: ${what}`}
        consequence={<Trans>It will never be carried out. What depends on it stays as it is.</Trans>}
        yes={<Trans>Let it go</Trans>}
        busy={letting}
        onYes={() => letGo({ input })}
      />
    </li>
  );
}

/** What could not be carried out however often it was tried: nothing loops unseen. */
export function GivenUpScreen() {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: GivenUpQuery, variables: { after }, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>Not carried out</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ givenUpMessages: { edges, pageInfo } }) =>
          edges.length === 0 && after === null ? (
            <Empty title={<Trans>Everything was carried out</Trans>}>
              <Trans>What fails again and again is listed here, to be tried again or let go.</Trans>
            </Empty>
          ) : (
            <Panel flush title={<Trans>Given up after several tries</Trans>}>
              <ul className={styles.rows}>
                {edges.map(({ node }) => (
                  <MessageRow key={node.id} message={node} />
                ))}
              </ul>
              {pageInfo.hasNextPage && (
                <Button m="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                  <Trans>Show the next ones</Trans>
                </Button>
              )}
            </Panel>
          )
        }
      </Answer>
    </Page>
  );
}
