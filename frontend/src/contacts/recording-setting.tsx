import { Trans, useLingui } from "@lingui/react/macro";
import { Switch } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import styles from "@/contacts/call-outcomes-page.module.css";
import { CallsAreRecorded, SetCallRecording } from "@/contacts/recording-documents";
import { Panel } from "@/design/page";
import { Answer } from "@/design/states";

type ChoiceProps = { recorded: boolean; mayChange: boolean };

function Choice({ recorded, mayChange }: ChoiceProps) {
  const { t } = useLingui();
  const [set, busy] = useCommand(SetCallRecording);
  return (
    <Switch
      label={t`Record the calls of collectors`}
      checked={recorded}
      disabled={busy || !mayChange}
      onChange={(event) => void set({ input: { enabled: event.currentTarget.checked } })}
    />
  );
}

/** Whether the agency records its calls: off until an administrator switches it on. */
export function RecordingSetting({ mayChange }: { mayChange: boolean }) {
  const [asked, ask] = useQuery({ query: CallsAreRecorded });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ callsAreRecorded }) => (
        <Panel title={<Trans>Recording</Trans>}>
          <p className={styles.help}>
            <Trans>
              Each person hears first that the call is recorded, and refuses by the star key; then nothing of it is
              kept. Recordings are encrypted, heard only by those with that right, and each listening is in the log.
              They are destroyed after the time that the law of the person’s country gives: six months in France.
            </Trans>
          </p>
          <Choice recorded={callsAreRecorded} mayChange={mayChange} />
        </Panel>
      )}
    </Answer>
  );
}
