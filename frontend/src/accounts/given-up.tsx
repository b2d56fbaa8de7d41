import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Modal, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import styles from "@/accounts/accounts.module.css";
import { GivenUpQuery, HandMessage, LetMessageGo, TryMessageAgain } from "@/accounts/documents";
import type { ResultOf } from "@/api/graphql";
import { usePage } from "@/api/pages";
import { useCommand } from "@/api/use-command";
import { DialogForm } from "@/design/dialog-form";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { AskingButton } from "@/people/asking";

type Found = ResultOf<typeof GivenUpQuery>["givenUpMessages"];
type Message = Found["edges"][number]["node"];
type Agency = Found["agencies"][number];

function MessageRow({ message, agencies }: { message: Message; agencies: readonly Agency[] }) {
  const { t } = useLingui();
  const [tryAgain, trying] = useCommand(TryMessageAgain);
  const [letGo, letting] = useCommand(LetMessageGo);
  const input = { messageId: message.id };
  const { what, tries, error, organizationName, caseFileId, mayBeHanded, cameTo } = message;
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{what}</strong>
          {organizationName && <span>{organizationName}</span>}
          {cameTo && (
            <span>
              <Trans>came to {formatAddress(cameTo)}</Trans>
            </span>
          )}
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
      {mayBeHanded && <HandOver message={message} agencies={agencies} />}
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

/** What came in and names no agency: whoever runs the installation finds out which one it is for. */
function HandOver({ message, agencies }: { message: Message; agencies: readonly Agency[] }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [hand, busy] = useCommand(HandMessage);
  const [agencyId, choose] = useState("");
  const title = t`Hand to an agency: ${message.what}`;
  async function go(event?: FormEvent) {
    event?.preventDefault();
    if (await hand({ input: { messageId: message.id, agencyId } })) close();
  }
  return (
    <>
      <Button variant="default" onClick={open} aria-label={title}>
        <Trans>Hand to an agency</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <DialogForm
          onSubmit={go}
          onCancel={close}
          action={<Trans>Hand it over</Trans>}
          busy={busy}
          disabled={agencyId === ""}
        >
          <p>
            <Trans>This agency will read it, and nobody else. It cannot be taken back.</Trans>
          </p>
          <NativeSelect
            label={t`Agency`}
            withAsterisk
            value={agencyId}
            onChange={(event) => choose(event.currentTarget.value)}
            data={[{ value: "", label: t`Choose` }, ...agencies.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        </DialogForm>
      </Modal>
    </>
  );
}

/** What could not be carried out however often it was tried: nothing loops unseen. */
export function GivenUpScreen() {
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: GivenUpQuery, variables: { after }, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>Not carried out</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ givenUpMessages: { edges, agencies, pageInfo } }) =>
          edges.length === 0 && after === null ? (
            <Empty title={<Trans>Everything was carried out</Trans>}>
              <Trans>What fails again and again is listed here, to be tried again or let go.</Trans>
            </Empty>
          ) : (
            <Panel flush title={<Trans>Given up after several tries</Trans>}>
              <ul className={styles.rows}>
                {edges.map(({ node }) => (
                  <MessageRow key={node.id} message={node} agencies={agencies} />
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
