import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Client, Provider } from "urql";
import { createApi } from "@/api/client";
import { CloseLabels } from "@/app/close-labels";
import { type Locale, LocaleProvider } from "@/app/locale";
import { theme, variables } from "@/app/theme";
import { styleNonce } from "@/design/nonce";
import { routeTree } from "@/routeTree.gen";

export type RouterContext = { api: Client };

function createAppRouter(api: Client) {
  return createRouter({ routeTree, context: { api }, defaultPreload: "intent", scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

const schemes = localStorageColorSchemeManager({ key: "tandem.scheme" });

function Localised({ locale }: { locale: Locale }) {
  const router = useMemo(() => {
    const made = createAppRouter(
      createApi(locale, () => {
        if (location.pathname !== "/sign-in")
          void made.navigate({ to: "/sign-in", search: { next: location.pathname } });
      }),
    );
    return made;
  }, [locale]);
  return (
    <Provider value={router.options.context.api}>
      <CloseLabels>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </CloseLabels>
    </Provider>
  );
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <LocaleProvider>{(locale) => <Localised key={locale} locale={locale} />}</LocaleProvider>
    </MantineProvider>
  );
}
