import { useLingui } from "@lingui/react/macro";
import { Mark } from "@/design/facts";
import { invoiceFileLabels } from "@/formatting/labels";
import type { InvoiceFile } from "@/placements/invoice-documents";
import styles from "@/placements/invoices.module.css";

/** Each file of the ZIP with where it lands, or why it stays out; those that stay out come first. */
export function InvoiceFiles({ files }: { files: readonly InvoiceFile[] }) {
  const { i18n, t } = useLingui();
  const ordered = files.toSorted(
    (one, other) => Number(one.outcome === "MATCHED") - Number(other.outcome === "MATCHED"),
  );
  return (
    <ul className={styles.files} aria-label={t`Files of the ZIP`}>
      {ordered.map((file, place) => (
        <li key={`${place} ${file.name}`} className={styles.file}>
          <bdi>{file.name}</bdi>
          <span className={styles.end}>
            {file.documentNumber && (
              <span className={styles.dim}>
                {file.documentNumber} · {file.caseReference}
              </span>
            )}
            <Mark tone={file.outcome === "MATCHED" ? "good" : file.outcome === "ALREADY_THERE" ? "neutral" : "warn"}>
              {i18n._(invoiceFileLabels[file.outcome])}
            </Mark>
          </span>
        </li>
      ))}
    </ul>
  );
}
