/** What part of the queue its reader works, as its page was narrowed last in this window. */
export type QueueView = { search: string; whose: string };

const KEY = "tandem.queue";
const WHOLE: QueueView = { search: "", whose: "" };

export function keepView({ search, whose }: QueueView) {
  sessionStorage.setItem(KEY, JSON.stringify({ search, whose }));
}

export function keptView(): QueueView {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  return { ...WHOLE, ...(kept as Partial<QueueView> | null) };
}
