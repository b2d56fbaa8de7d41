import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import type { EventGroup } from "@/api/enums";
import { DayInput } from "@/design/day-input";
import { groupLabels } from "@/timeline/groups";
import { groupsOf, type TimelineView } from "@/timeline/view";

type FormProps = { view: TimelineView; onView: (view: TimelineView) => void };

/** Which kinds, whose, and from when to when; nothing chosen means everything. */
export function TimelineFilterForm({ view, onView }: FormProps) {
  const { t, i18n } = useLingui();
  const [groups, setGroups] = useState<string[]>(groupsOf(view));
  const [side, setSide] = useState<string>(view.side ?? "all");
  const [from, setFrom] = useState(view.from ?? null);
  const [until, setUntil] = useState(view.until ?? null);
  const backwards = from !== null && until !== null && until < from;

  function apply() {
    if (backwards) return;
    onView({
      ...view,
      show: groups.join(",").toLowerCase() || undefined,
      side: side === "own" || side === "both" ? side : undefined,
      from: from ?? undefined,
      until: until ?? undefined,
    });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Stack gap="sm">
        <Checkbox.Group label={t`Show`} value={groups} onChange={setGroups}>
          <Stack gap={8} mt={4}>
            {(Object.keys(groupLabels) as EventGroup[]).map((group) => (
              <Checkbox key={group} size="sm" value={group} label={i18n._(groupLabels[group])} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Radio.Group label={t`Side`} value={side} onChange={setSide}>
          <Stack gap={8} mt={4}>
            <Radio size="sm" value="all" label={t`All events`} />
            <Radio size="sm" value="both" label={t`Shared with both parties`} />
            <Radio size="sm" value="own" label={t`Private to your side`} />
          </Stack>
        </Radio.Group>
        <Group grow gap="xs" align="flex-start">
          <DayInput label={t`From`} value={from} onChange={setFrom} clearable popoverProps={{ withinPortal: false }} />
          <DayInput
            label={t`Until`}
            value={until}
            onChange={setUntil}
            clearable
            error={backwards ? t`Before the first day` : undefined}
            popoverProps={{ withinPortal: false }}
          />
        </Group>
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={() => onView(view.on ? { on: view.on } : {})}>
            <Trans>Show everything</Trans>
          </Button>
          <Button type="submit" disabled={backwards}>
            <Trans>Apply</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
