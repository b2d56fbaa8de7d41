import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useViewer } from "@/app/viewer";
import { Instant } from "@/design/values";
import { Decide } from "@/templates/decide";
import type { TemplateVersion, WrittenTemplate } from "@/templates/documents";
import { stateColors, stateLabels, toneLabels } from "@/templates/labels";
import styles from "@/templates/templates.module.css";
import { VersionWords } from "@/templates/version-words";

function Told({ version }: { version: TemplateVersion }) {
  return (
    <>
      <p className={styles.dim}>
        {version.author && version.writtenAt ? (
          <Trans>
            Written by {version.author}, <Instant value={version.writtenAt} />
          </Trans>
        ) : (
          <Trans>Came with the product</Trans>
        )}
      </p>
      {version.author && version.decidedBy && version.decidedAt && (
        <p className={styles.dim}>
          {version.state === "REJECTED" ? (
            <Trans>
              Rejected by {version.decidedBy}, <Instant value={version.decidedAt} />
            </Trans>
          ) : (
            <Trans>
              Approved by {version.decidedBy}, <Instant value={version.decidedAt} />
            </Trans>
          )}
        </p>
      )}
      {version.withdrawnBy && version.withdrawnAt && (
        <p className={styles.dim}>
          <Trans>
            Withdrawn by {version.withdrawnBy}, <Instant value={version.withdrawnAt} />
          </Trans>
        </p>
      )}
      {version.comment && <p>{version.comment}</p>}
    </>
  );
}

function Version({ template, version }: { template: WrittenTemplate; version: TemplateVersion }) {
  const { i18n, t } = useLingui();
  const { viewerCan } = useViewer();
  const others = template.versions.filter((one) => one.number !== version.number);
  const before = others.find((one) => one.number < version.number);
  const waits = version.state === "WAITING";
  // Whoever decides sees at once what would change.
  const [compared, compare] = useState(waits ? String(template.inUse ?? before?.number ?? "") : "");
  const former = others.find((one) => String(one.number) === compared);
  return (
    <li>
      <div className={styles.head}>
        <h3>
          <Trans>Version {version.number}</Trans>
        </h3>
        <Badge color={stateColors[version.state]} variant="light">
          {i18n._(stateLabels[version.state])}
        </Badge>
        <span className={styles.dim}>{i18n._(toneLabels[version.tone])}</span>
        {others.length > 0 && (
          <NativeSelect
            aria-label={t`Compare version ${version.number} with`}
            size="xs"
            value={compared}
            onChange={({ currentTarget }) => compare(currentTarget.value)}
            data={[
              { value: "", label: t`The text alone` },
              ...others.map(({ number }) => ({ value: String(number), label: t`Changes since version ${number}` })),
            ]}
          />
        )}
      </div>
      <div className={styles.stack}>
        <div>
          <Told version={version} />
        </div>
        <VersionWords version={version} former={former} />
        {waits && version.isOwn && (
          <p className={styles.dim}>
            <Trans>You wrote this text: somebody else approves or rejects it.</Trans>
          </p>
        )}
        {waits && !version.isOwn && viewerCan.approveTemplates && <Decide template={template} version={version} />}
      </div>
    </li>
  );
}

/** Every text of a template, the newest first, each compared with any other. */
export function Versions({ template }: { template: WrittenTemplate }) {
  return (
    <ul className={styles.versions}>
      {template.versions.map((version) => (
        <Version key={version.number} template={template} version={version} />
      ))}
    </ul>
  );
}
