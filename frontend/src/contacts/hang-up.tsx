import { Trans } from "@lingui/react/macro";
import { Button, Kbd } from "@mantine/core";
import { IconPhoneOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useShortcuts, useShortcutsOn } from "@/app/shortcuts";

/** Ends the call in hand, and says so at once: the provider's own word of the end comes later. Pressed again, it asks again. */
export function HangUpButton({ onHangUp }: { onHangUp: () => Promise<unknown> }) {
  const [pressed, setPressed] = useState(false);
  const keys = useShortcutsOn();
  const shortcuts = useMemo(() => {
    async function hangUp() {
      setPressed(true);
      if (!(await onHangUp())) setPressed(false);
    }
    return { h: () => void hangUp() };
  }, [onHangUp]);
  useShortcuts(shortcuts);
  return (
    <Button
      size="xs"
      color="red"
      variant={pressed ? "filled" : "light"}
      leftSection={<IconPhoneOff size={14} />}
      rightSection={keys ? <Kbd size="xs">h</Kbd> : undefined}
      onClick={shortcuts.h}
    >
      {pressed ? <Trans>Hanging up…</Trans> : <Trans>Hang up</Trans>}
    </Button>
  );
}
