import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useCommand } from "@/api/use-command";
import { useViewer } from "@/app/viewer";
import { AskingButton } from "@/people/asking";
import { EndMembership, type Member } from "@/people/documents";
import { NOBODY } from "@/portfolio/choices";

/** Ends a membership, and says how many case files wait for somebody since, with the way to them. */
export function EndAccessButton({ member }: { member: Member }) {
  const { t } = useLingui();
  const { viewerCan } = useViewer();
  const [endMembership, busy] = useCommand(EndMembership);
  const navigate = useNavigate();
  const { membershipId, name } = member;

  async function end() {
    const done = await endMembership({ input: { membershipId } });
    if (!done) return false;
    const { leftToNobody } = done;
    const id = `ended-${membershipId}`;
    notifications.show({
      id,
      color: "green",
      autoClose: leftToNobody > 0 ? false : 5000,
      message: (
        <>
          <Trans>{name} has no access any more.</Trans>{" "}
          {leftToNobody > 0 && (
            <>
              <Plural
                value={leftToNobody}
                one="# case file that they worked waits for somebody."
                other="# case files that they worked wait for somebody."
              />{" "}
              {viewerCan.seeCaseFiles && viewerCan.seeAssignments && (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => {
                    notifications.hide(id);
                    void navigate({ to: "/portfolio", search: { assignee: NOBODY } });
                  }}
                >
                  <Trans>Show what nobody works</Trans>
                </Button>
              )}
            </>
          )}
        </>
      ),
    });
    return true;
  }

  return (
    <AskingButton
      label={<Trans>End the access</Trans>}
      title={t`End the access of ${name}`}
      consequence={
        <>
          <Trans>{name} is signed out at once and sees nothing of your organization any more. Their work stays.</Trans>
          {viewerCan.seeAssignments && (
            <>
              {" "}
              <Trans>Case files assigned to them are assigned to nobody: you are told how many.</Trans>
            </>
          )}
        </>
      }
      yes={<Trans>End the access</Trans>}
      busy={busy}
      onYes={end}
    />
  );
}
