import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Progress } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery, useSubscription } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { placementLabels } from "@/formatting/labels";
import { AbandonButton, AcceptButton } from "@/placements/batch-actions";
import { Confirm } from "@/placements/confirm";
import { type Batch, BatchLive, BatchPage, CheckPlacement } from "@/placements/documents";
import { Mapping } from "@/placements/mapping";
import { Questions } from "@/placements/questions";
import { Rows } from "@/placements/rows";
import { StepList } from "@/placements/step-list";
import { isWorking, type Step, stepOf } from "@/placements/steps";
import { Totals } from "@/placements/totals";

function Working({ batch }: { batch: Batch }) {
  const { i18n, t } = useLingui();
  return (
    <div role="status">
      <p>
        {i18n._(placementLabels[batch.state])} · {batch.progress} %
      </p>
      <Progress mt="xs" value={batch.progress} aria-label={t`Progress`} />
    </div>
  );
}

function Done({ batch }: { batch: Batch }) {
  const { organization } = useViewer().membership;
  if (batch.state === "COMMITTING") return <Working batch={batch} />;
  return (
    <>
      <Alert color="green" icon={<IconCircleCheck />} mb="md">
        {batch.state === "ACCEPTED" ? (
          <Trans>The agency has accepted this placement: {batch.caseFileCount} case files are open.</Trans>
        ) : (
          <Trans>Placed: {batch.caseFileCount} case files wait for the agency's acceptance.</Trans>
        )}
      </Alert>
      {batch.counts && <Totals counts={batch.counts} placed />}
      <AcceptButton batch={batch} />
      {/* The rows are the creditor's; what the agency gets of them are its case files. */}
      {organization.id === batch.creditor.id && <Rows batchId={batch.id} />}
    </>
  );
}

function Wizard({ batch }: { batch: Batch }) {
  const [remapping, setRemapping] = useState(false);
  const [mapping, setMapping] = useState<{ column: number; field: string }[]>(() =>
    batch.mapping.map(({ column, field }) => ({ column, field })),
  );
  const [check, busy] = useCommand(CheckPlacement);
  const { viewerCan } = useViewer();
  const step = stepOf(batch, remapping);
  // What the creditor answered for such a file before; asked again each time, since a wrong segment breaks the law.
  const [known, setKnown] = useState(() => Object.fromEntries(batch.answers.map(({ key, value }) => [key, value])));

  async function ask(chosen: typeof mapping, given: Record<string, string>) {
    setMapping(chosen);
    const answers = Object.entries(given).map(([key, value]) => ({ key, value }));
    const checked = await check({ input: { batchId: batch.id, mapping: chosen, answers } });
    if (checked) setRemapping(false);
  }

  const back = () => setRemapping(true);
  const body: Record<Step, React.ReactNode> = {
    map: <Mapping batch={batch} busy={busy} onMapped={(chosen) => ask(chosen, {})} />,
    ask: (
      <Questions
        batch={batch}
        known={known}
        busy={busy}
        onAnswered={(answers) => {
          setKnown({ ...known, ...answers });
          void ask(mapping, answers);
        }}
        onBack={back}
      />
    ),
    check: <Working batch={batch} />,
    confirm: <Confirm batch={batch} onBack={back} />,
    done: <Done batch={batch} />,
    stopped: (
      <Empty
        title={
          batch.state === "FAILED" ? <Trans>This placement failed</Trans> : <Trans>This placement was abandoned</Trans>
        }
        action={
          <Button component={Link} to="/placements/new">
            <Trans>Place another file</Trans>
          </Button>
        }
      >
        {batch.problem ?? <Trans>Nothing of it was placed.</Trans>}
      </Empty>
    ),
  };
  return (
    <>
      {viewerCan.placeClaims && <StepList step={step} />}
      {batch.problem && step !== "stopped" && (
        <Alert color="red" mb="md">
          {batch.problem}
        </Alert>
      )}
      {body[step]}
    </>
  );
}

/** One batch, from the file to the case files, live while the server works on it. */
export function BatchPageView({ id }: { id: string }) {
  const [asked, ask] = useQuery({ query: BatchPage, variables: { id } });
  const batch = asked.data?.placementBatch;
  useSubscription({ query: BatchLive, variables: { batchId: id }, pause: !batch || !isWorking(batch) });
  return (
    <Page
      title={batch ? batch.filename : <Trans>Placement</Trans>}
      aside={batch?.submittedAt && batch.reference}
      actions={batch && <AbandonButton batch={batch} />}
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ placementBatch }) =>
          placementBatch ? (
            <Wizard batch={placementBatch} />
          ) : (
            <Empty title={<Trans>This placement is not open to you</Trans>} />
          )
        }
      </Answer>
    </Page>
  );
}
