import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { CloseLabels } from "@/app/close-labels";
import { messages } from "@/locales/en.po";

/** Renders as inside the app, in English. */
export function renderInApp(children: ReactNode) {
  i18n.loadAndActivate({ locale: "en", messages });
  return render(
    <I18nProvider i18n={i18n}>
      <MantineProvider>
        <CloseLabels>{children}</CloseLabels>
      </MantineProvider>
    </I18nProvider>,
  );
}
