import { Trans, useLingui } from "@lingui/react/macro";
import { Progress } from "@mantine/core";
import { Dot } from "@/design/facts";
import type { PrintRun } from "@/printing/documents";

/** Whether the worker has the run's file in hand. */
export const isMaking = (run: PrintRun) => run.state === "ASKED" || run.state === "MAKING";

/** Where a run stands, in one line: its file while it is made, then the post. */
export function RunState({ run }: { run: PrintRun }) {
  const { t } = useLingui();
  const { done, letters, posted, takenOut } = run;
  const toPost = letters - takenOut;
  if (isMaking(run)) {
    return (
      <span role="status">
        <Dot tone="info">
          <Trans>
            The file is being made: {done} of {letters}
          </Trans>
        </Dot>
        <Progress mt={4} value={(done / letters) * 100} aria-label={t`Progress`} />
      </span>
    );
  }
  if (run.isPosting) {
    return (
      <span role="status">
        <Dot tone="info">
          <Trans>
            Being marked as posted: {posted} of {toPost}
          </Trans>
        </Dot>
      </span>
    );
  }
  if (run.state === "FAILED") {
    return (
      <Dot tone="bad">
        <Trans>The file could not be made</Trans>
      </Dot>
    );
  }
  if (run.waiting === 0 && run.stopped === 0) {
    return (
      <Dot tone="good">
        <Trans>All posted</Trans>
      </Dot>
    );
  }
  return (
    <Dot tone="warn">
      {run.printings.length === 0 ? (
        <Trans>Not printed yet</Trans>
      ) : (
        <Trans>
          Printed, posted: {posted} of {toPost}
        </Trans>
      )}
    </Dot>
  );
}
