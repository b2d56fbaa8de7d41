import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button } from "@mantine/core";
import { useCommand } from "@/api/use-command";
import type { CaseDocument } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Instant } from "@/design/values";
import { WithdrawDocument } from "@/files/documents";
import styles from "@/files/files.module.css";
import { formatSize } from "@/formatting/sizes";
import { AudienceMark } from "@/timeline/event-card";

function Item({ document }: { document: CaseDocument }) {
  const { i18n, t } = useLingui();
  const [withdraw, busy] = useCommand(WithdrawDocument);
  const { addedBy } = document;
  return (
    <li className={styles.item}>
      <Anchor href={document.url} target="_blank" rel="noopener" size="sm">
        <bdi>{document.name}</bdi>
      </Anchor>
      <span className={styles.about}>
        {document.state === "PUBLISHING" ? (
          <Mark tone="warn">
            <Trans>Shared in a few seconds</Trans>
          </Mark>
        ) : (
          <AudienceMark chain={document.chain} />
        )}
        {formatSize(document.size, i18n.locale)} · {addedBy ? `${addedBy} · ` : null}
        <Instant value={document.createdAt} />
      </span>
      {document.viewerCanWithdraw && (
        <Button
          variant="light"
          color="teal"
          loading={busy}
          aria-label={t`Take back ${document.name}`}
          onClick={() => withdraw({ input: { documentId: document.id } })}
        >
          <Trans>Take it back</Trans>
        </Button>
      )}
    </li>
  );
}

/** The documents of a case file that this reader may see, newest first: for whom, by whom and when. */
export function DocumentList({ documents }: { documents: readonly CaseDocument[] }) {
  return (
    <ul className={styles.list}>
      {documents.map((document) => (
        <Item key={document.id} document={document} />
      ))}
    </ul>
  );
}
