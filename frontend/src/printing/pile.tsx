import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { type FieldErrors, useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { ReasonDialog } from "@/design/reason-dialog";
import { dayOf } from "@/formatting/dates";
import { PostPrintRun, type PrintRun, TakeLettersOut, TellRunLetters } from "@/printing/documents";
import type { Label } from "@/printing/letter-label";
import styles from "@/printing/printing.module.css";

const LEFT = "letters-left"; // what was said of the last try holds until the next
const AT_ONCE = 50; // letters that one command takes
type Chosen = [attemptId: string, label: Label][];

type Props = {
  run: PrintRun;
  chosen: Chosen;
  /** While letters are being told, nothing of them is changed. */
  telling: boolean;
  onTelling: (telling: boolean) => void;
  onDone: (attemptIds: string[]) => void;
};

/** The day on which the whole pile, or the chosen letters alone, went to the post; their services; what is taken out. */
export function Pile({ run, chosen, telling, onTelling, onDone }: Props) {
  const { t } = useLingui();
  const [day, setDay] = useState<string | null>(dayOf(now()));
  const [postRun, postingRun] = useCommand(PostPrintRun);
  const [tell] = useCommand(TellRunLetters);
  const [takesOut, setTakesOut] = useState(false);
  const [takeOut, takingOut] = useCommand(TakeLettersOut);
  const { waiting } = run;
  const ids = chosen.map(([attemptId]) => attemptId);

  async function takeOutChosen(reason: string, form: FieldErrors) {
    const done = await takeOut({ input: { runId: run.id, attemptIds: ids, reason } }, form);
    if (done) onDone(ids);
    return done;
  }

  async function postAll() {
    if (day && (await postRun({ input: { runId: run.id, postedOn: day } }))) onDone([]);
  }

  /** One list after the other, to the first letter that is refused: what is left stays chosen. How many were told. */
  async function tellChosen(postedOn: string | null): Promise<number> {
    onTelling(true);
    notifications.hide(LEFT);
    const done: string[] = [];
    for (let at = 0; at < chosen.length && done.length === at; at += AT_ONCE) {
      const letters = chosen.slice(at, at + AT_ONCE).map(([attemptId, { service, number }]) => {
        return { attemptId, service, trackingNumber: service === "ORDINARY" ? null : number };
      });
      const told = await tell({ input: { runId: run.id, letters, postedOn } });
      done.push(...(told?.letters ?? []).map(({ attemptId }) => attemptId));
      if (told?.refusal) {
        notifications.show({ color: "red", message: told.refusal.message, autoClose: 8000 });
      }
    }
    onTelling(false);
    onDone(done);
    return done.length;
  }

  async function postChosen() {
    if (!day) return;
    const told = await tellChosen(day);
    const left = chosen.length - told;
    if (left === 0) notifications.show({ color: "green", message: t`The posting is recorded.` });
    else
      notifications.show({
        id: LEFT,
        color: "yellow",
        autoClose: false,
        message: t`Recorded as posted: ${told}. Not recorded, and still chosen: ${left}.`,
      });
  }

  async function keepServices() {
    const told = await tellChosen(null);
    if (told === chosen.length)
      notifications.show({
        color: "green",
        message: t`The services are kept.`,
      });
  }

  return (
    <div className={styles.actions}>
      <DayInput label={t`Posted on`} w={140} maxDate={dayOf(now())} value={day} onChange={setDay} />
      {chosen.length === 0 ? (
        <Button disabled={!day || waiting === 0} loading={postingRun} onClick={postAll}>
          <Plural value={waiting} one="The pile was posted (# letter)" other="The pile was posted (# letters)" />
        </Button>
      ) : (
        <>
          <Button disabled={!day} loading={telling} onClick={postChosen}>
            <Plural
              value={chosen.length}
              one="Only # chosen letter was posted"
              other="Only # chosen letters were posted"
            />
          </Button>
          <Button variant="default" loading={telling} onClick={keepServices}>
            <Trans>Keep the services for later</Trans>
          </Button>
          <Button variant="default" disabled={telling} onClick={() => setTakesOut(true)}>
            <Trans>Take out of the pile…</Trans>
          </Button>
        </>
      )}
      <ReasonDialog
        opened={takesOut}
        onClose={() => setTakesOut(false)}
        title={t`Take out of the pile`}
        label={t`Why`}
        missing={t`Say why they are not posted with this run.`}
        action={<Trans>Take out of the pile</Trans>}
        busy={takingOut}
        send={takeOutChosen}
      >
        <p className={styles.dim}>
          <Trans>They are not posted with this run, and wait for the next one.</Trans>
        </p>
      </ReasonDialog>
    </div>
  );
}
