import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, NativeSelect } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import type { TemplateForm } from "@/api/enums";
import { useViewer } from "@/app/viewer";
import { Page, Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { type WrittenTemplate, WrittenTemplates } from "@/templates/documents";
import { countryLabels, formLabels, languageLabels, purposeLabels, toneLabels } from "@/templates/labels";
import { LeavesNoMore } from "@/templates/leaves-no-more";
import styles from "@/templates/templates.module.css";

function TemplateRow({ template }: { template: WrittenTemplate }) {
  const { i18n, t } = useLingui();
  const { language, country } = template;
  const told = [
    language === "fr" || language === "en" ? i18n._(languageLabels[language]) : language,
    i18n._(toneLabels[template.tone]),
    i18n._(purposeLabels[template.purpose]),
    template.oneWaySender ? t`sender without replies` : null,
    country === "FR" ? null : i18n._(countryLabels[country as "US"]),
  ];
  return (
    <li>
      <div className={styles.what}>
        <Link to="/templates/$templateId" params={{ templateId: template.id }}>
          <strong>{template.title}</strong>
        </Link>
        <p className={styles.dim}>{told.filter(Boolean).join(" · ")}</p>
        <LeavesNoMore template={template} />
      </div>
      {template.waiting > 0 && (
        <Badge color="yellow" variant="light">
          <Plural value={template.waiting} one="# text to approve" other="# texts to approve" />
        </Badge>
      )}
      <span className={styles.dim}>
        {template.inUse === null ? <Trans>Not in use</Trans> : <Trans>Version {template.inUse} in use</Trans>}
      </span>
    </li>
  );
}

/** What the agency's messages say, form by form. */
export function TemplatesPage() {
  const { i18n, t } = useLingui();
  const { viewerCan } = useViewer();
  const [language, setLanguage] = useState("");
  const [asked, ask] = useQuery({ query: WrittenTemplates, requestPolicy: "cache-and-network" });
  return (
    <Page
      title={<Trans>Message templates</Trans>}
      actions={
        viewerCan.writeTemplates && (
          <Button component={Link} to="/templates/new" leftSection={<IconPlus size={15} />}>
            <Trans>New template</Trans>
          </Button>
        )
      }
    >
      <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
        {({ templates }) => {
          const shown = templates.filter((one) => !language || one.language === language);
          const waiting = templates.filter((one) => one.waiting > 0);
          return (
            <div className={styles.stack}>
              <p className={styles.dim}>
                <Trans>
                  A text that somebody writes is sent once somebody else has approved it. Messages that are planned keep
                  the words they were planned with.
                </Trans>
              </p>
              {waiting.length > 0 && (
                <Panel flush title={<Trans>To approve</Trans>}>
                  <ul className={styles.list}>
                    {waiting.map((one) => (
                      <TemplateRow key={one.id} template={one} />
                    ))}
                  </ul>
                </Panel>
              )}
              <NativeSelect
                label={t`Language of the text`}
                maw={220}
                value={language}
                onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
                data={[
                  { value: "", label: t`All` },
                  { value: "fr", label: i18n._(languageLabels.fr) },
                  { value: "en", label: i18n._(languageLabels.en) },
                ]}
              />
              {(Object.keys(formLabels) as TemplateForm[]).map((form) => {
                const ofForm = shown.filter((one) => one.form === form);
                return (
                  ofForm.length > 0 && (
                    <Panel
                      key={form}
                      flush
                      title={i18n._(formLabels[form])}
                      aside={<Plural value={ofForm.length} one="# template" other="# templates" />}
                    >
                      <ul className={styles.list}>
                        {ofForm.map((one) => (
                          <TemplateRow key={one.id} template={one} />
                        ))}
                      </ul>
                    </Panel>
                  )
                );
              })}
            </div>
          );
        }}
      </Answer>
    </Page>
  );
}
