import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Kbd } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { useShortcuts, useShortcutsOn } from "@/app/shortcuts";
import { type CallScript, Script } from "@/contacts/call-documents";
import styles from "@/contacts/call-script.module.css";

function Paragraphs({ paragraphs, language }: { paragraphs: CallScript["matter"]; language: string }) {
  return paragraphs.map(({ said, text }) => (
    <p key={text} className={said ? styles.said : styles.advice} lang={said ? language : undefined}>
      {text}
    </p>
  ));
}

/** What to say: who is on the line first, and the matter only once that is sure. */
export function ScriptPanel({ attemptId }: { attemptId: string }) {
  const { t } = useLingui();
  const [asked] = useQuery({ query: Script, variables: { attemptId } });
  const [sure, setSure] = useState(false);
  const keys = useShortcutsOn();
  const shortcuts = useMemo(() => ({ i: () => setSure(true) }), []);
  useShortcuts(shortcuts);
  const script = asked.data?.callScript;
  if (!script) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by the keyboard too
    <section className={styles.script} aria-label={t`Call script`} tabIndex={0}>
      <Paragraphs paragraphs={script.identity} language={script.language} />
      {sure ? (
        <Paragraphs paragraphs={script.matter} language={script.language} />
      ) : (
        <Button
          variant="light"
          className={styles.sure}
          onClick={() => setSure(true)}
          rightSection={keys ? <Kbd size="xs">i</Kbd> : undefined}
        >
          <Trans>It is this person: go on</Trans>
        </Button>
      )}
    </section>
  );
}
