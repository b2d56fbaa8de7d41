import { useLingui } from "@lingui/react/macro";
import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";

/** Now, or a day and a time in the reader's zone. */
export type SendTime = { later: boolean; day: string | null; time: string };

export const TIMES = Array.from({ length: 24 * 4 }, (_, quarter) => {
  const hour = String(Math.floor(quarter / 4)).padStart(2, "0");
  return `${hour}:${String((quarter % 4) * 15).padStart(2, "0")}`;
});

/** Starts at now; choosing later proposes tomorrow at nine. */
export function initialSendTime(): SendTime {
  return { later: false, day: dayOf(now() + 86_400_000), time: "09:00" };
}

/** The chosen instant as ISO 8601 in UTC, or null for now. */
export function chosenInstant({ later, day, time }: SendTime): string | null {
  if (!later || !day) return null;
  return new Date(`${day}T${time}:00`).toISOString();
}

export function SendTimeChoice({ value, onChange }: { value: SendTime; onChange: (value: SendTime) => void }) {
  const { t } = useLingui();
  return (
    <Group gap="xs" align="center">
      <SegmentedControl
        size="xs"
        aria-label={t`When to send`}
        value={value.later ? "later" : "now"}
        onChange={(choice) => onChange({ ...value, later: choice === "later" })}
        data={[
          { value: "now", label: t`Now` },
          { value: "later", label: t`Later` },
        ]}
      />
      {value.later && (
        <>
          <DayInput
            aria-label={t`Day of sending`}
            w={120}
            minDate={dayOf(now())}
            value={value.day}
            onChange={(day) => onChange({ ...value, day })}
          />
          <NativeSelect
            aria-label={t`Time of sending`}
            w={84}
            data={TIMES}
            value={value.time}
            onChange={(event) => onChange({ ...value, time: event.currentTarget.value })}
          />
        </>
      )}
    </Group>
  );
}
