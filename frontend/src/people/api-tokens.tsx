import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { useViewer } from "@/app/viewer";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { Dot } from "@/design/facts";
import { Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { Distance, Instant } from "@/design/values";
import { dayOf } from "@/formatting/dates";
import { AskingButton } from "@/people/asking";
import { type ApiToken, ApiTokensQuery, CreateApiToken, RevokeApiToken } from "@/people/documents";
import styles from "@/people/people.module.css";

const DAY = 86_400_000;

function TokenForm({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const [create, busy] = useCommand(CreateApiToken);
  const [secret, setSecret] = useState<string | null>(null);
  const latest = dayOf(now() + 365 * DAY);
  const form = useForm({
    initialValues: { name: "", expiresOn: dayOf(now() + 90 * DAY) as string | null },
  });

  async function submit({ name, expiresOn }: typeof form.values) {
    if (!expiresOn) return;
    const created = await create({ input: { name, expiresOn } }, form);
    if (created?.secret) setSecret(created.secret);
  }

  if (secret)
    return (
      <Stack gap="sm">
        <p>
          <Trans>Copy the token now: it is not shown again.</Trans>
        </p>
        <code className={styles.secret}>{secret}</code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>
            <Trans>Done</Trans>
          </Button>
        </Group>
      </Stack>
    );
  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Make the token</Trans>}
      busy={busy}
      disabled={!form.values.expiresOn}
    >
      <p>
        <Trans>
          A program with this token acts as you, with your rights. But it makes no tokens, opens nothing to banks, and
          changes no people, roles, teams or settings.
        </Trans>
      </p>
      <TextInput
        label={t`Name`}
        description={t`What it is for`}
        required
        withAsterisk={false}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <DayInput label={t`Last day`} minDate={dayOf(now())} maxDate={latest} {...form.getInputProps("expiresOn")} />
    </DialogForm>
  );
}

function TokenRow({ token }: { token: ApiToken }) {
  const { t } = useLingui();
  const [revoke, busy] = useCommand(RevokeApiToken);
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{token.name}</strong>
          <span>
            <Trans>acts as {token.personName}</Trans>
          </span>
          {token.isActive ? (
            <Dot tone="good">
              <Trans>In force</Trans>
            </Dot>
          ) : (
            <Dot tone="neutral">
              <Trans>Ended</Trans>
            </Dot>
          )}
        </p>
        <p className={styles.dim}>
          {token.expiresAt ? (
            <Trans>
              until <Instant value={token.expiresAt} />
            </Trans>
          ) : (
            <Trans>without an end</Trans>
          )}{" "}
          ·{" "}
          {token.lastUsedAt ? (
            <Trans>
              last used <Distance value={token.lastUsedAt} />
            </Trans>
          ) : (
            <Trans>never used</Trans>
          )}
        </p>
      </div>
      {token.isActive && (
        <AskingButton
          label={<Trans>Revoke</Trans>}
          title={t`Revoke the token ${token.name}`}
          consequence={<Trans>Programs that use it are refused from now on.</Trans>}
          yes={<Trans>Revoke it</Trans>}
          busy={busy}
          onYes={() => revoke({ input: { tokenId: token.id } })}
        />
      )}
    </li>
  );
}

/** The tokens by which programs act for the organization's people. */
export function ApiTokens() {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [after, goOn] = usePage(null);
  const [opened, { open, close }] = useDisclosure();
  const [asked, ask] = useQuery({ query: ApiTokensQuery, variables: { after }, requestPolicy: "cache-and-network" });
  return (
    <Panel
      flush
      title={<Trans>API tokens</Trans>}
      aside={
        viewerCan.makeTokens && (
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={open}>
            <Trans>Make a token</Trans>
          </Button>
        )
      }
    >
      <Answer asked={asked} compact onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ apiTokens: { edges, pageInfo } }) => (
          <>
            <ul className={styles.rows}>
              {edges.map(({ node }) => (
                <TokenRow key={node.id} token={node} />
              ))}
              {edges.length === 0 && (
                <li className={styles.dim}>
                  <Trans>No program acts for your organization.</Trans>
                </li>
              )}
            </ul>
            {pageInfo.hasNextPage && (
              <Button m="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                <Trans>Show more</Trans>
              </Button>
            )}
          </>
        )}
      </Answer>
      <Modal opened={opened} onClose={close} title={t`Make a token`}>
        {opened && <TokenForm onDone={close} />}
      </Modal>
    </Panel>
  );
}
