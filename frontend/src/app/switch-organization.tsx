import { Trans } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSwitchHorizontal } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { ask, isAnswer, type MembershipChoice, switchTo } from "@/sign-in/session";

/** The person's other organizations, asked when the menu opens; choosing one goes on for it. */
export function SwitchOrganization() {
  const [others, setOthers] = useState<MembershipChoice[]>([]);
  useEffect(() => {
    void ask<{ others: MembershipChoice[] }>("account").then((answer) => {
      if (isAnswer(answer)) setOthers(answer.others);
    });
  }, []);

  async function choose(id: string) {
    const answer = await switchTo(id);
    if (!isAnswer(answer) && answer.status === "refused") {
      notifications.show({
        color: "red",
        message: answer.message,
        autoClose: 8000,
      });
    }
  }

  return others.map(({ id, organization }) => (
    <Menu.Item key={id} leftSection={<IconSwitchHorizontal size={16} />} onClick={() => choose(id)}>
      <Trans>Go on for {organization}</Trans>
    </Menu.Item>
  ));
}
