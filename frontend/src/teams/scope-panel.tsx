import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import type { CaseScope } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { ChooseCaseScope } from "@/teams/documents";

/** What of the agency's case files a collector reaches; whoever manages reaches all of them. */
export function ScopePanel({ scope, mayChoose }: { scope: CaseScope; mayChoose: boolean }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<CaseScope>(scope);
  const [choose, busy] = useCommand(ChooseCaseScope);
  return (
    <Panel title={<Trans>What collectors reach</Trans>}>
      <Stack gap="sm">
        <Radio.Group
          aria-label={t`What collectors reach`}
          value={chosen}
          onChange={(value) => setChosen(value as CaseScope)}
          readOnly={!mayChoose}
        >
          <Stack gap="xs">
            <Radio
              value="ALL"
              disabled={!mayChoose}
              label={t`Every case file of the agency`}
              description={t`Everybody helps on everything.`}
            />
            <Radio
              value="TEAM"
              disabled={!mayChoose}
              label={t`Those of their teams, and those assigned to them`}
              description={t`What another team works is not seen anywhere: not in lists, searches or counts.`}
            />
            <Radio
              value="ASSIGNED"
              disabled={!mayChoose}
              label={t`Only those assigned to them`}
              description={t`Each collector sees their own case files.`}
            />
          </Stack>
        </Radio.Group>
        <p>
          <Trans>Managers, administrators and compliance officers reach every case file in any case.</Trans>
        </p>
        {!mayChoose && (
          <p>
            <Trans>Whoever manages teams chooses this.</Trans>
          </p>
        )}
        {mayChoose && (
          <Group justify="flex-end">
            <Button disabled={chosen === scope} loading={busy} onClick={() => choose({ input: { scope: chosen } })}>
              <Trans>Choose this</Trans>
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
