import { Trans } from "@lingui/react/macro";
import { Alert, Button, Stack } from "@mantine/core";
import type { TemplateVersion } from "@/templates/documents";
import { VersionWords } from "@/templates/version-words";

type Props = {
  /** What somebody saved while this was written, and what this began with. */
  version: TemplateVersion;
  begun: TemplateVersion | null;
  onRead: () => void;
};

/** A colleague's version that came in between: what it changed, and one's own words are saved on top of it. */
export function Meanwhile({ version, begun, onRead }: Props) {
  return (
    <Alert color="yellow" title={<Trans>Version {version.number} was saved while you were writing</Trans>}>
      <Stack gap="xs" align="flex-start">
        <VersionWords version={version} former={begun ?? undefined} />
        <p>
          <Trans>Take over what you need. Your text then becomes the version after it.</Trans>
        </p>
        <Button variant="default" onClick={onRead}>
          <Trans>I have read it: keep my text</Trans>
        </Button>
      </Stack>
    </Alert>
  );
}
