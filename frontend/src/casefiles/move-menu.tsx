import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { CloseCode, Stage } from "@/api/enums";
import { useCommand } from "@/api/use-command";
import { type CaseFile, MoveCaseFile } from "@/casefiles/documents";
import { closeCodeLabels, stageLabels } from "@/formatting/labels";

/** Offered in the order of a case file's life; the server refuses a move that the stage does not allow, and says why. */
const STAGES: Stage[] = ["ACCEPTED", "AMICABLE", "PRE_LEGAL", "LEGAL"];

export function MoveMenu({ caseFile }: { caseFile: CaseFile }) {
  const { i18n } = useLingui();
  const [move, busy] = useCommand(MoveCaseFile);

  function to(stage: Stage, closeCode: CloseCode | null = null) {
    return move({ input: { caseFileId: caseFile.id, stage, closeCode } });
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={busy} rightSection={<IconChevronDown size={14} />}>
          <Trans>Stage</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>Move to</Trans>
        </Menu.Label>
        {STAGES.filter((stage) => stage !== caseFile.stage).map((stage) => (
          <Menu.Item key={stage} onClick={() => to(stage)}>
            {i18n._(stageLabels[stage])}
          </Menu.Item>
        ))}
        {caseFile.stage !== "CLOSED" && (
          <>
            <Menu.Divider />
            <Menu.Label>
              <Trans>Close as</Trans>
            </Menu.Label>
            {(Object.keys(closeCodeLabels) as CloseCode[]).map((code) => (
              <Menu.Item key={code} onClick={() => to("CLOSED", code)}>
                {i18n._(closeCodeLabels[code])}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
