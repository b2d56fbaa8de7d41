import { useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { CasesToTry } from "@/templates/documents";

type Props = { value: string | null; onChange: (caseFileId: string | null) => void };

/** The case file that a text is filled with, found by name, reference or invoice number; none: examples. */
export function CaseChoice({ value, onChange }: Props) {
  const { t } = useLingui();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 250);
  const [found] = useQuery({ query: CasesToTry, variables: { search: asked }, pause: asked.length < 2 });
  const nodes = (asked.length < 2 ? undefined : found.data)?.caseFiles.edges.map(({ node }) => node) ?? [];
  const [kept, keep] = useState<{ value: string; label: string } | null>(null);
  const data = nodes.map(({ id, reference, debtor, creditor }) => ({
    value: id,
    label: [reference, debtor?.name, creditor.name].filter(Boolean).join(" · "),
  }));
  if (kept && !data.some((one) => one.value === kept.value)) data.push(kept);
  return (
    <Select
      label={t`Try it on a case file`}
      placeholder={t`Examples`}
      description={t`Type a name, a reference or an invoice number.`}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t`Back to the examples` }}
      nothingFoundMessage={asked.length < 2 ? t`Type two letters or more.` : t`No case file is called that.`}
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={setSearch}
      value={value}
      data={data}
      onChange={(id) => {
        keep(data.find((one) => one.value === id) ?? null);
        onChange(id);
      }}
    />
  );
}
