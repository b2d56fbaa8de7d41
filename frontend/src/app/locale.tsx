import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { createContext, type ReactNode, use, useState } from "react";

export type Locale = "fr" | "en";

const KEY = "tandem.locale";
const Switch = createContext<(locale: Locale) => void>(() => undefined);
let chosen: Locale | null = null;

/** What the page is read in: the last reader's here, else the browser's, as boot.js finds it before anything shows. */
export function keptLocale(): Locale {
  return document.documentElement.lang === "en" ? "en" : "fr";
}

/** What was chosen since this page was loaded. */
export function chosenLocale(): Locale | null {
  return chosen;
}

/** The language of the pages that this browser loads from now on. */
export function keepLocale(locale: Locale) {
  localStorage.setItem(KEY, locale);
}

/** Loads the texts of a language and makes it the page's. */
export async function activate(locale: Locale) {
  const { messages } = locale === "en" ? await import("@/locales/en.po") : await import("@/locales/fr.po");
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
}

/** Gives the texts to everything below, and remounts it when the language changes. */
export function LocaleProvider({ children }: { children: (locale: Locale) => ReactNode }) {
  const [locale, setLocale] = useState(keptLocale);

  async function change(next: Locale) {
    chosen = next;
    keepLocale(next);
    await activate(next);
    setLocale(next);
  }

  return (
    <I18nProvider i18n={i18n}>
      <Switch value={change}>{children(locale)}</Switch>
    </I18nProvider>
  );
}

export function useSwitchLocale() {
  return use(Switch);
}
