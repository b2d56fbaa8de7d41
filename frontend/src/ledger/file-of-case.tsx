import { useLingui } from "@lingui/react/macro";
import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import type { CaseFile } from "@/casefiles/documents";

type FileOfCaseProps = { caseFile: CaseFile } & NativeSelectProps;

/** The file of the case that shows something, if there is one. */
export function FileOfCase({ caseFile, ...input }: FileOfCaseProps) {
  const { t } = useLingui();
  if (caseFile.documents.length === 0) return null;
  return (
    <NativeSelect
      label={t`File of the case (optional)`}
      data={[{ value: "", label: t`None` }, ...caseFile.documents.map(({ id, name }) => ({ value: id, label: name }))]}
      {...input}
    />
  );
}
