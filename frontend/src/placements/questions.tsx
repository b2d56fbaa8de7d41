import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Batch } from "@/placements/documents";
import styles from "@/placements/placements.module.css";
import { unanswered } from "@/placements/steps";

type QuestionsProps = {
  batch: Batch;
  known: Record<string, string>;
  busy: boolean;
  onAnswered: (answers: Record<string, string>) => void;
  onBack: () => void;
};

/** What the file does not say, asked once for the whole file. */
export function Questions({ batch, known, busy, onAnswered, onBack }: QuestionsProps) {
  const { t } = useLingui();
  const [answers, setAnswers] = useState(known);
  const open = unanswered(batch, answers);

  function submit(event: FormEvent) {
    event.preventDefault();
    onAnswered(answers);
  }

  return (
    <form onSubmit={submit}>
      {batch.questions.map(({ key, message, choices }) => {
        const value = answers[key] ?? "";
        const set = (next: string) => setAnswers({ ...answers, [key]: next });
        return (
          <div key={key} className={styles.question}>
            {choices.length > 0 ? (
              <NativeSelect
                label={message}
                value={value}
                onChange={(event) => set(event.currentTarget.value)}
                data={[{ value: "", label: t`Choose…` }, ...choices.map((choice) => ({ ...choice }))]}
              />
            ) : (
              <TextInput label={message} value={value} onChange={(event) => set(event.currentTarget.value)} />
            )}
          </div>
        );
      })}
      <div className={styles.bar}>
        <Button variant="default" onClick={onBack}>
          <Trans>Back to the columns</Trans>
        </Button>
        <Button type="submit" loading={busy} disabled={open.length > 0}>
          <Trans>Check the file</Trans>
        </Button>
      </div>
    </form>
  );
}
