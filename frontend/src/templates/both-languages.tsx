import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useViewer } from "@/app/viewer";
import { Panel } from "@/design/page";
import type { WrittenTemplate } from "@/templates/documents";
import { languageLabels } from "@/templates/labels";
import { shownVersion, useOtherLanguage } from "@/templates/other-language";
import styles from "@/templates/templates.module.css";

/** The words of a template as they are sent, or as they were written last. */
export function TextInLanguage({ template }: { template: WrittenTemplate }) {
  const { i18n } = useLingui();
  const shown = shownVersion(template);
  const language = i18n._(languageLabels[template.language as "fr" | "en"]);
  if (!shown) return null;
  return (
    <section className={styles.stack} aria-label={language}>
      <Group gap="xs">
        <h3>{language}</h3>
        <span className={styles.dim}>
          {template.inUse === null ? <Trans>Not in use</Trans> : <Trans>Version {shown.number} in use</Trans>}
        </span>
      </Group>
      <div className={styles.text} lang={template.language}>
        {shown.subject !== null && <strong>{`${shown.subject}\n\n`}</strong>}
        {shown.text}
      </div>
    </section>
  );
}

/** A text and the same one in the other language, side by side; each is written and approved by itself. */
export function BothLanguages({ template }: { template: WrittenTemplate }) {
  const { viewerCan } = useViewer();
  const shown = shownVersion(template);
  const other = useOtherLanguage(shown ? { ...template, ...shown } : null);
  const missing = template.language === "fr" ? "en" : "fr";
  const sides = [template, ...(other ? [other] : [])].sort((one) => (one.language === "fr" ? -1 : 1));
  return (
    <Panel title={<Trans>In both languages</Trans>}>
      <div className={styles.stack}>
        <div className={styles.sides}>
          {sides.map((one) => (
            <TextInLanguage key={one.id} template={one} />
          ))}
        </div>
        <p className={styles.dim}>
          <Trans>
            Texts of one kind that have the same two names are one text in two languages. Each is approved by itself.
          </Trans>
        </p>
        <Group gap="xs">
          {other ? (
            <Button
              renderRoot={(props) => <Link {...props} to="/templates/$templateId" params={{ templateId: other.id }} />}
              variant="default"
              leftSection={<IconLanguage size={15} />}
            >
              {other.language === "fr" ? <Trans>Open the French text</Trans> : <Trans>Open the English text</Trans>}
            </Button>
          ) : (
            viewerCan.writeTemplates && (
              <Button
                renderRoot={(props) => (
                  <Link {...props} to="/templates/new" search={{ from: template.id, language: missing }} />
                )}
                variant="default"
                leftSection={<IconLanguage size={15} />}
              >
                {missing === "fr" ? <Trans>Write it in French</Trans> : <Trans>Write it in English</Trans>}
              </Button>
            )
          )}
        </Group>
      </div>
    </Panel>
  );
}
