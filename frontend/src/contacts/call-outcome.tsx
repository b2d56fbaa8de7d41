import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Kbd, NativeSelect, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { useShortcuts, useShortcutsOn } from "@/app/shortcuts";
import type { Attempt } from "@/casefiles/documents";
import styles from "@/contacts/call-bar.module.css";
import { type CallOutcome, CallOutcomes } from "@/contacts/call-documents";
import { RecordCallOutcome } from "@/contacts/documents";
import { chosenInstant, initialSendTime, TIMES } from "@/contacts/send-time";
import { DayInput } from "@/design/day-input";
import { Answer } from "@/design/states";
import { dayOf } from "@/formatting/dates";

type AgreedProps = { outcome: CallOutcome; busy: boolean; onTell: (agreed: Agreed) => void };
type Agreed = { callbackAt?: string | null; promisedOn?: string | null };

/** The day or the time that an outcome asks for. */
function AgreedForm({ outcome, busy, onTell }: AgreedProps) {
  const { t } = useLingui();
  const [time, setTime] = useState({ ...initialSendTime(), later: true });
  const calls = outcome.asks === "CALLBACK";

  function tell() {
    onTell(calls ? { callbackAt: chosenInstant(time) } : { promisedOn: time.day });
  }

  return (
    <form
      className={styles.agreed}
      onSubmit={(event) => {
        event.preventDefault();
        tell();
      }}
    >
      <DayInput
        label={calls ? t`Call back on` : t`Pays by`}
        w={130}
        minDate={dayOf(now())}
        maxDate={dayOf(now() + 90 * 86_400_000)}
        value={time.day}
        onChange={(day) => setTime({ ...time, day })}
        data-autofocus
        autoFocus
      />
      {calls && (
        <NativeSelect
          label={t`At`}
          w={90}
          data={TIMES}
          value={time.time}
          onChange={(event) => setTime({ ...time, time: event.currentTarget.value })}
        />
      )}
      <Button type="submit" loading={busy} disabled={!time.day}>
        {outcome.label}
      </Button>
    </form>
  );
}

/** How a call of ours went. */
export function OutcomeChoice({ attempt, own }: { attempt: Attempt; own: boolean }) {
  const [record, busy] = useCommand(RecordCallOutcome);
  const tell = useMemo(
    () => async (told: Told) => {
      await record({ input: { attemptId: attempt.id, ...told } });
    },
    [record, attempt.id],
  );
  return <OutcomeList own={own} busy={busy} onTell={tell} />;
}

type Told = Agreed & { outcome: string; comment: string | null };
type ListProps = { own: boolean; busy: boolean; onTell: (told: Told) => Promise<void> };

/** What every call must get before the next one: one key each in one's own, with the day or time that some ask for. */
export function OutcomeList({ own, busy, onTell }: ListProps) {
  // Kept from before and asked for anew: an administrator may have changed the list meanwhile.
  const [asked, ask] = useQuery({ query: CallOutcomes, requestPolicy: "cache-and-network" });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ callOutcomes }) => <Choice outcomes={callOutcomes} own={own} busy={busy} onTell={onTell} />}
    </Answer>
  );
}

type ChoiceProps = ListProps & { outcomes: readonly CallOutcome[] };

function Choice({ outcomes, own, busy, onTell }: ChoiceProps) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<CallOutcome | null>(null);
  const [comment, setComment] = useState("");
  const keys = useShortcutsOn() && own;

  const shortcuts = useMemo(() => {
    function choose(outcome: CallOutcome) {
      if (outcome.asks === "NOTHING") void tell(outcome, {});
      else setChosen(outcome);
    }
    async function tell(outcome: CallOutcome, agreed: Agreed) {
      await onTell({ outcome: outcome.key, comment: comment.trim() || null, ...agreed });
    }
    return {
      tell,
      choose,
      keys: own ? Object.fromEntries(outcomes.map((outcome, place) => [String(place + 1), () => choose(outcome)])) : {},
    };
  }, [outcomes, comment, onTell, own]);
  useShortcuts(shortcuts.keys);

  return (
    <fieldset className={styles.outcomes}>
      <legend className={styles.legend}>
        <Trans>How did it go?</Trans>
      </legend>
      <div className={styles.choices}>
        {outcomes.map((outcome, place) => (
          <Button
            key={outcome.key}
            size="xs"
            variant={chosen?.key === outcome.key ? "filled" : "default"}
            aria-pressed={chosen?.key === outcome.key}
            disabled={busy}
            leftSection={keys ? <Kbd size="xs">{place + 1}</Kbd> : undefined}
            onClick={() => shortcuts.choose(outcome)}
          >
            {outcome.label}
          </Button>
        ))}
      </div>
      {chosen && (
        <AgreedForm
          key={chosen.key}
          outcome={chosen}
          busy={busy}
          onTell={(agreed) => void shortcuts.tell(chosen, agreed)}
        />
      )}
      <TextInput
        className={styles.comment}
        size="xs"
        aria-label={t`Comment on the call`}
        placeholder={t`What was said`}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </fieldset>
  );
}
