import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "@/accounts/accounts.module.css";
import { type Account, CheckProviderAccount, RemoveProviderAccount } from "@/accounts/documents";
import { SendGridForm } from "@/accounts/sendgrid-form";
import { TwilioForm } from "@/accounts/twilio-form";
import { useCommand } from "@/api/use-command";
import { Dot } from "@/design/facts";
import { Panel } from "@/design/page";
import { Distance, Instant } from "@/design/values";
import { AskingButton } from "@/people/asking";

const names = { twilio: "Twilio", sendgrid: "SendGrid" };

/** What the last test of an account found. */
export function Tested({ account }: { account: Account }) {
  if (!account.checkedAt && account.faults.length === 0)
    return (
      <Dot tone="neutral">
        <Trans>Not tested since the last change</Trans>
      </Dot>
    );
  if (account.checkedAt && account.faults.length === 0)
    return (
      <Dot tone="good">
        <Trans>
          Works: tested <Distance value={account.checkedAt} />
        </Trans>
      </Dot>
    );
  return (
    <ul className={styles.faults}>
      {account.faults.map(({ code, about, message }) => (
        <li key={`${code} ${about}`}>
          <Dot tone="bad">{message}</Dot>
        </li>
      ))}
    </ul>
  );
}

/** One thing that is known of the account; its value stands below its name, since keys and addresses are long. */
function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt className={styles.dim}>{label}</dt>
      <dd className={styles.address}>{children}</dd>
    </div>
  );
}

function Known({ account }: { account: Account }) {
  return (
    <dl className={styles.facts}>
      {account.accountSid && <Fact label={<Trans>Account SID</Trans>}>{account.accountSid}</Fact>}
      {account.apiKeySid && <Fact label={<Trans>API key</Trans>}>{account.apiKeySid}</Fact>}
      {account.region && <Fact label={<Trans>Region</Trans>}>{account.region}</Fact>}
      {account.edge && <Fact label={<Trans>Edge</Trans>}>{account.edge}</Fact>}
      {account.emailDomain && <Fact label={<Trans>Domain of the e-mails</Trans>}>{account.emailDomain}</Fact>}
      {account.replyDomain && <Fact label={<Trans>Domain for answers</Trans>}>{account.replyDomain}</Fact>}
      {account.demandGroup && <Fact label={<Trans>Unsubscribe group of demands</Trans>}>{account.demandGroup}</Fact>}
      {account.informationGroup && (
        <Fact label={<Trans>Unsubscribe group of information</Trans>}>{account.informationGroup}</Fact>
      )}
      <Fact label={<Trans>Keys</Trans>}>
        <Trans>
          set <Instant value={account.keysSetAt} /> by {account.keysSetBy}
        </Trans>
        {account.formerKeysUntil && (
          <>
            {" "}
            <span className={styles.dim}>
              <Trans>
                What the provider signed with the former keys is taken until <Instant value={account.formerKeysUntil} />
              </Trans>
            </span>
          </>
        )}
      </Fact>
      <Fact label={<Trans>Address to enter at the provider</Trans>}>
        <code className={styles.address}>{account.webhookUrl}</code>
      </Fact>
      {account.twimlAppSid && <Fact label={<Trans>TwiML app</Trans>}>{account.twimlAppSid}</Fact>}
      {account.twimlAppSid && account.voiceUrl && (
        <Fact label={<Trans>Voice address to enter at the TwiML app</Trans>}>
          <code className={styles.address}>{account.voiceUrl}</code>
        </Fact>
      )}
      {account.replyDomain && account.inboundUrl && (
        <Fact label={<Trans>Address to enter at Inbound Parse, for answers</Trans>}>
          <code className={styles.address}>{account.inboundUrl}</code>
        </Fact>
      )}
    </dl>
  );
}

function BelievedOfTwilio() {
  return (
    <Trans>Texts, calls and their outcomes are taken with Twilio’s signature only, which the auth token checks.</Trans>
  );
}

/** What proves that something comes from SendGrid, and what does not. */
function BelievedOfSendGrid() {
  return (
    <Trans>
      Deliveries and refusals are taken with SendGrid’s signature only, which the public key of the webhook checks:
      without that key none is taken. Answers are taken by their address, which nobody else knows; their signature is
      checked where your security policy at SendGrid adds one. Who wrote an e-mail is not proven by it.
    </Trans>
  );
}

/** The agency's own account at one provider: added, changed, tested and removed here. Its keys are never shown. */
export function AccountPanel({ provider, account }: { provider: "twilio" | "sendgrid"; account?: Account }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [check, checking] = useCommand(CheckProviderAccount);
  const [remove, removing] = useCommand(RemoveProviderAccount);
  const name = names[provider];
  const title = account ? t`Change the account at ${name}` : t`Add your account at ${name}`;
  const Form = provider === "twilio" ? TwilioForm : SendGridForm;
  return (
    <Panel title={provider === "twilio" ? <Trans>Calls and SMS: Twilio</Trans> : <Trans>E-mail: SendGrid</Trans>}>
      <Stack gap="sm">
        {account ? (
          <>
            <div role="status">
              <Tested account={account} />
            </div>
            <Known account={account} />
            <p className={styles.dim}>{provider === "twilio" ? <BelievedOfTwilio /> : <BelievedOfSendGrid />}</p>
            <Group gap="xs">
              <Button loading={checking} onClick={() => check({ input: { accountId: account.id } })}>
                <Trans>Test the account</Trans>
              </Button>
              <Button variant="default" onClick={open} aria-label={title}>
                <Trans>Change</Trans>
              </Button>
              <AskingButton
                label={<Trans>Remove</Trans>}
                title={t`Remove the account at ${name}`}
                consequence={
                  <Trans>
                    Its senders go with it. What waits leaves by the account of this installation if there is one, else
                    it waits on a person.
                  </Trans>
                }
                yes={<Trans>Remove it</Trans>}
                busy={removing}
                onYes={() => remove({ input: { accountId: account.id } })}
              />
            </Group>
          </>
        ) : (
          <>
            <p>
              <Trans>Your agency has no account of its own at {name}.</Trans>
            </p>
            <Group>
              <Button variant="default" leftSection={<IconPlus size={14} />} onClick={open}>
                {title}
              </Button>
            </Group>
          </>
        )}
      </Stack>
      <Modal opened={opened} onClose={close} title={title}>
        {opened && <Form account={account} onDone={close} />}
      </Modal>
    </Panel>
  );
}
