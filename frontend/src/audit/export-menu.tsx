import { Trans } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useQuery } from "urql";
import { AuditExportLinks, type AuditFilter } from "@/audit/documents";

/** The log as files. Their addresses are asked for when the menu opens, because they soon run out. */
export function ExportMenu({ filter }: { filter: AuditFilter }) {
  const [opened, setOpened] = useState(false);
  const [asked] = useQuery({
    query: AuditExportLinks,
    variables: { filter },
    pause: !opened,
    requestPolicy: "network-only",
  });
  // They outlast the menu: it closes at the click, and the browser reads the address only after that.
  const links = asked.fetching ? undefined : asked.data?.auditExport;
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          <Trans>Export</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={links?.csvUrl} disabled={!links}>
          <Trans>What is shown, as a table (CSV)</Trans>
        </Menu.Item>
        <Menu.Item component="a" href={links?.jsonLinesUrl} disabled={!links}>
          <Trans>The whole chain, to verify it (JSON lines)</Trans>
        </Menu.Item>
        <Menu.Item component="a" href={links?.scriptUrl} disabled={!links}>
          <Trans>The program that verifies it (Python)</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
