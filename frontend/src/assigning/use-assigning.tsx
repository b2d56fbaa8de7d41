import { Plural, Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCommand } from "@/api/use-command";
import { AssignCaseFiles, type Assignment } from "@/assigning/documents";

/** Assigns case files, says how many changed, and offers to take it back. */
export function useAssigning() {
  const [assign, busy] = useCommand(AssignCaseFiles);

  async function run(assignments: Assignment[], undoing = false): Promise<boolean> {
    const done = await assign({ input: { assignments } });
    if (!done) return false;
    const { before } = done;
    const id = `assigned-${Date.now()}`;
    const undo = before.length > 0 && !undoing && (
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => {
          notifications.hide(id);
          void run([...before], true);
        }}
      >
        <Trans>Undo</Trans>
      </Button>
    );
    notifications.show({
      id,
      color: "green",
      autoClose: 10_000,
      message: (
        <>
          {undoing ? (
            <Plural
              value={before.length}
              _0="Nothing changed"
              one="# case file is assigned as before"
              other="# case files are assigned as before"
            />
          ) : (
            <Plural
              value={before.length}
              _0="Nothing changed"
              one="# case file assigned"
              other="# case files assigned"
            />
          )}{" "}
          {undo}
        </>
      ),
    });
    return true;
  }

  return [run, busy] as const;
}
