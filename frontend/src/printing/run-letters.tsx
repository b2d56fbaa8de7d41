import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { usePage } from "@/api/pages";
import { useViewer } from "@/app/viewer";
import { Dot } from "@/design/facts";
import { Answer } from "@/design/states";
import { Day } from "@/design/values";
import { type PrintRun, type PrintRunLetter, PrintRunLettersPage } from "@/printing/documents";
import { letterLabels, letterTones, serviceLabels } from "@/printing/labels";
import { type Label, LetterLabel } from "@/printing/letter-label";
import { Pile } from "@/printing/pile";
import styles from "@/printing/printing.module.css";
import { isMaking } from "@/printing/run-state";

const isOpen = (letter: PrintRunLetter) => letter.state === "WAITING" || letter.state === "STOPPED";

type LineProps = {
  letter: PrintRunLetter;
  label: Label | undefined;
  onLabel: ((label: Label | null) => void) | null;
  /** While it is being told: what is typed then would not be sent. */
  disabled: boolean;
};

/** A letter of the run; `label` while it is chosen: how it is posted. */
function Line({ letter, label, onLabel, disabled }: LineProps) {
  const { t, i18n } = useLingui();
  const { reference, pages } = letter;
  return (
    <li>
      {onLabel && (
        <Checkbox
          aria-label={t`Choose letter ${reference}`}
          checked={label !== undefined}
          disabled={disabled}
          onChange={(event) =>
            onLabel(
              event.currentTarget.checked ? { service: letter.service, number: letter.trackingNumber ?? "" } : null,
            )
          }
        />
      )}
      <span className="figures">{letter.place}</span>
      <span className={styles.what}>
        <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: letter.caseFileId }}>
          {reference}
        </Link>{" "}
        · {letter.recipient} <span className={styles.dim}>· {letter.creditor}</span>
      </span>
      <span className={styles.dim}>
        {i18n._(serviceLabels[letter.service])}
        {letter.trackingNumber && <> · {letter.trackingNumber}</>}
        {pages !== null && (
          <>
            {" "}
            · <Plural value={pages} one="# page" other="# pages" />
          </>
        )}
      </span>
      <Dot tone={letterTones[letter.state]}>
        {i18n._(letterLabels[letter.state])}
        {letter.postedOn && (
          <>
            {" "}
            <Day value={letter.postedOn} />
          </>
        )}
      </Dot>
      {onLabel && label && <LetterLabel reference={reference} label={label} disabled={disabled} onChange={onLabel} />}
      {letter.takenOutBecause && (
        <span className={styles.dim}>
          {letter.takenOutBy} · {letter.takenOutBecause}
        </span>
      )}
    </li>
  );
}

/** Every letter of a run, and what is done with the pile. */
export function RunLetters({ run }: { run: PrintRun }) {
  const { viewerCan } = useViewer();
  const [after, goOn] = usePage(run.id);
  const [labels, setLabels] = useState<ReadonlyMap<string, Label>>(new Map());
  const [telling, setTelling] = useState(false);
  const [asked, ask] = useQuery({
    query: PrintRunLettersPage,
    variables: { runId: run.id, after },
    requestPolicy: "cache-and-network",
  });
  const again = () => ask({ requestPolicy: "network-only" });
  const mayPost = viewerCan.printLetters && run.printings.length > 0 && !isMaking(run) && !run.isPosting;

  function choose(id: string, label: Label | null) {
    setLabels((before) => {
      const after = new Map(before);
      if (label) after.set(id, label);
      else after.delete(id);
      return after;
    });
  }

  return (
    <section className={styles.panel} aria-labelledby="run-letters">
      <h2 id="run-letters" className={styles.heading}>
        <Trans>Letters</Trans>
      </h2>
      {mayPost && run.waiting + run.stopped > 0 && (
        <Pile
          run={run}
          chosen={[...labels]}
          telling={telling}
          onTelling={setTelling}
          onDone={(done) => {
            for (const id of done) choose(id, null);
          }}
        />
      )}
      <Answer asked={asked} onRetry={again} compact>
        {({ printRunLetters: { edges, pageInfo } }) => (
          <>
            <ul className={styles.rows}>
              {edges.map(({ node }) => (
                <Line
                  key={node.attemptId}
                  letter={node}
                  label={labels.get(node.attemptId)}
                  disabled={telling}
                  onLabel={mayPost && isOpen(node) ? (label) => choose(node.attemptId, label) : null}
                />
              ))}
            </ul>
            {pageInfo.hasNextPage && (
              <div>
                <Button variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                  <Trans>Show more</Trans>
                </Button>
              </div>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}
