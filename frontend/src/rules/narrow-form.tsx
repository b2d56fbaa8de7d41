import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Group, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { useCommand } from "@/api/use-command";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { DialogForm } from "@/design/dialog-form";
import { dayOf } from "@/formatting/dates";
import { NarrowContactRules, type OwnVersion, type Profile } from "@/rules/documents";
import styles from "@/rules/rules.module.css";
import { type DayDraft, daysOf, draftOf, weekdayName } from "@/rules/week";

type WeekProps = {
  label: ReactNode;
  what: string;
  days: readonly DayDraft[];
  error: ReactNode;
  onChange: (days: DayDraft[]) => void;
};

/** A line a weekday: whether it is open, from when until when. */
function WeekFields({ label, what, days, error, onChange }: WeekProps) {
  const { t, i18n } = useLingui();
  function change(weekday: number, draft: DayDraft) {
    onChange(days.map((kept, at) => (at === weekday ? draft : kept)));
  }
  return (
    <fieldset className={styles.week}>
      <legend>{label}</legend>
      {days.map((draft, weekday) => {
        const day = weekdayName(weekday, i18n.locale);
        return draft ? (
          <div key={day} className={styles.day}>
            <Checkbox
              label={day}
              aria-label={t`${day}: ${what}`}
              checked={draft.open}
              onChange={(event) => change(weekday, { ...draft, open: event.currentTarget.checked })}
            />
            <TextInput
              type="time"
              aria-label={t`${day}: ${what} from`}
              disabled={!draft.open}
              required
              value={draft.opens}
              onChange={(event) => change(weekday, { ...draft, opens: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              aria-label={t`${day}: ${what} until`}
              disabled={!draft.open}
              required
              value={draft.closes}
              onChange={(event) => change(weekday, { ...draft, closes: event.currentTarget.value })}
            />
          </div>
        ) : (
          <div key={day} className={styles.day}>
            <span>{day}</span>
            <span className={styles.dim}>
              <Trans>closed by the rules</Trans>
            </span>
          </div>
        );
      })}
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function limitOf(value: number | string): number | null {
  return value === "" ? null : Number(value);
}

type Props = { country: string; profile: Profile; own?: OwnVersion | undefined; onDone: () => void };

/** What the agency allows itself from a day on; whatever stays as the rules have it follows them. */
export function NarrowForm({ country, profile, own, onDone }: Props) {
  const { t } = useLingui();
  const [save, busy] = useCommand(NarrowContactRules);
  const { allowed } = profile;
  const today = dayOf(now());
  const daysBy = (channel: string) => profile.weeks.find((week) => week.channel === channel)?.days ?? [];
  const form = useForm({
    initialValues: {
      startsOn: own && own.startsOn > today ? own.startsOn : today,
      voice: draftOf(daysBy("VOICE"), own?.voice),
      written: draftOf(daysBy("SMS"), own?.written),
      callsDay: (own?.callsDay ?? allowed.callsDay ?? "") as number | string,
      calls7d: (own?.calls7d ?? allowed.calls7d ?? "") as number | string,
      contacts7d: (own?.contacts7d ?? allowed.contacts7d ?? "") as number | string,
    },
  });

  async function submit({ startsOn, voice, written, callsDay, calls7d, contacts7d }: typeof form.values) {
    const input = {
      country,
      profile: profile.name,
      startsOn,
      voice: daysOf(voice),
      written: daysOf(written),
      callsDay: limitOf(callsDay),
      calls7d: limitOf(calls7d),
      contacts7d: limitOf(contacts7d),
    };
    const done = await save({ input }, form);
    if (!done) return;
    notifications.show({ color: "green", message: t`Saved as version ${done.version}. What waits is judged again.` });
    onDone();
  }

  const limit = (most: number | null) => (most === null ? t`The rules set none.` : t`At most ${most} by the rules.`);
  return (
    <DialogForm
      onSubmit={form.onSubmit(submit)}
      onCancel={onDone}
      action={<Trans>Save hours and limits</Trans>}
      busy={busy}
    >
      <Stack gap="md">
        <p>
          <Trans>
            Narrower than the rules, never wider. Hours are those at the debtor’s place; what stays as the rules have it
            follows them when they change.
          </Trans>
        </p>
        <DayInput
          label={t`From which day on`}
          w={160}
          minDate={today}
          {...form.getInputProps("startsOn")}
          onChange={(day) => form.setFieldValue("startsOn", day ?? today)}
        />
        <div className={styles.weeks}>
          <WeekFields
            label={<Trans>Calls</Trans>}
            what={t`calls`}
            days={form.values.voice}
            error={form.errors.voice}
            onChange={(days) => form.setFieldValue("voice", days)}
          />
          <WeekFields
            label={<Trans>Texts and e-mails</Trans>}
            what={t`texts and e-mails`}
            days={form.values.written}
            error={form.errors.written}
            onChange={(days) => form.setFieldValue("written", days)}
          />
        </div>
        <Group align="flex-start" gap="sm">
          <NumberInput
            label={t`Calls a day`}
            description={limit(allowed.callsDay)}
            w={160}
            min={1}
            allowDecimal={false}
            {...form.getInputProps("callsDay")}
          />
          <NumberInput
            label={t`Calls in 7 days`}
            description={limit(allowed.calls7d)}
            w={160}
            min={1}
            allowDecimal={false}
            {...form.getInputProps("calls7d")}
          />
          <NumberInput
            label={t`Contacts in 7 days`}
            description={limit(allowed.contacts7d)}
            w={160}
            min={1}
            allowDecimal={false}
            {...form.getInputProps("contacts7d")}
          />
        </Group>
      </Stack>
    </DialogForm>
  );
}
