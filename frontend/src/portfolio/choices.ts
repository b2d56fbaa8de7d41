import { useMemo } from "react";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { AssignChoices } from "@/assigning/documents";
import { ClientChoices } from "@/portfolio/documents";

/** The assignee of case files that nobody works yet, in the address. */
export const NOBODY = "nobody";

type Choice = { value: string; label: string };

const byName = (one: Choice, other: Choice) => one.label.localeCompare(other.label);

/** What the list can be narrowed to: agencies and entities for a client, colleagues and teams for an agency. */
export function useListChoices() {
  const { viewerCan } = useViewer();
  const [client] = useQuery({ query: ClientChoices, pause: !viewerCan.seePortfolio });
  const [agency] = useQuery({ query: AssignChoices, pause: !viewerCan.seeAssignments || !viewerCan.seeTeams });
  return useMemo(() => {
    const agencies = new Map(client.data?.mandates.map(({ agency: { id, name } }) => [id, name]));
    const named = (rows: readonly { id: string; name: string }[] | undefined) =>
      (rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return {
      agencies: [...agencies].map(([value, label]) => ({ value, label })).sort(byName),
      entities: named(client.data?.entities),
      colleagues: (agency.data?.colleagues ?? []).map(({ membershipId, name }) => ({
        value: membershipId,
        label: name,
      })),
      teams: named(agency.data?.teams),
    };
  }, [client.data, agency.data]);
}
