import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { AssignChoices } from "@/assigning/documents";
import { AbandonPlacement, AcceptPlacement, type Summary } from "@/placements/documents";

/** The agency takes the batch in charge, for a team where it has some; its case files enter the work queue. */
export function AcceptButton({ batch }: { batch: Summary }) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [accept, busy] = useCommand(AcceptPlacement);
  const [team, setTeam] = useState("");
  const mayGive = batch.viewerCan.accept && viewerCan.assignCaseFiles && viewerCan.seeTeams;
  const [{ data }] = useQuery({ query: AssignChoices, pause: !mayGive });
  const teams = data?.teams ?? [];
  if (!batch.viewerCan.accept) return null;
  return (
    <>
      {teams.length > 0 && (
        <NativeSelect
          aria-label={t`Team that works them`}
          value={team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          data={[{ value: "", label: t`No team yet` }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
      <Button loading={busy} onClick={() => accept({ input: { batchId: batch.id, teamId: team || null } })}>
        <Trans>Accept the placement</Trans>
      </Button>
    </>
  );
}

export function AbandonButton({ batch }: { batch: Summary }) {
  const [abandon, busy] = useCommand(AbandonPlacement);
  if (!batch.viewerCan.abandon) return null;
  return (
    <Button variant="default" loading={busy} onClick={() => abandon({ input: { batchId: batch.id } })}>
      <Trans>Abandon</Trans>
    </Button>
  );
}
