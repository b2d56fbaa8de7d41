import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { Dot, Mark } from "@/design/facts";
import { Distance } from "@/design/values";
import { roleLabels } from "@/formatting/labels";
import { AskingButton } from "@/people/asking";
import { EndMemberSession, type Member, ResetSecondFactor } from "@/people/documents";
import { EndAccessButton } from "@/people/end-access";
import { GiveRoleButton } from "@/people/give-role";
import styles from "@/people/people.module.css";
import { SessionText } from "@/people/session-text";

function MemberSessions({ member }: { member: Member }) {
  const [end, busy] = useCommand(EndMemberSession);
  if (!member.sessions?.length)
    return (
      <p className={styles.dim}>
        <Trans>Not signed in anywhere.</Trans>
      </p>
    );
  return (
    <ul className={styles.sessions}>
      {member.sessions.map((one) => (
        <li key={one.id}>
          <span>
            <SessionText session={one} />
          </span>
          {member.viewerCanManage && (
            <Button
              variant="default"
              loading={busy}
              onClick={() => end({ input: { membershipId: member.membershipId, sessionId: one.id } })}
            >
              <Trans>Sign out there</Trans>
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Acts({ member }: { member: Member }) {
  const { t } = useLingui();
  const [reset, resetting] = useCommand(ResetSecondFactor);
  const { membershipId, name } = member;
  return (
    <>
      <GiveRoleButton member={member} />
      {member.secondFactorSince && (
        <AskingButton
          label={<Trans>Reset the second step</Trans>}
          title={t`Reset the second step of ${name}`}
          consequence={
            <Trans>
              For who has lost their phone. The password is enough until a new authenticator is set up; {name} is told
              by e-mail. Not possible for somebody who also signs in for another organization.
            </Trans>
          }
          yes={<Trans>Reset it</Trans>}
          busy={resetting}
          onYes={() => reset({ input: { membershipId } })}
        />
      )}
      <EndAccessButton member={member} />
    </>
  );
}

/** One person, with what an administrator may do about their membership. */
export function MemberRow({ member }: { member: Member }) {
  const { i18n } = useLingui();
  const { viewerCan, membership } = useViewer();
  const [opened, { toggle }] = useDisclosure();
  const manages = viewerCan.managePeople;
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>{member.name}</strong>
          <span>{member.roleName ?? i18n._(roleLabels[member.role])}</span>
          {member.membershipId === membership.id && (
            <Mark tone="info">
              <Trans context="person">You</Trans>
            </Mark>
          )}
          {member.teams.map((team) => (
            <Mark key={team}>{team}</Mark>
          ))}
        </p>
        <p className={styles.dim}>
          {member.email}
          {manages && (
            <>
              {" "}
              ·{" "}
              {member.lastSeenAt ? (
                <Trans>
                  last seen <Distance value={member.lastSeenAt} />
                </Trans>
              ) : (
                <Trans>never signed in</Trans>
              )}
            </>
          )}
        </p>
        {manages && (
          <p>
            {member.secondFactorSince ? (
              <Dot tone="good">
                <Trans>Second step on</Trans>
              </Dot>
            ) : (
              <Dot tone="neutral">
                <Trans>Second step off</Trans>
              </Dot>
            )}
          </p>
        )}
        {opened && <MemberSessions member={member} />}
      </div>
      {manages && (
        <Group gap="xs">
          <Button variant="default" aria-expanded={opened} onClick={toggle}>
            <Trans>Sign-ins</Trans>
          </Button>
          {member.viewerCanManage && <Acts member={member} />}
        </Group>
      )}
    </li>
  );
}
