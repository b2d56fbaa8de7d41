import { Trans } from "@lingui/react/macro";
import { IconLock, IconUsers } from "@tabler/icons-react";
import type { Audience } from "@/api/enums";
import { useViewer } from "@/app/viewer";
import type { CaseFile } from "@/casefiles/documents";
import styles from "@/contacts/composer.module.css";

type Sides = Pick<CaseFile, "agency" | "creditor">;

/** The names of the reader's own side and of the other one. */
export function useSides({ agency, creditor }: Sides) {
  const { organization } = useViewer().membership;
  return { own: organization.name, other: organization.id === agency.id ? creditor.name : agency.name };
}

/** Who will read what is written here, in words, colour and icon: mistaking one for the other is the worst slip. */
export function AudienceLine({ id, audience, caseFile }: { id: string; audience: Audience; caseFile: Sides }) {
  const { own, other } = useSides(caseFile);
  const shared = audience === "PARTIES";
  return (
    <p className={styles.audience} data-audience={shared ? "shared" : "private"} id={id}>
      {shared ? <IconUsers size={15} aria-hidden="true" /> : <IconLock size={15} aria-hidden="true" />}
      {shared ? (
        <Trans>
          Shared: {own} and {other} will read it
        </Trans>
      ) : (
        <Trans>Private: only {own} reads it</Trans>
      )}
    </p>
  );
}
