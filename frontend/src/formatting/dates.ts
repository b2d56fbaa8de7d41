const DAY = 86_400_000;

type Shape = "day" | "instant" | "short" | "time" | "month";

const SHAPES: Record<Shape, Intl.DateTimeFormatOptions> = {
  day: { day: "2-digit", month: "2-digit", year: "numeric" },
  instant: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit" },
  month: { month: "short", year: "2-digit" },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** British order for English: 22/11/2026 must read the same in both languages. */
function format(shape: Shape, locale: string, utc: boolean): Intl.DateTimeFormat {
  const key = `${shape} ${locale} ${utc}`;
  const options = { ...SHAPES[shape], ...(utc ? { timeZone: "UTC" } : {}) };
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, options);
  formats.set(key, kept);
  return kept;
}

/** A calendar day `2026-11-22`: the same day in every zone. */
export function formatDay(day: string, locale: string): string {
  return format("day", locale, true).format(new Date(`${day}T00:00:00Z`));
}

/** The month of its first day `2026-11-01`: `nov. 26`. */
export function formatMonth(day: string, locale: string): string {
  return format("month", locale, true).format(new Date(`${day}T00:00:00Z`));
}

/** An instant in the reader's zone. */
export function formatInstant(
  instant: string,
  locale: string,
  shape: "instant" | "short" | "time" = "instant",
): string {
  return format(shape, locale, false).format(new Date(instant));
}

/** An instant on the clock of a place, such as `Indian/Reunion`, with its day. */
export function formatInZone(instant: string, locale: string, zone: string): string {
  const options = { ...SHAPES.short, timeZone: zone };
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, options).format(new Date(instant));
}

/** Whether the reader's clock and that of the place show the same at that instant. */
export function isSameClock(instant: string, zone: string): boolean {
  return formatInstant(instant, "en", "short") === formatInZone(instant, "en", zone);
}

/** `dans 7 j`, `il y a 3 h`: from `now` (milliseconds, the server's clock) to the instant. */
export function formatDistance(instant: string, now: number, locale: string): string {
  const distance = new Date(instant).getTime() - now;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const told = (value: number, unit: "minute" | "hour" | "day") => relative.format(value, unit);
  const minutes = Math.round(distance / 60_000);
  // The browser's own words for it are « cette minute-ci » and "this minute".
  if (minutes === 0) return locale === "fr" ? "à l’instant" : "just now";
  if (Math.abs(minutes) < 60) return told(minutes, "minute");
  const hours = Math.round(distance / 3_600_000);
  if (Math.abs(hours) < 24) return told(hours, "hour");
  return told(Math.round(distance / DAY), "day");
}

/** The calendar day of an instant in the reader's zone, as `2026-11-22`. */
export function dayOf(instant: number): string {
  const date = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
