import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, NativeSelect, Progress } from "@mantine/core";
import { IconFileZip } from "@tabler/icons-react";
import { useState } from "react";
import { useQuery } from "urql";
import { UploadRefused, upload } from "@/api/upload";
import { useCommand } from "@/api/use-command";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import {
  AddInvoices,
  CheckInvoiceArchive,
  type InvoiceChoice,
  InvoiceChoices,
  type InvoiceFile,
  MandatePlacements,
  RequestInvoiceArchive,
} from "@/placements/invoice-documents";
import { InvoiceFiles } from "@/placements/invoice-files";
import styles from "@/placements/placements.module.css";

type Looked = { uploadId: string; files: readonly InvoiceFile[]; added: boolean };

/** For which client or placement, the ZIP, where each file would land, and only then the button that adds them. */
function Chosen({ mandates }: InvoiceChoice) {
  const { i18n, t } = useLingui();
  const [mandateId, setMandate] = useState(mandates[0]?.id ?? "");
  const [batchId, setBatch] = useState("");
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [request] = useCommand(RequestInvoiceArchive);
  const [check] = useCommand(CheckInvoiceArchive);
  const [add, adding] = useCommand(AddInvoices);
  const [placed] = useQuery({ query: MandatePlacements, variables: { mandateId } });
  const found = placed.data?.placementBatches;
  const batches = found?.edges.map(({ node }) => node).filter((batch) => batch.submittedAt) ?? [];
  const hidden = (found?.totalCount ?? 0) > (found?.edges.length ?? 0);
  const among = (uploadId: string) => ({ input: { uploadId, mandateId, batchId: batchId || null } });

  async function look(file: File | null) {
    if (!file) return;
    setLooked(null);
    setProblem(null);
    setPercent(0);
    try {
      const granted = await request({ input: { filename: file.name, size: file.size } });
      if (!granted?.url || !granted.uploadId) return;
      await upload(granted.url, file, i18n.locale, setPercent);
      const checked = await check(among(granted.uploadId));
      if (checked?.files) setLooked({ uploadId: granted.uploadId, files: checked.files, added: false });
    } catch (error) {
      const said = error instanceof UploadRefused && error.message;
      setProblem(said || t`The file did not arrive. Check the connection and try again.`);
    } finally {
      setPercent(null);
    }
  }

  async function addAll() {
    if (!looked) return;
    const added = await add(among(looked.uploadId));
    if (added?.files) setLooked({ ...looked, files: added.files, added: true });
  }

  const landing = looked?.files.filter(({ outcome }) => outcome === "MATCHED").length ?? 0;
  return (
    <>
      <div className={styles.choices}>
        <NativeSelect
          label={t`Mandate`}
          value={mandateId}
          disabled={percent !== null}
          onChange={(event) => {
            setMandate(event.currentTarget.value);
            setBatch("");
            setLooked(null);
          }}
          data={mandates.map(({ id, reference, agency, creditor }) => ({
            value: id,
            label: `${reference} · ${creditor.name} → ${agency.name}`,
          }))}
        />
        <NativeSelect
          label={t`Placement`}
          description={hidden ? t`The newest hundred. For an older one choose all placements.` : undefined}
          value={batchId}
          disabled={percent !== null}
          onChange={(event) => {
            setBatch(event.currentTarget.value);
            setLooked(null);
          }}
          data={[
            { value: "", label: t`All placements of this mandate` },
            ...batches.map(({ id, reference, filename }) => ({ value: id, label: `${reference} · ${filename}` })),
          ]}
        />
      </div>
      <div className={styles.drop}>
        <IconFileZip size={36} aria-hidden="true" />
        <p>
          <Trans>
            A ZIP of PDFs, each with the number of its invoice in its name: at most 200 files and 50 MB. You see where
            each one lands before anything is added.
          </Trans>
        </p>
        <FileButton
          key={looked?.uploadId}
          onChange={look}
          accept=".zip,application/zip"
          inputProps={{ "aria-label": t`ZIP of invoices` }}
        >
          {(props) => (
            <Button {...props} size="sm" loading={percent !== null}>
              {looked ? <Trans>Choose another file</Trans> : <Trans>Choose a file</Trans>}
            </Button>
          )}
        </FileButton>
        {percent !== null && <Progress value={percent} w={220} aria-label={t`Upload`} />}
      </div>
      {problem && <p role="alert">{problem}</p>}
      {looked && (
        <section aria-label={t`Where the files land`}>
          <p role="status">
            {looked.added ? (
              <Plural
                value={landing}
                one="# invoice was added. Both parties read it in a few seconds."
                other="# invoices were added. Both parties read them in a few seconds."
              />
            ) : (
              <Plural
                value={landing}
                one="# of the files lands at its invoice; the others stay out."
                other="# of the files land at their invoices; the others stay out."
              />
            )}
          </p>
          <InvoiceFiles files={looked.files} />
          {!looked.added && (
            <Button loading={adding} disabled={landing === 0} onClick={addAll}>
              <Plural value={landing} one="Add # invoice for both parties" other="Add # invoices for both parties" />
            </Button>
          )}
        </section>
      )}
    </>
  );
}

/** Copies of invoices, many at once, for the agency and for the creditor. */
export function InvoicesPage() {
  const [asked, ask] = useQuery({ query: InvoiceChoices, requestPolicy: "cache-and-network" });
  return (
    <Page title={<Trans>Copies of invoices</Trans>}>
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {(choices) =>
          choices.mandates.length === 0 ? (
            <Empty title={<Trans>No mandate yet</Trans>}>
              <Trans>Invoices are added to the claims of a mandate.</Trans>
            </Empty>
          ) : (
            <Chosen {...choices} />
          )
        }
      </Answer>
    </Page>
  );
}
