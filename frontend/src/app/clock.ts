let offset = 0;

/** Sets the page's clock by the server's, which a demonstration may have shifted. */
export function setClock(serverNow: string) {
  offset = new Date(serverNow).getTime() - Date.now();
}

/** Milliseconds since the epoch by the server's clock. */
export function now(): number {
  return Date.now() + offset;
}
