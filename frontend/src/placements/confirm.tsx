import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { useViewer } from "@/app/viewer";
import { type Batch, ConfirmPlacement } from "@/placements/documents";
import { OpenToBanks } from "@/placements/open-to-banks";
import styles from "@/placements/placements.module.css";
import { Rows } from "@/placements/rows";
import { Totals } from "@/placements/totals";

/** The result of the dry run, and the placement statement that the client signs by confirming. */
export function Confirm({ batch, onBack }: { batch: Batch; onBack: () => void }) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [agreed, setAgreed] = useState(false);
  const [confirm, busy] = useKeyedCommand(ConfirmPlacement);
  const { counts, mandate, portfolio } = batch;
  const placed = (counts?.new ?? 0) + (counts?.merged ?? 0);

  return (
    <>
      {counts && <Totals counts={counts} />}
      <Rows batchId={batch.id} />
      {placed > 0 && batch.viewerCan.confirm && (
        <section className={styles.statement} aria-label={t`Placement statement`}>
          <h2>
            <Trans>Placement statement</Trans>
          </h2>
          <p>
            <Trans>
              {placed} claims of {counts?.debtors ?? 0} debtors are placed with {mandate.agency.name} under mandate{" "}
              {mandate.reference}, portfolio {portfolio?.name ?? "—"}. This statement, numbered when you confirm, is
              annexed to the mandate.
            </Trans>
          </p>
          {portfolio && viewerCan.seeGrants && <OpenToBanks portfolio={portfolio} />}
          <Checkbox
            mt="sm"
            checked={agreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
            label={t`I confirm that these claims are certain, due and unpaid, and place them for collection.`}
          />
        </section>
      )}
      <div className={styles.bar}>
        <Button variant="default" onClick={onBack}>
          <Trans>Back to the columns</Trans>
        </Button>
        {batch.correctionFileUrl && (
          <Button
            component="a"
            href={batch.correctionFileUrl}
            variant="default"
            leftSection={<IconDownload size={14} />}
          >
            <Trans>Correction file</Trans>
          </Button>
        )}
        {batch.viewerCan.confirm && (
          <Button disabled={!agreed || placed === 0} loading={busy} onClick={() => confirm({ batchId: batch.id })}>
            <Trans>Confirm the placement</Trans>
          </Button>
        )}
      </div>
    </>
  );
}
