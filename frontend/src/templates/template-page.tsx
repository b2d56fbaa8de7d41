import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { IconCopy, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { AskingButton } from "@/people/asking";
import { BothLanguages } from "@/templates/both-languages";
import { OneTemplate, WithdrawTemplate, type WrittenTemplate } from "@/templates/documents";
import { formLabels, languageLabels, purposeLabels } from "@/templates/labels";
import { LeavesNoMore } from "@/templates/leaves-no-more";
import { TemplateEditor } from "@/templates/template-editor";
import styles from "@/templates/templates.module.css";
import { Versions } from "@/templates/versions";

function Withdraw({ template }: { template: WrittenTemplate }) {
  const { t } = useLingui();
  const [withdraw, busy] = useCommand(WithdrawTemplate);
  const used = template.versions.find((version) => version.number === template.inUse);
  if (!used) return null;
  return (
    <AskingButton
      label={<Trans>Withdraw</Trans>}
      title={t`Withdraw “${template.title}”`}
      consequence={
        <Trans>
          Nobody can send this text any more, nor an earlier one of this template. What is planned with it waits for a
          person. A new version brings it back.
        </Trans>
      }
      yes={<Trans>Withdraw the template</Trans>}
      busy={busy}
      onYes={() => withdraw({ input: { templateId: template.id } })}
    />
  );
}

function Template({ template }: { template: WrittenTemplate }) {
  const { i18n } = useLingui();
  const { viewerCan } = useViewer();
  const [writing, setWriting] = useState(false);
  const language = template.language as "fr" | "en";
  return (
    <Page
      title={template.title}
      aside={[formLabels[template.form], languageLabels[language], purposeLabels[template.purpose]]
        .map((label) => i18n._(label))
        .join(" · ")}
      actions={
        <Group gap="xs">
          {viewerCan.writeTemplates && !writing && (
            <>
              <Button leftSection={<IconPencil size={15} />} onClick={() => setWriting(true)}>
                <Trans>Write a new version</Trans>
              </Button>
              <Button
                renderRoot={(props) => <Link {...props} to="/templates/new" search={{ from: template.id }} />}
                variant="default"
                leftSection={<IconCopy size={15} />}
              >
                <Trans>Copy</Trans>
              </Button>
              <Withdraw template={template} />
            </>
          )}
          <Button component={Link} to="/templates" variant="default">
            <Trans>All templates</Trans>
          </Button>
        </Group>
      }
    >
      <div className={styles.stack}>
        <LeavesNoMore template={template} />
        {writing && (
          <TemplateEditor
            template={template}
            from={template}
            onSaved={() => setWriting(false)}
            onCancel={() => setWriting(false)}
          />
        )}
        {!writing && <BothLanguages template={template} />}
        <Panel flush title={<Trans>Versions</Trans>}>
          <Versions template={template} />
        </Panel>
      </div>
    </Page>
  );
}

/** One template: its versions, what differs between them, and who decided. */
export function TemplatePage({ id }: { id: string }) {
  const [asked, ask] = useQuery({
    query: OneTemplate,
    variables: { templateId: id },
    requestPolicy: "cache-and-network",
  });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ template }) =>
        template ? (
          <Template template={template} />
        ) : (
          <Empty title={<Trans>There is no such template</Trans>}>
            <Link to="/templates">
              <Trans>All templates</Trans>
            </Link>
          </Empty>
        )
      }
    </Answer>
  );
}
