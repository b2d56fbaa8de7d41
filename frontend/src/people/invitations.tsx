import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Dot } from "@/design/facts";
import { Panel } from "@/design/page";
import { Answer } from "@/design/states";
import { Instant } from "@/design/values";
import { roleLabels } from "@/formatting/labels";
import { type Invitation, InvitationsQuery, RenewInvitation, WithdrawInvitation } from "@/people/documents";
import styles from "@/people/people.module.css";
import { SecondStepRule } from "@/people/second-step-rule";

function State({ invitation }: { invitation: Invitation }) {
  if (invitation.isOver)
    return (
      <Dot tone="warn">
        <Trans>The link is over</Trans>
      </Dot>
    );
  if (invitation.isVoid)
    return (
      <Dot tone="warn">
        <Trans>Void: whoever sent it may no longer give this role. Send it again to make it yours.</Trans>
      </Dot>
    );
  if (invitation.refusedAt)
    return (
      <Dot tone="bad">
        <Trans>The e-mail was refused: check the address</Trans>
      </Dot>
    );
  if (invitation.sentAt)
    return (
      <Dot tone="good">
        <Trans>E-mail sent</Trans>
      </Dot>
    );
  return (
    <Dot tone="info">
      <Trans>E-mail on its way</Trans>
    </Dot>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t, i18n } = useLingui();
  const [renew, renewing] = useCommand(RenewInvitation);
  const [withdraw, withdrawing] = useCommand(WithdrawInvitation);
  const input = { invitationId: invitation.id };
  async function again() {
    if (await renew({ input }))
      notifications.show({
        color: "green",
        message: t`The invitation is sent again.`,
      });
  }
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{invitation.email}</strong>
          <span>{i18n._(roleLabels[invitation.role])}</span>
          <State invitation={invitation} />
        </p>
        <p className={styles.dim}>
          <Trans>
            Until <Instant value={invitation.expiresAt} />
          </Trans>
        </p>
      </div>
      <Group gap="xs">
        <Button variant="default" loading={renewing} onClick={again}>
          <Trans>Send again</Trans>
        </Button>
        <Button variant="default" loading={withdrawing} onClick={() => withdraw({ input })}>
          <Trans>Withdraw</Trans>
        </Button>
      </Group>
    </li>
  );
}

/** Who is invited and has not answered, and whether everybody needs a second step. */
export function Invitations() {
  const { viewerCan } = useViewer();
  const [asked, ask] = useQuery({ query: InvitationsQuery, requestPolicy: "cache-and-network" });
  return (
    <Answer asked={asked} compact onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ invitations, secondFactorRule }) => (
        <>
          {invitations.length > 0 && (
            <Panel flush title={<Trans>Invited</Trans>}>
              <ul className={styles.rows}>
                {invitations.map((invitation) => (
                  <InvitationRow key={invitation.id} invitation={invitation} />
                ))}
              </ul>
            </Panel>
          )}
          {viewerCan.requireSecondFactor && (
            <Panel title={<Trans>Second step of the sign-in</Trans>}>
              <SecondStepRule since={secondFactorRule.requiredSince} />
            </Panel>
          )}
        </>
      )}
    </Answer>
  );
}
