import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "urql";
import { TemplateVariables } from "@/templates/documents";
import styles from "@/templates/templates.module.css";
import type { Words } from "@/templates/words";

/** What this kind of text may name; a button puts it in where the caret is. */
export function VariableList({ words, onInsert }: { words: Words; onInsert: (name: string) => void }) {
  const { t } = useLingui();
  const [asked] = useQuery({ query: TemplateVariables, variables: { language: words.language } });
  const known = asked.data?.templateVariables ?? [];
  const usable = known.filter(({ forms, purposes }) => forms.includes(words.form) && purposes.includes(words.purpose));
  return (
    <section aria-label={t`Variables`}>
      <h3>
        <Trans>Variables</Trans>
      </h3>
      <p className={styles.dim}>
        <Trans>Each is replaced by what the case file says. A button puts it in where you were writing.</Trans>
      </p>
      <ul className={styles.variables}>
        {usable.map(({ name, description, example }) => (
          <li key={name}>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={t`Put in ${name}: ${description}`}
              onClick={() => onInsert(name)}
            >
              {`{${name}}`}
            </Button>
            <span>{description}</span>
            <span className={styles.dim}>{example.split("\n")[0]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
