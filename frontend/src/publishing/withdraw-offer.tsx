import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { now } from "@/app/clock";

type Offer = {
  id: string;
  title: ReactNode;
  /** Until when it can be taken back; null when it is recorded already. */
  publishesAt: string | null | undefined;
  withdraw: () => Promise<void>;
};

/** Offers to take back what becomes shared in a few seconds: afterwards nobody can. */
export function offerWithdrawal({ id, title, publishesAt, withdraw }: Offer) {
  const wait = publishesAt ? new Date(publishesAt).getTime() - now() : 0;
  if (wait <= 0) return;

  async function takeBack() {
    notifications.hide(id);
    await withdraw();
  }

  notifications.show({
    id,
    title,
    autoClose: wait,
    withCloseButton: false,
    message: (
      <Button variant="light" color="teal" onClick={takeBack} mt={4}>
        <Trans>Take it back</Trans>
      </Button>
    ),
  });
}
