import { expect, test } from "vitest";
import { formatSize } from "@/formatting/sizes";

test.each([
  [12, "en", "12 bytes"],
  [1_400, "en", "1 kB"],
  [1_440_000, "en", "1.4 MB"],
  [50_000_000, "fr", "50 Mo"],
])("%d bytes in %s", (bytes, locale, written) => {
  expect(formatSize(bytes, locale).replace(/\s/g, " ")).toBe(written);
});
