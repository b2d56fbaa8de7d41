import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, SegmentedControl, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Answer } from "@/design/states";
import { BundleList } from "@/evidence/bundle-list";
import { isUnderWay } from "@/evidence/bundle-state";
import { EvidenceBundles, MakeEvidenceBundle } from "@/evidence/documents";

/** Addresses of files hold for a quarter of an hour: while the panel is open they are asked for anew before that. */
const RENEW = 10 * 60_000;

function AskForm({ caseFileId, busy }: { caseFileId: string; busy: boolean }) {
  const { t, i18n } = useLingui();
  const { organization } = useViewer().membership;
  const [make, asking] = useCommand(MakeEvidenceBundle);
  const form = useForm({ initialValues: { locale: i18n.locale, includeOwnSide: false } });

  return (
    <form onSubmit={form.onSubmit((input) => make({ input: { caseFileId, ...input } }, form))}>
      <Stack gap="sm">
        <p>
          <Trans>
            One PDF that a judge can read, and an archive with every file and message and what proves them. Anyone can
            check it without Tandem.
          </Trans>
        </p>
        <SegmentedControl
          aria-label={t`Language of the evidence file`}
          data={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
          {...form.getInputProps("locale")}
        />
        <Checkbox
          label={t`Include what only ${organization.name} knows`}
          description={t`Your own side's notes, files and events. Then it is not for the other side's eyes.`}
          {...form.getInputProps("includeOwnSide", { type: "checkbox" })}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={asking} disabled={busy}>
            <Trans>Make the evidence file</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks for a bundle, shows it being made, and lists those made before. */
export function EvidencePanel({ caseFileId }: { caseFileId: string }) {
  const [asked, ask] = useQuery({
    query: EvidenceBundles,
    variables: { id: caseFileId },
    requestPolicy: "cache-and-network",
  });
  useEffect(() => {
    const timer = setInterval(() => ask({ requestPolicy: "network-only" }), RENEW);
    return () => clearInterval(timer);
  }, [ask]);

  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ caseFile }) => {
        const bundles = caseFile?.evidenceBundles ?? [];
        return (
          <Stack gap="md">
            <AskForm caseFileId={caseFileId} busy={bundles.some(isUnderWay)} />
            <BundleList bundles={bundles} />
          </Stack>
        );
      }}
    </Answer>
  );
}
