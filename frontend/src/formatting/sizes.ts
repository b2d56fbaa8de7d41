const UNITS = ["byte", "kilobyte", "megabyte"] as const;

/** A number of bytes in the largest unit that leaves at least one, as files are measured: 1.4 MB, 1,4 Mo. */
export function formatSize(bytes: number, locale: string): string {
  const step = bytes >= 1_000_000 ? 2 : bytes >= 1_000 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 2 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}
