import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { CloseLabels } from "@/app/close-labels";
import { messages } from "@/locales/en.po";

/** What is around every screen of the app, in English. */
export function WithTexts({ children }: { children: ReactNode }) {
  i18n.loadAndActivate({ locale: "en", messages });
  return (
    <I18nProvider i18n={i18n}>
      <MantineProvider>
        <CloseLabels>{children}</CloseLabels>
      </MantineProvider>
    </I18nProvider>
  );
}

/** Renders as inside the app. */
export function renderInApp(children: ReactNode) {
  return render(<WithTexts>{children}</WithTexts>);
}
