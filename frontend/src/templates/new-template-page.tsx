import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Page } from "@/design/page";
import { Answer } from "@/design/states";
import { OneTemplate } from "@/templates/documents";
import { TemplateEditor } from "@/templates/template-editor";

/** A new template: from nothing, or from the words of another one, in its language or the other. */
export function NewTemplatePage({ from, language }: { from?: string | undefined; language?: "fr" | "en" | undefined }) {
  const navigate = useNavigate();
  const [asked, ask] = useQuery({ query: OneTemplate, variables: { templateId: from ?? "" }, pause: !from });
  const editor = (template: Parameters<typeof TemplateEditor>[0]["from"]) => (
    <TemplateEditor
      template={null}
      from={template}
      language={language}
      onSaved={(templateId) => navigate({ to: "/templates/$templateId", params: { templateId } })}
      onCancel={() => navigate({ to: "/templates" })}
    />
  );
  return (
    <Page
      title={<Trans>New template</Trans>}
      actions={
        <Button component={Link} to="/templates" variant="default">
          <Trans>All templates</Trans>
        </Button>
      }
    >
      {from ? (
        <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
          {({ template }) => editor(template)}
        </Answer>
      ) : (
        editor(null)
      )}
    </Page>
  );
}
