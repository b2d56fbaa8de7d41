import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover, Stack } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "@/api/use-command";
import { useMyCalls } from "@/contacts/my-calls";
import styles from "@/contacts/recording.module.css";
import {
  type CallRecording,
  ListenToRecording,
  PauseRecording,
  RefuseRecording,
  ResumeRecording,
} from "@/contacts/recording-documents";
import { useRecording } from "@/contacts/recordings";
import { formatLength } from "@/formatting/lengths";

const words: Record<CallRecording["state"], MessageDescriptor> = {
  ANNOUNCED: msg`The person is being told that the call is recorded`,
  ASKED: msg`The recording begins`,
  RUNNING: msg`This call is recorded`,
  PAUSING: msg`Not paused yet: please wait`,
  PAUSED: msg`Recording paused`,
  ENDED: msg`The recording is being stored`,
  KEPT: msg`Recorded`,
  REFUSED: msg`The recording is being destroyed`,
  DESTROYED: msg`The recording was destroyed`,
  MISSING: msg`Nothing was recorded`,
};
const REFUSED: Record<NonNullable<CallRecording["objectedBy"]>, MessageDescriptor> = {
  PERSON: msg`Not recorded: the person refused`,
  COLLECTOR: msg`Not recorded: the person refused`,
  UNPAUSED: msg`Destroyed: it could not be paused in time`,
};

function useWords(recording: CallRecording) {
  const { i18n } = useLingui();
  const { state, objectedBy } = recording;
  const why = objectedBy && (state === "DESTROYED" || (state === "REFUSED" && objectedBy === "UNPAUSED"));
  return i18n._(why ? REFUSED[objectedBy] : words[state]);
}

function Refuse({ recording }: { recording: CallRecording }) {
  const [asked, setAsked] = useState(false);
  const [refuse, busy] = useCommand(RefuseRecording);
  const { attemptId } = recording;
  return (
    <Popover opened={asked} onChange={setAsked} withArrow trapFocus shadow="md" width={260}>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMicrophoneOff size={14} />}
          aria-expanded={asked}
          onClick={() => setAsked(!asked)}
        >
          <Trans>The person refuses</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Trans>The recording ends and is destroyed, here and at the provider. It cannot be brought back.</Trans>
          <Button size="xs" color="red" loading={busy} onClick={() => refuse({ input: { attemptId } })}>
            <Trans>Destroy the recording</Trans>
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** On the call bar: whether this call is recorded, a pause for card data, and the person's refusal. */
export function RecordingStrip({ attemptId }: { attemptId: string }) {
  const { t } = useLingui();
  const recording = useMyCalls()?.recording;
  return recording?.attemptId === attemptId ? <Strip recording={recording} label={t`Recording`} /> : null;
}

function Strip({ recording, label }: { recording: CallRecording; label: string }) {
  const [pause, pausing] = useCommand(PauseRecording);
  const [resume, resuming] = useCommand(ResumeRecording);
  const input = { attemptId: recording.attemptId };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as part of the outcome's form
    <div
      role="group"
      aria-label={label}
      className={styles.strip}
      data-running={recording.state === "RUNNING" || undefined}
    >
      <span role="status" className={styles.state}>
        <IconMicrophone size={15} aria-hidden="true" />
        {useWords(recording)}
      </span>
      {recording.viewerCanPause && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPause size={14} />}
          loading={pausing}
          onClick={() => pause({ input })}
        >
          <Trans>Pause for card data</Trans>
        </Button>
      )}
      {recording.viewerCanResume && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} />}
          loading={resuming}
          onClick={() => resume({ input })}
        >
          <Trans>Go on recording</Trans>
        </Button>
      )}
      {recording.viewerCanRefuse && <Refuse recording={recording} />}
    </div>
  );
}

function Player({ recording }: { recording: CallRecording }) {
  const { t } = useLingui();
  const [listen, busy] = useCommand(ListenToRecording);
  const [heard, setHeard] = useState<{ url: string } | null>(null);
  if (heard) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: a conversation on the telephone has no captions
      <audio className={styles.player} controls autoPlay src={heard.url} aria-label={t`Recording of the call`} />
    );
  }
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlayerPlay size={14} />}
      loading={busy}
      onClick={async () => {
        const answer = await listen({ input: { attemptId: recording.attemptId } });
        if (answer?.url) setHeard({ url: answer.url });
      }}
    >
      <Trans>Listen to the call</Trans>
    </Button>
  );
}

/** On the timeline's row of a call: what became of its recording, and a player for whoever may hear it. */
export function RecordingOfCall({ attemptId }: { attemptId: string }) {
  const recording = useRecording(attemptId);
  return recording ? <Told recording={recording} /> : null;
}

function Told({ recording }: { recording: CallRecording }) {
  return (
    <div className={styles.told}>
      <span className={styles.state}>
        <IconMicrophone size={15} aria-hidden="true" />
        {useWords(recording)}
        {recording.state === "KEPT" && recording.seconds !== null && (
          <span className="figures">{formatLength(recording.seconds)}</span>
        )}
      </span>
      {recording.viewerCanListen && <Player recording={recording} />}
      {recording.state === "KEPT" && recording.viewerCanRefuse && <Refuse recording={recording} />}
    </div>
  );
}
