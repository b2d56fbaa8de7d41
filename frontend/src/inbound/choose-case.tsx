import { Trans, useLingui } from "@lingui/react/macro";
import { Radio, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { choicesOf } from "@/inbound/choosing";
import { type CaseChoice, FindCases } from "@/inbound/documents";
import styles from "@/inbound/inbound.module.css";

type ChooseCaseProps = { suggested: readonly CaseChoice[]; chosen: string | null; onChoose: (id: string) => void };

/** One case file: of those that the message may be about, or any that the reader finds by name or reference. */
export function ChooseCase({ suggested, chosen, onChoose }: ChooseCaseProps) {
  const { t } = useLingui();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 250);
  const [found] = useQuery({ query: FindCases, variables: { search: asked }, pause: asked.length < 2 });
  const others = asked.length < 2 ? [] : (found.data?.caseFiles.edges ?? []).map(({ node }) => node);
  const choices = choicesOf(suggested, others);
  return (
    <>
      <TextInput
        label={t`Find a case file`}
        data-autofocus
        placeholder={t`Name, reference or invoice`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        // It looks for case files; it does not put the message onto the one that is chosen.
        onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && event.preventDefault()}
      />
      <Radio.Group label={t`Case file`} value={chosen} onChange={onChoose}>
        <div className={styles.choices}>
          {choices.map((one) => (
            <Radio
              key={one.id}
              value={one.id}
              label={`${one.debtor.name ?? one.debtor.reference} · ${one.reference} · ${one.creditor.name}`}
            />
          ))}
        </div>
      </Radio.Group>
      {choices.length === 0 && (
        <p className={styles.dim} aria-live="polite">
          {asked.length < 2 ? <Trans>Type at least two letters.</Trans> : <Trans>No case file is found.</Trans>}
        </p>
      )}
    </>
  );
}
