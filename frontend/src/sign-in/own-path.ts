/**
 * What of an address leads on within this site: its path, query and fragment; undefined for all that leads elsewhere.
 * Read as the browser reads it, which takes a backslash for a slash and skips tabs and line breaks.
 */
export function ownPath(next: unknown): string | undefined {
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, location.origin)) return undefined;
  const url = new URL(next, location.origin);
  const path = url.pathname + url.search + url.hash;
  // What is left of `/.//elsewhere` would lead elsewhere when it is read once more.
  return url.origin === location.origin && !path.startsWith("//") ? path : undefined;
}
