import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconFileZip, IconPackageImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import type { PlacementState } from "@/api/enums";
import { usePage } from "@/api/pages";
import { useViewer } from "@/app/viewer";
import { useChanges } from "@/casefiles/use-changes";
import { Mark, type Tone } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant, Money } from "@/design/values";
import { placementLabels } from "@/formatting/labels";
import { AcceptButton } from "@/placements/batch-actions";
import { BatchesPage, type Summary } from "@/placements/documents";
import styles from "@/placements/placements.module.css";

const tones: Record<PlacementState, Tone> = {
  UPLOADED: "warn",
  MAPPED: "warn",
  CHECKING: "info",
  CHECKED: "warn",
  COMMITTING: "info",
  SUBMITTED: "info",
  ACCEPTED: "good",
  ABANDONED: "neutral",
  FAILED: "bad",
};

function BatchRow({ batch }: { batch: Summary }) {
  const { i18n } = useLingui();
  return (
    <li className={styles.batch}>
      <div className={styles.batchWhat}>
        <p className={styles.batchHead}>
          <Link className={styles.link} to="/placements/$batchId" params={{ batchId: batch.id }}>
            {batch.filename}
          </Link>
          <Mark tone={tones[batch.state]}>{i18n._(placementLabels[batch.state])}</Mark>
        </p>
        <p className={styles.dim}>
          {batch.submittedAt && `${batch.reference} · `}
          {batch.creditor.name} → {batch.mandate.agency.name}
          {batch.portfolio && ` · ${batch.portfolio.name}`}
        </p>
        <p className={styles.dim}>
          {batch.createdBy}, <Instant value={batch.submittedAt ?? batch.createdAt} />
          {batch.acceptedBy && (
            <>
              {" "}
              · <Trans>accepted by {batch.acceptedBy}</Trans>
            </>
          )}
        </p>
      </div>
      {batch.counts && (
        <p>
          <Plural value={batch.counts.debtors} one="# debtor" other="# debtors" />
          {batch.counts.amounts.map((amount) => (
            <span key={amount.currency}>
              {" "}
              ·{" "}
              <strong>
                <Money value={amount} />
              </strong>
            </span>
          ))}
        </p>
      )}
      <AcceptButton batch={batch} />
    </li>
  );
}

/** Placements: the client's history, the agency's batches to accept. */
export function Batches() {
  const { viewerCan } = useViewer();
  const [after, goOn] = usePage(null);
  const [asked, ask] = useQuery({ query: BatchesPage, variables: { after } });
  const again = () => ask({ requestPolicy: "network-only" });
  useChanges(again);
  const place = viewerCan.placeClaims && (
    <Button component={Link} to="/placements/new" leftSection={<IconPackageImport size={15} />}>
      <Trans>Place unpaid invoices</Trans>
    </Button>
  );
  const invoices = viewerCan.addInvoices && (
    <Button component={Link} to="/placements/invoices" variant="default" leftSection={<IconFileZip size={15} />}>
      <Trans>Add copies of invoices</Trans>
    </Button>
  );
  return (
    <Page
      title={<Trans>Placements</Trans>}
      actions={
        <>
          {invoices}
          {place}
        </>
      }
    >
      <Answer asked={asked} onRetry={again}>
        {({ placementBatches: { edges, pageInfo } }) =>
          edges.length === 0 ? (
            <Empty Icon={IconPackageImport} title={<Trans>No placement yet</Trans>} action={place}>
              {viewerCan.placeClaims ? (
                <Trans>Drop an export of your unpaid invoices: a minute later they are checked case files.</Trans>
              ) : (
                <Trans>What your clients place appears here, to be accepted.</Trans>
              )}
            </Empty>
          ) : (
            <>
              <ul className={styles.batches}>
                {edges.map(({ node }) => (
                  <BatchRow key={node.id} batch={node} />
                ))}
              </ul>
              {pageInfo.hasNextPage && (
                <Button mt="md" variant="default" loading={asked.fetching} onClick={() => goOn(pageInfo.endCursor)}>
                  <Trans>Show more</Trans>
                </Button>
              )}
            </>
          )
        }
      </Answer>
    </Page>
  );
}
