import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { Panel } from "@/design/page";
import { Day } from "@/design/values";
import { dayOf } from "@/formatting/dates";
import { type Closing, SetClosedDays } from "@/rules/documents";
import styles from "@/rules/rules.module.css";

function ClosingText({ closing: { name, first, last } }: { closing: Closing }) {
  return (
    <>
      <strong>{name}</strong> · <Day value={first} />
      {last !== first && (
        <>
          {" – "}
          <Day value={last} />
        </>
      )}
    </>
  );
}

function Editor({ closings }: { closings: readonly Closing[] }) {
  const { t } = useLingui();
  const [save, busy] = useCommand(SetClosedDays);
  const form = useForm({ initialValues: { closings: closings.map((closing, id) => ({ id, ...closing })) } });
  const drafts = form.values.closings;

  function change(id: number, to: Partial<Closing>) {
    form.setFieldValue(
      "closings",
      drafts.map((draft) => (draft.id === id ? { ...draft, ...to } : draft)),
    );
  }

  function add() {
    const today = dayOf(now());
    const id = Math.max(-1, ...drafts.map((draft) => draft.id)) + 1;
    form.setFieldValue("closings", [...drafts, { id, name: "", first: today, last: today }]);
  }

  async function submit(values: typeof form.values) {
    const done = await save({ input: { closings: values.closings.map(({ id: _, ...closing }) => closing) } }, form);
    if (done) {
      notifications.show({ color: "green", message: t`Saved as version ${done.version}. What waits is judged again.` });
    }
  }

  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm">
        <ol className={styles.closings}>
          {drafts.map(({ id, name, first, last }, place) => {
            const number = place + 1;
            return (
              <li key={id} className={styles.closing}>
                <TextInput
                  label={t`Reason`}
                  maxLength={60}
                  required
                  withAsterisk={false}
                  value={name}
                  onChange={(event) => change(id, { name: event.currentTarget.value })}
                />
                <DayInput
                  label={t`First day`}
                  w={132}
                  value={first}
                  onChange={(day) => day && change(id, { first: day, last: last < day ? day : last })}
                />
                <DayInput
                  label={t`Last day`}
                  w={132}
                  value={last}
                  minDate={first}
                  onChange={(day) => day && change(id, { last: day })}
                />
                <ActionIcon
                  aria-label={t`Remove closed days ${number}`}
                  onClick={() =>
                    form.setFieldValue(
                      "closings",
                      drafts.filter((draft) => draft.id !== id),
                    )
                  }
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
        {form.errors.closings && (
          <p role="alert" className={styles.error}>
            {form.errors.closings}
          </p>
        )}
        <Group justify="space-between">
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
            <Trans>Add closed days</Trans>
          </Button>
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            <Trans>Save closed days</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Days on which the agency contacts nobody, beside public holidays: read by all, set by an administrator. */
export function Closings({ closings, mayChange }: { closings: readonly Closing[]; mayChange: boolean }) {
  return (
    <Panel title={<Trans>Days on which the agency is closed</Trans>}>
      <p className={styles.help}>
        <Trans>
          On these days nobody is called or written to, by the calendar at the debtor’s place. Letters, receipts and
          answers still leave.
        </Trans>
      </p>
      {mayChange ? (
        <Editor key={JSON.stringify(closings)} closings={closings} />
      ) : closings.length > 0 ? (
        <ul className={styles.list}>
          {closings.map((closing) => (
            <li key={`${closing.name} ${closing.first}`}>
              <ClosingText closing={closing} />
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.dim}>
          <Trans>None.</Trans>
        </p>
      )}
    </Panel>
  );
}

/** A list of closed days in one line. */
export function ClosingsText({ closings }: { closings: readonly Closing[] }) {
  if (closings.length === 0) return <Trans>no closed days</Trans>;
  return closings.map((closing, place) => (
    <span key={`${closing.name} ${closing.first}`}>
      {place > 0 && "; "}
      <ClosingText closing={closing} />
    </span>
  ));
}
