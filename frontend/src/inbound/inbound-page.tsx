import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { usePage } from "@/api/pages";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { InboundWaiting, InboundPage as Messages } from "@/inbound/documents";
import styles from "@/inbound/inbound.module.css";
import { MessageCard } from "@/inbound/message-card";

type Which = "WAITING" | "HANDLED";

function MessageList({ which }: { which: Which }) {
  const [after, goOn] = usePage(which);
  const [asked, ask] = useQuery({ query: Messages, variables: { which, after } });
  const again = () => ask({ requestPolicy: "network-only" });
  const [{ data: told }] = useSubscription({ query: InboundWaiting });
  const heard = useRef<typeof told>(undefined);
  useEffect(() => {
    // One question at a time: what is told while one is under way is looked at once it is answered.
    if (told === undefined || told === heard.current || asked.fetching) return;
    // The first number may already be newer than the list that was asked for before it.
    const known = which === "WAITING" ? asked.data?.inboundMessages.totalCount : undefined;
    if (heard.current !== undefined || told.inboundWaiting !== known) again();
    heard.current = told;
  });
  return (
    <Answer asked={asked} onRetry={again}>
      {({ inboundMessages: { edges, pageInfo, totalCount } }) =>
        edges.length === 0 ? (
          <Empty Icon={IconChecks} title={<Trans>No message here</Trans>}>
            <Trans>Texts, e-mails and missed calls of unknown people appear here.</Trans>
          </Empty>
        ) : (
          <>
            <p className={styles.dim} aria-live="polite">
              <Plural value={totalCount} one="# message" other="# messages" />
            </p>
            <ul className={styles.list}>
              {edges.map(({ node }) => (
                <MessageCard key={node.id} message={node} />
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
  );
}

/** Messages that told nobody's case file, and those that somebody handled. */
export function InboundPage() {
  const { t } = useLingui();
  const [which, setWhich] = useState<Which>("WAITING");
  return (
    <Page
      title={<Trans>Messages to place</Trans>}
      actions={
        <SegmentedControl
          aria-label={t`Which messages`}
          value={which}
          onChange={(value) => setWhich(value as Which)}
          data={[
            { value: "WAITING", label: t`Waiting` },
            { value: "HANDLED", label: t`Handled` },
          ]}
        />
      }
    >
      <MessageList key={which} which={which} />
    </Page>
  );
}
