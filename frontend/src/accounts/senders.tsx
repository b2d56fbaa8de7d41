import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import styles from "@/accounts/accounts.module.css";
import { channelLabels } from "@/accounts/channel-labels";
import { type Account, RemoveSender, type Sender } from "@/accounts/documents";
import { AddSenderButton, ChangeSenderButton } from "@/accounts/sender-form";
import { useCommand } from "@/api/use-command";
import { Mark } from "@/design/facts";
import { Panel } from "@/design/page";
import { formatPhone } from "@/formatting/addresses";
import { AskingButton } from "@/people/asking";

const kinds: Record<string, MessageDescriptor> = {
  long_code: msg`number`,
  short_code: msg`short code`,
  alphanumeric: msg`name: nobody can answer it`,
  email: msg`address`,
};

/** Units a second in the words of the channel. */
function Pace({ sender }: { sender: Sender }) {
  const pace = Number(sender.perSecond.toFixed(2));
  if (sender.channel === "SMS") return <Trans>texts a second, a long one counting as several: {pace}</Trans>;
  if (sender.channel === "VOICE") return <Trans>calls a second: {pace}</Trans>;
  return <Trans>e-mails a second: {pace}</Trans>;
}

function SenderRow({ sender }: { sender: Sender }) {
  const { t, i18n } = useLingui();
  const [remove, busy] = useCommand(RemoveSender);
  const { address, countries, accountId } = sender;
  const kind = kinds[sender.kind];
  const channel = channelLabels[sender.channel];
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong className={styles.address}>{formatPhone(address)}</strong>
          <Mark>{channel ? i18n._(channel) : sender.channel}</Mark>
          <span className={styles.dim}>{kind ? i18n._(kind) : sender.kind}</span>
        </p>
        <p className={styles.dim}>
          {countries.length > 0 ? (
            <Trans>for {countries.join(", ")}</Trans>
          ) : (
            <Trans>wherever no other sender is</Trans>
          )}{" "}
          · <Pace sender={sender} />
        </p>
      </div>
      {accountId ? (
        <>
          <ChangeSenderButton sender={sender} />
          <AskingButton
            label={<Trans>Remove</Trans>}
            title={t`Remove the sender ${address}`}
            consequence={<Trans>What waits to leave by it takes another sender, or waits on a person.</Trans>}
            yes={<Trans>Remove it</Trans>}
            busy={busy}
            onYes={() => remove({ input: { senderId: sender.id } })}
          />
        </>
      ) : (
        <span className={styles.dim}>
          <Trans>given by whoever runs this installation</Trans>
        </span>
      )}
    </li>
  );
}

/** The numbers, names and addresses that the agency writes and calls from. */
export function SendersPanel({ senders, accounts }: { senders: readonly Sender[]; accounts: readonly Account[] }) {
  return (
    <Panel
      flush
      title={<Trans>Senders</Trans>}
      aside={accounts.length > 0 ? <AddSenderButton accounts={accounts} /> : undefined}
    >
      <ul className={styles.rows}>
        {senders.map((sender) => (
          <SenderRow key={sender.id} sender={sender} />
        ))}
        {senders.length === 0 && (
          <li className={styles.dim}>
            <Trans>There is nothing to write or call from yet.</Trans>
          </li>
        )}
      </ul>
    </Panel>
  );
}
