import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { Panel } from "@/design/page";
import { AskingButton } from "@/people/asking";
import { TextInLanguage } from "@/templates/both-languages";
import { CaseChoice } from "@/templates/case-choice";
import { OneTemplate, SaveTemplateVersion, type WrittenTemplate } from "@/templates/documents";
import { machineHints } from "@/templates/labels";
import { LetterPdf } from "@/templates/letter-pdf";
import { Meanwhile } from "@/templates/meanwhile";
import { useOtherLanguage } from "@/templates/other-language";
import styles from "@/templates/templates.module.css";
import { Filled, Problems } from "@/templates/trial";
import { useTrial } from "@/templates/use-trial";
import { VariableList } from "@/templates/variable-list";
import { WordChoices } from "@/templates/word-choices";
import { hasSubject, lineAt, putIn, toSend, type Words, wordsOf } from "@/templates/words";

type Props = {
  /** The template that gets another version; null: a new one. */
  template: WrittenTemplate | null;
  /** Whose newest words it begins with. */
  from: WrittenTemplate | null;
  /** In which language it is written, if not in theirs. */
  language?: "fr" | "en" | undefined;
  onSaved: (templateId: string) => void;
  onCancel: () => void;
};

/** Writes a text: what is wrong with it and how it will look are told while it is written. */
export function TemplateEditor({ template, from, language, onSaved, onCancel }: Props) {
  const { t, i18n } = useLingui();
  // `from` is live: a colleague may save a version meanwhile.
  const [first] = useState(() => ({ ...wordsOf(from), ...(language && { language }) }));
  const [words, setWords] = useState(first);
  const [sent, setSent] = useState(() => toSend(words));
  const [caseFileId, setCaseFile] = useState<string | null>(null);
  const [save, busy] = useCommand(SaveTemplateVersion);
  const { trial, current } = useTrial(sent, caseFileId);
  const text = useRef<HTMLTextAreaElement>(null);
  const subject = useRef<HTMLInputElement>(null);
  const client = useClient();
  const [begun, setBegun] = useState(() => template?.versions[0] ?? null);
  const newest = template?.versions[0] ?? null;
  const meanwhile = newest && newest.number !== begun?.number ? newest : null;
  const other = useOtherLanguage(words);
  const isWritten = JSON.stringify(words) !== JSON.stringify(first);

  function change(changed: Partial<Words>) {
    const next = { ...words, ...changed };
    setWords(next);
    setSent(toSend(next));
  }

  function insert(name: string) {
    const field = text.current;
    if (!field) return;
    const put = putIn(words.text, field.selectionStart, field.selectionEnd, `{${name}}`);
    change({ text: put.text });
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(put.caret, put.caret);
    });
  }

  function go(line: number, inSubject: boolean) {
    if (inSubject) return subject.current?.focus();
    text.current?.focus();
    text.current?.setSelectionRange(...lineAt(words.text, line));
  }

  async function submit() {
    const saved = await save({
      input: { templateId: template?.id ?? null, seen: begun?.number ?? null, words: sent },
    });
    if (!saved?.template) {
      // Somebody may have saved a version since: it is shown below, and one's own words stay.
      if (template)
        client.query(OneTemplate, { templateId: template.id }, { requestPolicy: "network-only" }).toPromise();
      return;
    }
    notifications.show({ color: "green", message: t`Saved. Somebody else approves it before it is sent.` });
    onSaved(saved.template.id);
  }

  return (
    <Panel title={template ? <Trans>A new version</Trans> : <Trans>The text</Trans>}>
      <div className={styles.stack}>
        <WordChoices words={words} onChange={change} isNew={template === null} />
        <div className={styles.sides}>
          <div className={styles.stack}>
            {hasSubject(words) && (
              <TextInput
                ref={subject}
                label={t({ message: "Subject", context: "of an e-mail" })}
                maxLength={200}
                value={words.subject ?? ""}
                onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
              />
            )}
            <Textarea
              ref={text}
              label={t`Text`}
              autosize
              minRows={8}
              maxRows={24}
              lang={words.language}
              value={words.text}
              onChange={({ currentTarget }) => change({ text: currentTarget.value })}
              description={words.form in machineHints ? i18n._(machineHints[words.form as "MESSAGE"]) : undefined}
            />
            {trial && <Problems trial={trial} onGo={go} />}
            <VariableList words={words} onInsert={insert} />
          </div>
          <div className={styles.stack}>
            <CaseChoice value={caseFileId} onChange={setCaseFile} />
            {trial && <Filled trial={trial} form={words.form} />}
            {other && <TextInLanguage template={other} />}
            {words.form === "LETTER" && <LetterPdf words={sent} caseFileId={caseFileId} />}
          </div>
        </div>
        {meanwhile && <Meanwhile version={meanwhile} begun={begun} onRead={() => setBegun(meanwhile)} />}
        <Group justify="flex-end" gap="xs">
          {isWritten ? (
            <AskingButton
              label={<Trans>Cancel</Trans>}
              title={t`Cancel and throw this text away`}
              consequence={<Trans>What you wrote here is not saved.</Trans>}
              yes={<Trans>Throw it away</Trans>}
              busy={false}
              onYes={async () => {
                onCancel();
                return true;
              }}
            />
          ) : (
            <Button variant="default" onClick={onCancel}>
              <Trans>Cancel</Trans>
            </Button>
          )}
          <Button
            loading={busy}
            disabled={!trial || !current || trial.problems.length > 0 || meanwhile !== null}
            onClick={submit}
          >
            <Trans>Save the version</Trans>
          </Button>
        </Group>
      </div>
    </Panel>
  );
}
