import { useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useViewer } from "@/app/viewer";
import { NOBODY, useListChoices } from "@/portfolio/choices";

/** The reader's own case files, in the address. */
const MINE = "mine";

/** Whose case files an address asks for, as the queue is asked: one's own, nobody's, or those of a team. */
export function assignmentOf(whose: string, membershipId: string) {
  if (whose === "") return null;
  if (whose === MINE) return { assigneeId: membershipId };
  return whose === NOBODY ? { unassigned: true } : { teamId: whose };
}

/** Narrows the queue to whose case files they are. */
export function Whose({ whose, onWhose }: { whose: string; onWhose: (whose: string) => void }) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const { teams } = useListChoices();
  if (!viewerCan.seeAssignments) return null;
  return (
    <NativeSelect
      aria-label={t`Whose case files`}
      value={whose}
      onChange={(event) => onWhose(event.currentTarget.value)}
      data={[
        { value: "", label: t`Every collector` },
        { value: MINE, label: t`Mine` },
        { value: NOBODY, label: t`Nobody's yet` },
        ...teams,
      ]}
    />
  );
}
