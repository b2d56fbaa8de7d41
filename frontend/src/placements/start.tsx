import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, NativeSelect, Progress } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { useQuery } from "urql";
import { upload } from "@/api/upload";
import { useCommand } from "@/api/use-command";
import { Answer, Empty } from "@/design/states";
import { CreatePlacement, PlacementChoices, RequestUpload } from "@/placements/documents";
import styles from "@/placements/placements.module.css";

type Choice = { value: string; label: string };
type DropProps = { mandates: Choice[]; portfolios: Choice[]; onCreated: (batchId: string) => void };

function Drop({ mandates, portfolios, onCreated }: DropProps) {
  const { i18n, t } = useLingui();
  const [mandateId, setMandate] = useState(mandates[0]?.value ?? "");
  const [portfolioId, setPortfolio] = useState(portfolios[0]?.value ?? "");
  const [over, setOver] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const [request] = useCommand(RequestUpload);
  const [create] = useCommand(CreatePlacement);

  async function place(file: File | null | undefined) {
    if (!file) return;
    setPercent(0);
    try {
      const granted = await request({ input: { filename: file.name, size: file.size } });
      if (!granted?.url || !granted.uploadId) return;
      await upload(granted.url, file, i18n.locale, setPercent);
      const created = await create({ input: { mandateId, portfolioId, uploadId: granted.uploadId } });
      if (created?.batch) onCreated(created.batch.id);
    } catch {
      notifications.show({ color: "red", message: t`The file did not arrive. Check the connection and try again.` });
    } finally {
      setPercent(null);
    }
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void place(event.dataTransfer.files[0]);
  }

  return (
    <>
      <div className={styles.choices}>
        <NativeSelect
          label={t`Mandate`}
          data={mandates}
          value={mandateId}
          onChange={(event) => setMandate(event.currentTarget.value)}
        />
        <NativeSelect
          label={t`Portfolio`}
          data={portfolios}
          value={portfolioId}
          onChange={(event) => setPortfolio(event.currentTarget.value)}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button below does the same by keyboard */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={36} aria-hidden="true" />
        <p>
          <Trans>Drop a CSV file of unpaid invoices here. Nothing is placed before you confirm.</Trans>
        </p>
        <FileButton onChange={place} accept=".csv,text/csv" inputProps={{ "aria-label": t`CSV file` }}>
          {(props) => (
            <Button {...props} size="sm" loading={percent !== null}>
              <Trans>Choose a file</Trans>
            </Button>
          )}
        </FileButton>
        {percent !== null && <Progress value={percent} w={220} aria-label={t`Upload`} />}
      </div>
    </>
  );
}

/** The wizard's first step: for which mandate and portfolio, and the file. */
export function Start({ onCreated }: { onCreated: (batchId: string) => void }) {
  const { t } = useLingui();
  const [asked, ask] = useQuery({ query: PlacementChoices });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ mandates, portfolios }) => {
        const usable = mandates.filter((mandate) => mandate.inForce);
        if (usable.length === 0) {
          return (
            <Empty title={<Trans>No mandate is in force</Trans>}>
              <Trans>No claim can be placed before a mandate is signed with an agency. The agency records it.</Trans>
            </Empty>
          );
        }
        return (
          <Drop
            mandates={usable.map(({ id, reference, agency }) => ({
              value: id,
              label: t`${reference} with ${agency.name}`,
            }))}
            portfolios={portfolios.map(({ id, name }) => ({ value: id, label: name }))}
            onCreated={onCreated}
          />
        );
      }}
    </Answer>
  );
}
