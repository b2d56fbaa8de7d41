import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Batch } from "@/placements/documents";
import styles from "@/placements/placements.module.css";
import { choose, initialMapping, mappingInput, missing } from "@/placements/steps";

type MappingProps = { batch: Batch; busy: boolean; onMapped: (mapping: { column: number; field: string }[]) => void };

/** Which column of the file is what: suggested by the server from headers and values, settled by a person. */
export function Mapping({ batch, busy, onMapped }: MappingProps) {
  const { t } = useLingui();
  const [mapping, setMapping] = useState(() => initialMapping(batch));
  const lacking = missing(batch, mapping);
  const options = [
    { value: "", label: t`Leave out` },
    ...batch.fields.map(({ key, label, required }) => ({ value: key, label: required ? `${label} *` : label })),
  ];
  return (
    <>
      <div className={styles.tableBox}>
        <table className={`${styles.table} ${styles.mapping}`}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Column of the file</Trans>
              </th>
              <th scope="col">
                <Trans>First values</Trans>
              </th>
              <th scope="col">
                <Trans>What it is</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {batch.columns.map((column) => (
              <tr key={column.index}>
                <td>
                  <strong>{column.header || t`Column ${column.index + 1}`}</strong>
                </td>
                <td className={styles.samples}>{column.samples.slice(0, 3).join(" · ")}</td>
                <td>
                  <NativeSelect
                    aria-label={t`Meaning of ${column.header}`}
                    data={options}
                    value={mapping[column.index] ?? ""}
                    onChange={(event) => setMapping(choose(mapping, column.index, event.currentTarget.value))}
                  />
                  {column.suggestionReason && mapping[column.index] === column.suggestion && (
                    <span className={styles.dim}>{column.suggestionReason}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lacking.length > 0 && (
        <Alert color="yellow" mt="md">
          <Trans>Still needed: {lacking.map((field) => field.label).join(", ")}</Trans>
        </Alert>
      )}
      <div className={styles.bar}>
        <span className={styles.dim}>{batch.filename}</span>
        <Button loading={busy} disabled={lacking.length > 0} onClick={() => onMapped(mappingInput(mapping))}>
          <Trans>Check the file</Trans>
        </Button>
      </div>
    </>
  );
}
