import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useClient } from "urql";
import { WithdrawNote } from "@/notes/documents";

type OfferProps = { noteId: string; notification: string; onWithdrawn: (body: string) => void };

/** Takes a shared note back before it is recorded: afterwards nobody can. The text returns to the composer. */
export function WithdrawOffer({ noteId, notification, onWithdrawn }: OfferProps) {
  const { t } = useLingui();
  const client = useClient();

  async function withdraw() {
    const { data } = await client.mutation(WithdrawNote, { input: { noteId } });
    notifications.hide(notification);
    const answer = data?.withdrawNote;
    if (answer?.withdrawn) onWithdrawn(answer.body ?? "");
    else
      notifications.show({
        color: "red",
        message: answer?.userErrors[0]?.message ?? t`The note could not be taken back.`,
      });
  }

  return (
    <Button variant="light" color="teal" onClick={withdraw} mt={4}>
      <Trans>Take it back</Trans>
    </Button>
  );
}
