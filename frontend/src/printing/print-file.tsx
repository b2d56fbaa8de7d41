import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { ReasonDialog } from "@/design/reason-dialog";
import { Instant } from "@/design/values";
import { formatSize } from "@/formatting/sizes";
import { MakePrintRunFileAgain, PrintPrintRun, type PrintRun, PrintRunFiles } from "@/printing/documents";
import styles from "@/printing/printing.module.css";

const MINUTES = 10; // the addresses are good for a quarter of an hour

/** What can be fetched now: the index always, letters and cover by who has just printed them, also after a reload. */
function Links({ run }: { run: PrintRun }) {
  const { i18n } = useLingui();
  const [{ data }, ask] = useQuery({
    query: PrintRunFiles,
    variables: { runId: run.id },
    requestPolicy: "cache-and-network",
  });
  useEffect(() => {
    const timer = setInterval(() => ask({ requestPolicy: "network-only" }), MINUTES * 60_000);
    return () => clearInterval(timer);
  }, [ask]);
  const files = data?.printRunFiles;
  const size = formatSize(run.size ?? 0, i18n.locale);
  if (!files) return null;
  return (
    <p className={styles.files} role="status">
      {files.lettersUrl && (
        <Anchor href={files.lettersUrl} target="_blank" rel="noreferrer">
          <Trans>Letters (PDF, {size})</Trans>
        </Anchor>
      )}
      {files.coverUrl && (
        <Anchor href={files.coverUrl} target="_blank" rel="noreferrer">
          <Trans>Cover page (PDF)</Trans>
        </Anchor>
      )}
      <Anchor href={files.indexUrl} download>
        <Trans>Index (spreadsheet)</Trans>
      </Anchor>
    </p>
  );
}

/** The file of a run: fetched for the printer the first time, again with a reason, or made anew when it is gone. */
export function PrintFile({ run }: { run: PrintRun }) {
  const { t } = useLingui();
  const [print, printing] = useCommand(PrintPrintRun);
  const [makeAgain, making] = useCommand(MakePrintRunFileAgain);
  const [asksWhy, setAsksWhy] = useState(false);
  const isReprint = run.printings.length > 0;

  return (
    <section className={styles.panel} aria-labelledby="run-file">
      <h2 id="run-file" className={styles.heading}>
        <Trans>Printing</Trans>
      </h2>
      {run.printings.length > 0 && (
        <ul>
          {run.printings.map(({ number, printedAt, printedBy, reason }) => (
            <li key={number}>
              {number === 1 ? <Trans>Printed</Trans> : <Trans>Printed again</Trans>} · {printedBy} ·{" "}
              <Instant value={printedAt} />
              {reason && <> · {reason}</>}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        {run.state === "READY" && (
          <Button
            variant={isReprint ? "default" : "filled"}
            leftSection={<IconPrinter size={14} />}
            loading={printing}
            onClick={() => (isReprint ? setAsksWhy(true) : print({ input: { runId: run.id, reason: null } }))}
          >
            {isReprint ? <Trans>Print again…</Trans> : <Trans>Print</Trans>}
          </Button>
        )}
        {(run.state === "FAILED" || run.state === "EXPIRED") && (
          <Button loading={making} onClick={() => makeAgain({ input: { runId: run.id } })}>
            <Trans>Make the file again</Trans>
          </Button>
        )}
      </div>
      {run.state === "EXPIRED" && (
        <p className={styles.dim}>
          <Trans>The file was deleted after its time; it can be made again from the same letters.</Trans>
        </p>
      )}
      {run.state === "READY" && <Links run={run} />}
      <ReasonDialog
        opened={asksWhy}
        onClose={() => setAsksWhy(false)}
        title={t`Print again`}
        label={t`Why it is printed again`}
        missing={t`Say why it is printed again.`}
        action={<Trans>Print again</Trans>}
        busy={printing}
        send={(reason, form) => print({ input: { runId: run.id, reason } }, form)}
      >
        <p className={styles.dim}>
          <Trans>The same letters come out once more. Each of them is posted once.</Trans>
        </p>
      </ReasonDialog>
    </section>
  );
}
