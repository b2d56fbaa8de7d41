import { Trans } from "@lingui/react/macro";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "urql";
import { useViewer } from "@/app/viewer";
import { Fact, Facts } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day, Instant } from "@/design/values";
import { type PrintRun, PrintRunPage as Run } from "@/printing/documents";
import { PrintFile } from "@/printing/print-file";
import styles from "@/printing/printing.module.css";
import { RunLetters } from "@/printing/run-letters";
import { isMaking, RunState } from "@/printing/run-state";
import { useFollowing } from "@/printing/use-following";

function About({ run }: { run: PrintRun }) {
  return (
    <section className={styles.panel}>
      <RunState run={run} />
      <Facts>
        <Fact label={<Trans>Made</Trans>}>
          {run.askedBy} · <Instant value={run.askedAt} />
        </Fact>
        <Fact label={<Trans>Letters</Trans>}>{run.letters}</Fact>
        {run.pages !== null && <Fact label={<Trans>Pages</Trans>}>{run.pages}</Fact>}
        <Fact label={<Trans>Sides</Trans>}>{run.duplex ? <Trans>both</Trans> : <Trans>one</Trans>}</Fact>
        {run.stopped > 0 && <Fact label={<Trans>Stopped since</Trans>}>{run.stopped}</Fact>}
        {run.takenOut > 0 && <Fact label={<Trans>Taken out</Trans>}>{run.takenOut}</Fact>}
        {run.postedOn && (
          <Fact label={<Trans>Pile posted on</Trans>}>
            <Day value={run.postedOn} />
          </Fact>
        )}
        {run.expiresAt && run.state === "READY" && (
          <Fact label={<Trans>File kept until</Trans>}>
            <Instant value={run.expiresAt} />
          </Fact>
        )}
      </Facts>
    </section>
  );
}

/** One run: its file for the printer, then the pile and the post. */
export function PrintRunPage({ id }: { id: string }) {
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: Run, variables: { runId: id }, requestPolicy: "cache-and-network" });
  const again = () => ask({ requestPolicy: "network-only" });
  const run = asked.data?.printRun;
  const busy = run ? isMaking(run) || run.isPosting : false;
  useFollowing(busy, again);
  return (
    <Page title={run ? <Trans>Print run {run.number}</Trans> : <Trans>Print run</Trans>}>
      <Answer asked={asked} onRetry={again}>
        {({ printRun }) =>
          printRun ? (
            <div className={styles.stack}>
              <About run={printRun} />
              {viewerCan.printLetters && !isMaking(printRun) && <PrintFile run={printRun} />}
              <RunLetters key={String(busy)} run={printRun} />
            </div>
          ) : (
            <Empty Icon={IconPrinter} title={<Trans>This print run does not exist</Trans>} />
          )
        }
      </Answer>
    </Page>
  );
}
