import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** English is written in the code; French is what most people read, so a missing French text breaks the build. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["fr", "en"],
  catalogs: [{ path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: ["**/*.test.*"] }],
  format: formatter({ lineNumbers: false }),
});
