import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { useViewer } from "@/app/viewer";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { MakePrintRun, type PrintRun, PrintRunsPage as Runs } from "@/printing/documents";
import styles from "@/printing/printing.module.css";
import { RunState } from "@/printing/run-state";
import { useFollowing } from "@/printing/use-following";

function NewRun({ waiting }: { waiting: number }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [duplex, setDuplex] = useState(true);
  const [make, busy] = useKeyedCommand(MakePrintRun);

  async function save() {
    const done = await make({ duplex });
    if (!done) return;
    if (done.printRun) navigate({ to: "/print-runs/$runId", params: { runId: done.printRun.id } });
  }

  return (
    <section className={styles.panel} aria-labelledby="new-print-run">
      <h2 id="new-print-run" className={styles.heading}>
        <Plural
          value={waiting}
          _0="No letter waits to be printed"
          one="# letter waits to be printed"
          other="# letters wait to be printed"
        />
      </h2>
      <Checkbox
        label={t`Print on both sides`}
        description={t`Each letter then starts on a new sheet.`}
        checked={duplex}
        onChange={(event) => setDuplex(event.currentTarget.checked)}
      />
      <div className={styles.actions}>
        <Button leftSection={<IconPrinter size={14} />} disabled={waiting === 0} loading={busy} onClick={save}>
          <Trans>Prepare the letters for printing</Trans>
        </Button>
      </div>
    </section>
  );
}

function RunRow({ run }: { run: PrintRun }) {
  const { number, letters } = run;
  return (
    <li>
      <span className={styles.what}>
        <Link className={styles.link} to="/print-runs/$runId" params={{ runId: run.id }}>
          <Trans>Print run {number}</Trans>
        </Link>{" "}
        · <Plural value={letters} one="# letter" other="# letters" />
      </span>
      <RunState run={run} />
      <span className={styles.dim}>
        {run.askedBy} · <Instant value={run.askedAt} />
      </span>
    </li>
  );
}

/** All letters of the agency that wait for the printer, and the runs that were made. */
export function PrintRunsPage() {
  const { viewerCan } = useViewer();
  const [after, goOn] = usePage("print runs");
  const [asked, ask] = useQuery({ query: Runs, variables: { after }, requestPolicy: "cache-and-network" });
  const again = () => ask({ requestPolicy: "network-only" });
  const runs = asked.data?.printRuns.edges.map(({ node }) => node) ?? [];
  useFollowing(
    runs.some((run) => run.isPosting || run.state === "ASKED" || run.state === "MAKING"),
    again,
  );
  return (
    <Page title={<Trans>Print runs</Trans>}>
      <Answer asked={asked} onRetry={again}>
        {({ lettersToPrint, printRuns: { pageInfo } }) => (
          <div className={styles.stack}>
            {viewerCan.printLetters && <NewRun waiting={lettersToPrint} />}
            {runs.length === 0 ? (
              <Empty Icon={IconPrinter} title={<Trans>No print run yet</Trans>}>
                <Trans>A print run puts all letters that wait into one file for the printer.</Trans>
              </Empty>
            ) : (
              <ul className={styles.rows}>
                {runs.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </ul>
            )}
            {pageInfo.hasNextPage && (
              <div>
                <Button variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                  <Trans>Show more</Trans>
                </Button>
              </div>
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}
