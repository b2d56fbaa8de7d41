import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { IconChecks, IconMailOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useChanges } from "@/casefiles/use-changes";
import styles from "@/contacts/attention.module.css";
import { UntoldCalls } from "@/contacts/call-documents";
import { CancelButton } from "@/contacts/cancel-button";
import { AttentionPage, type Waiting } from "@/contacts/documents";
import { PostingForm } from "@/contacts/posting-form";
import { SettleButtons } from "@/contacts/settle-buttons";
import { UntoldCallRow } from "@/contacts/untold-call";
import { Mark } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { attemptLabel, channelLabels } from "@/formatting/labels";
import { ReleaseButton } from "@/releases/release-button";
import { returnLabels } from "@/returns/reasons";
import { TracingButton } from "@/returns/tracing-button";
import { attemptTones } from "@/timeline/rows-contact";

function WaitingAttempt({ attempt }: { attempt: Waiting }) {
  const { i18n } = useLingui();
  const { caseFile } = attempt;
  return (
    <li className={styles.attempt}>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{i18n._(channelLabels[attempt.channel])}</strong>
          {attempt.templateTitle && <span>{attempt.templateTitle}</span>}
          {attempt.returnReason ? (
            <Mark tone="warn">{i18n._(returnLabels[attempt.returnReason])}</Mark>
          ) : (
            <Mark tone={attemptTones[attempt.state]}>{i18n._(attemptLabel(attempt.channel, attempt.state))}</Mark>
          )}
        </p>
        <p>
          <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
            {caseFile.debtor.name ?? caseFile.debtor.reference}
          </Link>{" "}
          <span className={styles.dim}>
            {caseFile.reference} · {caseFile.creditor.name} · {attempt.to && formatAddress(attempt.to)} ·{" "}
            <Instant value={attempt.sendAt} />
          </span>
        </p>
        {attempt.whatToDo && <p className={styles.todo}>{attempt.whatToDo}</p>}
        {attempt.reasons.map((reason) => (
          <p key={reason.code} className={styles.dim}>
            {reason.message}
          </p>
        ))}
      </div>
      <Group gap="xs">
        {(attempt.viewerCan.recordPosting || (attempt.channel === "LETTER" && !attempt.postedOn)) && (
          <PostingForm attempt={attempt} />
        )}
        <TracingButton attempt={attempt} />
        {attempt.viewerCan.settle && <SettleButtons attempt={attempt} />}
        <ReleaseButton attempt={attempt} />
        <CancelButton attempt={attempt} />
      </Group>
    </li>
  );
}

/** Attempts that wait on a person: what happened, what to do, and the button that does it. */
export function Attention() {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: AttentionPage, variables: { after } });
  const [askedCalls, askCalls] = useQuery({ query: UntoldCalls, requestPolicy: "cache-and-network" });
  const calls = askedCalls.data?.untoldCalls;
  const again = () => {
    ask({ requestPolicy: "network-only" });
    askCalls({ requestPolicy: "network-only" });
  };
  useChanges(again);
  return (
    <Page
      title={<Trans>To settle</Trans>}
      aside={
        asked.data && (
          <Plural
            value={asked.data.attention.totalCount + (calls?.totalCount ?? 0)}
            one="# contact"
            other="# contacts"
          />
        )
      }
      actions={
        <Button component={Link} to="/returned-mail" variant="default" leftSection={<IconMailOff size={14} />}>
          <Trans>Returned mail</Trans>
        </Button>
      }
    >
      <Answer asked={asked} onRetry={again}>
        {({ attention: { edges, pageInfo } }) =>
          edges.length === 0 && !calls?.edges.length ? (
            <Empty Icon={IconChecks} title={<Trans>Nothing waits on you</Trans>}>
              <Trans>Letters to post and messages whose fate is unknown appear here.</Trans>
            </Empty>
          ) : (
            <>
              <ul className={styles.list}>
                {calls?.edges.map(({ node }) => (
                  <UntoldCallRow key={node.callId} call={node} />
                ))}
                {edges.map(({ node }) => (
                  <WaitingAttempt key={node.id} attempt={node} />
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
