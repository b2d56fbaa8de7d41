import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { AssignChoices, type Choices } from "@/assigning/documents";
import { useAssigning } from "@/assigning/use-assigning";
import { DialogForm } from "@/design/dialog-form";
import { Answer } from "@/design/states";

export type Assigned = { id: string; assignee: { membershipId: string } | null; team: { id: string } | null };

type Props = { caseFiles: readonly Assigned[]; onDone: () => void; onCancel: () => void };

/** Where all of them agree it is shown; where they differ each keeps its own until something is chosen. */
function common(values: (string | null)[]): string {
  return values.every((value) => value === values[0]) ? (values[0] ?? "") : "keep";
}

function Fields({ caseFiles, onDone, onCancel, colleagues, teams }: Props & Choices) {
  const { t } = useLingui();
  const [run, busy] = useAssigning();
  const people = common(caseFiles.map(({ assignee }) => assignee?.membershipId ?? null));
  const inTeams = common(caseFiles.map(({ team }) => team?.id ?? null));
  const [assignee, setAssignee] = useState(people);
  const [team, setTeam] = useState(inTeams);
  const each = (mixed: string) => (mixed === "keep" ? [{ value: "keep", label: t`As each has it` }] : []);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    const assignments = caseFiles.map((one) => ({
      caseFileId: one.id,
      assigneeId: assignee === "keep" ? (one.assignee?.membershipId ?? null) : assignee || null,
      teamId: team === "keep" ? (one.team?.id ?? null) : team || null,
    }));
    if (await run(assignments)) onDone();
  }

  return (
    <DialogForm
      onSubmit={submit}
      onCancel={onCancel}
      action={<Plural value={caseFiles.length} one="Assign this case file" other="Assign # case files" />}
      busy={busy}
    >
      <p>
        <Trans>Whoever no longer works a case file may lose sight of it at once, as your agency chose.</Trans>
      </p>
      <NativeSelect
        label={t({ message: "Collector", context: "whom a case file is assigned to" })}
        value={assignee}
        onChange={(event) => setAssignee(event.currentTarget.value)}
        data={[
          ...each(people),
          { value: "", label: t`Nobody yet` },
          ...colleagues.map(({ membershipId, name }) => ({ value: membershipId, label: name })),
        ]}
      />
      {teams.length > 0 && (
        <NativeSelect
          label={t`Team`}
          value={team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          data={[
            ...each(inTeams),
            { value: "", label: t`No team` },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </DialogForm>
  );
}

/** Gives case files to a person and a team; what it will do is on its button. */
export function AssignForm(props: Props) {
  const [asked, ask] = useQuery({ query: AssignChoices });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {(choices) => <Fields {...props} {...choices} />}
    </Answer>
  );
}
