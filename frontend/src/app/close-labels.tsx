import { useLingui } from "@lingui/react/macro";
import { MantineThemeProvider } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

/** Names the button that closes a dialog, a drawer or a notice, in the reader's language: it shows a cross alone. */
export function CloseLabels({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const label = t`Close`;
  const theme = useMemo(() => {
    const named = { defaultProps: { closeButtonProps: { "aria-label": label } } };
    return { components: { Drawer: named, Modal: named, Notification: named } };
  }, [label]);
  return (
    <MantineThemeProvider inherit theme={theme}>
      {children}
    </MantineThemeProvider>
  );
}
