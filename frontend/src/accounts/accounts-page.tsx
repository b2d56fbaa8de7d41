import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "urql";
import { AccountPanel } from "@/accounts/account-panel";
import styles from "@/accounts/accounts.module.css";
import { channelLabels } from "@/accounts/channel-labels";
import { AccountSetupQuery } from "@/accounts/documents";
import { PrinterPanel } from "@/accounts/printer-panel";
import { SendersPanel } from "@/accounts/senders";
import { TelephonePanel } from "@/accounts/telephone-panel";
import type { ResultOf } from "@/api/graphql";
import { Dot } from "@/design/facts";
import { Page, Panel } from "@/design/page";
import { Answer } from "@/design/states";

type State = ResultOf<typeof AccountSetupQuery>["accountSetup"]["channels"][number];

function ChannelRow({ state }: { state: State }) {
  const { i18n } = useLingui();
  const label = channelLabels[state.channel];
  const served =
    state.servedBy === "OWN" ? (
      <Trans>by your own account</Trans>
    ) : state.servedBy === "INSTALLATION" ? (
      <Trans>by the account of this installation</Trans>
    ) : (
      <Trans>Nobody can use it. Add your account below, or ask whoever runs this installation.</Trans>
    );
  return (
    <li>
      <strong className={styles.channel}>{label ? i18n._(label) : state.channel}</strong>
      {state.servedBy === "NOBODY" ? (
        <Dot tone="neutral">
          <Trans>Off</Trans>
        </Dot>
      ) : state.canSend ? (
        <Dot tone="good">
          <Trans>On</Trans>
        </Dot>
      ) : (
        <Dot tone="warn">
          <Trans>No sender yet</Trans>
        </Dot>
      )}
      <span className={styles.dim}>{served}</span>
      {state.canSend && !state.canBeAnswered && (
        <Dot tone="warn">
          <Unheard channel={state.channel} />
        </Dot>
      )}
    </li>
  );
}

/** Why what people answer does not come in here. */
function Unheard({ channel }: { channel: State["channel"] }) {
  if (channel === "EMAIL")
    return (
      <Trans>Without a domain for answers, answers go to the sender’s own mailbox and are not on the case file.</Trans>
    );
  if (channel === "SMS") return <Trans>Its senders are names: nobody can answer them.</Trans>;
  return <Trans>None of its numbers takes calls.</Trans>;
}

/** How the agency reaches people: which channels are on, its accounts at the providers, and its senders. */
export function AccountsPage() {
  const [asked, ask] = useQuery({ query: AccountSetupQuery, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>Accounts and senders</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ accountSetup: { channels, accounts, senders, unreadByPrinter, telephone, telephoneIsSender } }) => (
          <div className={styles.stack}>
            <Panel flush title={<Trans>Channels</Trans>}>
              <ul className={styles.rows}>
                {channels.map((state) => (
                  <ChannelRow key={state.channel} state={state} />
                ))}
              </ul>
            </Panel>
            <div className={styles.panels}>
              <AccountPanel provider="twilio" account={accounts.find(({ provider }) => provider === "twilio")} />
              <AccountPanel provider="sendgrid" account={accounts.find(({ provider }) => provider === "sendgrid")} />
              <PrinterPanel
                account={accounts.find(({ provider }) => provider === "file_drop")}
                unread={unreadByPrinter ?? undefined}
              />
              <TelephonePanel telephone={telephone} isSender={telephoneIsSender} />
            </div>
            <SendersPanel senders={senders} accounts={accounts} />
          </div>
        )}
      </Answer>
    </Page>
  );
}
