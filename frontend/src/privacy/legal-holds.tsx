import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconGavel } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCommand } from "@/api/use-command";
import { Dot } from "@/design/facts";
import { ReasonDialog } from "@/design/reason-dialog";
import { Instant } from "@/design/values";
import { type LegalHold, PlaceLegalHold, ReleaseLegalHold } from "@/privacy/documents";
import styles from "@/privacy/privacy.module.css";

/** Keeps what is stored about a person against erasure and retention, with the reason for one's own side. */
export function PlaceHoldButton({ debtorId }: { debtorId: string }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const [place, busy] = useCommand(PlaceLegalHold);
  return (
    <>
      <Button variant="default" leftSection={<IconGavel size={15} />} onClick={open}>
        <Trans>Hold this data</Trans>
      </Button>
      <ReasonDialog
        opened={opened}
        onClose={close}
        title={t`Hold this data`}
        missing={t`Say why this data must be kept.`}
        most={2000}
        action={<Trans>Hold this data</Trans>}
        busy={busy}
        send={(reason, form) => place({ input: { debtorId, reason } }, form)}
      >
        <p>
          <Trans>
            For a lawsuit or an inquiry: nothing about this person is erased until you end the hold. The other side
            learns that you hold it, not why.
          </Trans>
        </p>
      </ReasonDialog>
    </>
  );
}

/** One hold, and the button that ends it; `named` adds whose data it holds. */
export function HoldItem({ hold, named }: { hold: LegalHold; named?: boolean }) {
  const [release, busy] = useCommand(ReleaseLegalHold);
  return (
    <li>
      <div className={styles.what}>
        {named && (
          <p>
            <Link to="/privacy/people/$debtorId" params={{ debtorId: hold.debtorId }}>
              {hold.debtorName}
            </Link>{" "}
            <span className={styles.dim}>{hold.caseReference}</span>
          </p>
        )}
        <p>
          {hold.releasedAt ? (
            <Dot tone="neutral">
              <Trans>Ended</Trans>
            </Dot>
          ) : (
            <Dot tone="warn">
              <Trans>Data held back</Trans>
            </Dot>
          )}{" "}
          {hold.reason}
        </p>
        <p className={styles.dim}>
          <Trans>
            by {hold.placedBy}, <Instant value={hold.placedAt} />
          </Trans>
          {hold.releasedAt && (
            <>
              {" "}
              ·{" "}
              <Trans>
                ended by {hold.releasedBy}, <Instant value={hold.releasedAt} />
              </Trans>
            </>
          )}
        </p>
      </div>
      {hold.viewerCanRelease && (
        <Button variant="default" loading={busy} onClick={() => release({ input: { legalHoldId: hold.id } })}>
          <Trans>End the hold</Trans>
        </Button>
      )}
    </li>
  );
}
